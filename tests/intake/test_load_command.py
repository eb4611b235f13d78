"""manage.py load: what it prints, and the exit status by which programs know."""

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError

from accounts.models import Account, AccountAlias
from core import locks
from engagement.models import Ticket
from intake.models import Upload
from intake.storing import refused_folder

pytestmark = pytest.mark.django_db

GOOD = "account_id,name\nA-1,Aoba\nA-2,Kita\n"
BAD = "account_id,name\nA-1,Aoba\nA-2,\n"


@pytest.fixture
def run(tmp_path, capsys):
    """Run the command on a file of that text; returns (exit status, what it printed)."""

    def command(dataset, text, *options):
        path = tmp_path / "file.csv"
        if text is not None:
            path.write_text(text)
        status = 0
        try:
            call_command("load", dataset, str(path), *options)
        except SystemExit as end:
            status = end.code
        return status, capsys.readouterr()

    return command


def test_status_0_everything_is_loaded(run):
    status, printed = run("accounts", GOOD)
    assert (status, printed.err) == (0, "")
    assert printed.out == (
        "accounts: loaded; new 2, changed 0, unchanged 0, refused 0\nnote: New products (1): main.\n"
    )


def test_the_same_file_again_changes_nothing_and_names_the_upload_before_it(run):
    run("accounts", GOOD)
    first = Upload.objects.get()
    status, printed = run("accounts", GOOD)
    assert (status, printed.out.splitlines()) == (
        0,
        [
            "accounts: loaded; new 0, changed 0, unchanged 2, refused 0",
            f"note: upload #{first.pk} loaded the very same file before",
        ],
    )
    second = Upload.objects.latest("pk")
    assert json.loads(run("accounts", GOOD, "--json")[1].out)["same_as"] == second.pk
    assert list(Upload.objects.values_list("same_as", flat=True)) == [second.pk, first.pk, None]


def test_status_1_the_file_is_refused(run):
    status, printed = run("accounts", BAD)
    path = refused_folder() / Upload.objects.get().refused_rows_file
    assert status == 1
    assert printed.out.splitlines() == [
        "accounts: refused; new 0, changed 0, unchanged 0, refused 1",
        "refused: line 3, name: required: The cell is empty. Fill it in, or delete the row.",
        f"all refused rows: {path}",
    ]
    assert Account.objects.count() == 0


def test_a_reason_is_said_once_however_many_rows_have_it(run):
    _, printed = run("accounts", BAD + "A-3,\nA-4,\n")
    said = [line for line in printed.out.splitlines() if line.startswith("refused: ")]
    message = "The cell is empty. Fill it in, or delete the row."
    assert said == [f"refused: line 3, name: required: {message} (and 2 more rows)"]


def test_the_sentences_are_in_the_language_asked_for(run):
    _, printed = run("accounts", BAD + "A-3,\n", "--language", "ja")
    message = "セルが空です。値を入れるか、行を削除してください。"
    assert f"refused: 3行目, name: required: {message} (ほか1行)\n" in printed.out


def test_status_3_the_good_rows_are_loaded(run):
    status, printed = run("accounts", BAD, "--good-rows")
    assert status == 3
    assert printed.out.startswith("accounts: partial; new 1, changed 0, unchanged 0, refused 1\n")


@pytest.mark.parametrize(
    ("dataset", "options"),
    [("nonsense", []), ("accounts", ["--language", "fr"]), ("accounts", ["--source", "x" * 41])],
)
def test_what_is_no_choice_is_said_before_anything_is_read(dataset, options, tmp_path):
    with pytest.raises(CommandError):
        call_command("load", dataset, str(tmp_path / "none"), *options)


def test_status_2_what_was_asked_for_is_no_choice(tmp_path):
    command = [sys.executable, "manage.py", "load", "nonsense", "file.csv"]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"invalid choice: 'nonsense'" in ended.stderr


def test_status_2_there_is_no_such_file(run):
    status, printed = run("accounts", None)
    assert status == 2
    assert printed.err.startswith("could not run: [Errno 2] No such file or directory")


@pytest.mark.parametrize(
    "error", [OperationalError("server closed"), locks.LockBusyError("load"), KeyError("series")]
)
def test_status_2_something_failed_on_the_way(error, run, monkeypatch):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("intake.loads.loading.locks.alone", fail)
    status, printed = run("accounts", GOOD, "--json")
    assert status == 2
    assert json.loads(printed.out) == {
        "dataset": "accounts",
        "state": "failed",
        "error": str(error),
    }
    assert Upload.objects.count() == 0


def test_json_gives_the_whole_verdict(run):
    text = (
        "account_id,name,Staff,csm_email\nA-1,Aoba,５,aki@example.com\nA-2,,many,aki@example.com\n"
    )
    status, printed = run("accounts", text, "--good-rows", "--json")
    assert status == 3
    assert json.loads(printed.out) == {
        "dataset": "accounts",
        "state": "partial",
        "counts": {"new": 1, "changed": 0, "unchanged": 0, "refused": 1},
        "findings": [
            {
                "code": "new_products",
                "message": "New products (1): main.",
                "count": 1,
                "names": ["main"],
            },
            {
                "code": "new_attributes",
                "message": "Columns that became account attributes (1): Staff.",
                "count": 1,
                "names": ["Staff"],
            },
            {
                "code": "new_members",
                "message": "People who were no members yet and were added without a password (1): "
                "aki@example.com.",
                "count": 1,
                "names": ["aki@example.com"],
            },
        ],
        "refusals": [
            {
                "line": 3,
                "column": "name",
                "code": "required",
                "message": "The cell is empty. Fill it in, or delete the row.",
            }
        ],
        "refused_rows_file": str(refused_folder() / Upload.objects.get().refused_rows_file),
    }


def test_json_of_a_file_that_is_refused_as_a_whole(run):
    status, printed = run("usage", "account_id,value\nA-1,1\n", "--json")
    assert status == 1
    verdict = json.loads(printed.out)
    assert [(each["line"], each["column"], each["code"]) for each in verdict["refusals"]] == [
        (1, "date", "missing_column")
    ]
    assert (verdict["state"], verdict["refused_rows_file"]) == ("refused", "")


def test_json_of_a_finding_has_its_column_and_lines(run):
    run("accounts", GOOD)
    text = "account_id,activity_id,happened_on,kind,score\nA-1,T-1,2026-11-01,quiz,1e1\n"
    status, printed = run("activities", text, "--json")
    assert status == 0
    assert json.loads(printed.out)["findings"] == [
        {
            "code": "exponent",
            "message": "1 value of “score” was written with an exponent, as 1e5 (on line 2).",
            "column": "score",
            "count": 1,
            "lines": [2],
        }
    ]


def test_it_speaks_japanese_where_asked_to(run):
    text = "account_id,name,csm_email\nA-1,Aoba,aki@example.com\nA-2,,\n"
    status, printed = run("accounts", text, "--good-rows", "--language", "ja", "--json")
    verdict = json.loads(printed.out)
    assert status == 3
    assert [each["message"] for each in verdict["refusals"]] == [
        "セルが空です。値を入れるか、行を削除してください。"
    ]
    assert [each["message"] for each in verdict["findings"]] == [
        "「csm_email」が空の行が1件あります(最初は3行目)。",
        "新しい製品(1件): main",
        "未登録のため、パスワードなしで追加したメンバー(1名): aki@example.com",
    ]


def test_a_terminal_sees_how_far_it_is(run, monkeypatch):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    _, printed = run("accounts", GOOD)
    assert printed.err.endswith("\r100% " + "█" * 40 + "\n")


def test_columns_are_mapped_left_out_and_the_separator_said(run):
    text = "their=id;who;junk\nA-1;Aoba, Inc;1\n"
    said = ["--map", "their=id=account_id", "--map", "who=name", "--map", "junk="]
    status, _ = run("accounts", text, *said, "--separator", ";")
    assert status == 0
    assert [each.name for each in Account.objects.all()] == ["Aoba, Inc"]
    upload = Upload.objects.get()
    assert upload.instructions == {
        "separator": ";",
        "mapped": {"their=id": "account_id", "who": "name", "junk": ""},
    }


@pytest.mark.parametrize(
    "said",
    [
        ["--dates", "name=iso"],
        ["--dates", "since=iso"],
        ["--map", "who=nobody"],
        ["--map", "who"],
        ["--separator", "x"],
        ["--encoding", "latin-1"],
    ],
)
def test_what_is_no_way_to_read_a_file_is_said_before_it_is_read(run, said):
    with pytest.raises(CommandError):
        run("accounts", GOOD, *said)
    assert Upload.objects.count() == 0


def test_the_product_of_all_rows_is_said_where_there_are_several(run):
    run("accounts", "account_id,name,product\nA-1,Aoba,hr\nA-2,Kita,pay\n")
    status, printed = run("accounts", "account_id,name\nN-1,Nagai\n")
    assert (status, "load with --product" in printed.out) == (1, True)
    status, printed = run("accounts", "account_id,name\nN-1,Nagai\n", "--product", "pay")
    assert (status, printed.out) == (
        0,
        "accounts: loaded; new 1, changed 0, unchanged 0, refused 0\n",
    )
    assert AccountAlias.objects.get(value="N-1").account.product.key == "pay"


def test_the_style_of_dates_is_said_where_the_file_leaves_it_open(run):
    run("accounts", GOOD)
    text = "account_id,ticket_id,opened_on\nA-1,T-1,01/02/2024\n"
    assert run("tickets", text)[0] == 1
    assert run("tickets", text, "--dates", "opened_on=day-first")[0] == 0
    assert [str(each.opened_on) for each in Ticket.objects.all()] == ["2024-02-01"]


def test_a_column_that_was_mapped_and_is_not_there_is_noted(run):
    status, printed = run("accounts", GOOD, "--map", "Office=branch", "--map", "gone=")
    assert status == 0
    assert "note: “Office” was mapped to one of our columns, and the file has no such column." in (
        printed.out.splitlines()
    )
