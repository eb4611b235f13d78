"""The file of refused rows: each row once, as it came, behind what is wrong with it."""

import csv
from datetime import date

import pytest
from django.utils import translation

from accounts.models import Account, AccountAlias
from intake.domain.reasons import ROWS_OF_EACH
from intake.domain.usage import MOST_KEPT
from intake.models import Upload
from intake.storing import refused_folder
from tests.intake.rows import stored_usage

pytestmark = pytest.mark.django_db


def refused():
    """Read the file of refused rows of the latest load."""
    upload = Upload.objects.first()
    with (refused_folder() / upload.refused_rows_file).open(encoding="utf-8-sig", newline="") as f:
        return list(csv.reader(f))


def test_each_row_stands_as_it_came_behind_line_column_code_and_reason(bring_in):
    bring_in(
        "accounts",
        'account_id,name,seats\nA-1,Aoba,\nA-2," Kita, Foods ",many\nA-3,,-1\n\n1.2E+04,Umi,5\n',
        good_rows=True,
    )
    head, *rows = refused()
    assert head == ["Line", "Column", "Code", "Reason", "account_id", "name", "seats"]
    assert rows == [
        [
            *("3", "seats", "not_a_number"),
            "“many” is not a number. Write it with digits only, as 1234.5.",
            *("A-2", " Kita, Foods ", "many"),
        ],
        [
            *("4", "name; seats", "required; too_small"),
            "The cell is empty. Fill it in, or delete the row.; "
            "-1 is too small: the least allowed is 0.",
            *("A-3", "", "-1"),
        ],
        [
            *("6", "account_id", "damaged_id"),
            "“1.2E+04” is an id that a spreadsheet turned into a number. "
            "Export it again with the column as text.",
            *("1.2E+04", "Umi", "5"),
        ],
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1+cmd", "@x", "|a", "%a", "\t=1", "＝1", "﻿=1"])
def test_no_cell_is_a_formula(cell, bring_in):
    bring_in("accounts", f'account_id,name,"{cell}"\nA-1,,"{cell}"\n')
    head, row = refused()
    assert (head[-1], row[-1]) == (f"'{cell.strip()}", f"'{cell}")


def test_a_short_and_a_long_row_stand_as_they_came(bring_in):
    bring_in("accounts", "account_id,name,plan\nA-1,Aoba\nA-2,Kita,pro,more\n")
    assert [row[:3] + row[4:] for row in refused()[1:]] == [
        ["2", "plan", "short_row", "A-1", "Aoba"],
        ["3", "plan", "long_row", "A-2", "Kita", "pro", "more"],
    ]


def test_usage_gives_its_refused_rows_alike(bring_in, accounts):
    bring_in(
        "usage",
        "account_id,date,metric,value\nA-9,2026-11-01,posts,x\nA-1,2026-11-01,posts,1\n",
        good_rows=True,
    )
    head, row = refused()
    assert head == ["Line", "Column", "Code", "Reason", "account_id", "date", "metric", "value"]
    assert row[:3] == ["2", "account_id; value", "unknown_account; not_a_number"]
    assert row[4:] == ["A-9", "2026-11-01", "posts", "x"]


def brought_again(mend):
    """Read the file of refused rows as bytes, with a cell mended."""
    upload = Upload.objects.first()
    return (refused_folder() / upload.refused_rows_file).read_bytes().replace(*mend)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_mended_the_file_comes_back_as_it_is(language, bring_in):
    with translation.override(language):
        bring_in(
            "accounts",
            "account_id,name,plan,=notes,seats\n"
            "=A-1,@Aoba,+plus,-x,none\nA-2,'=Kita,'',%,none\nA-3,\t＝Umi,-1e5,'tis,none\n",
        )
    verdict = bring_in("accounts", brought_again((b",none\r\n", b",7\r\n")))
    assert verdict.state == "loaded"
    found = AccountAlias.objects.order_by("pk").values_list(
        "value", "account__name", "account__plan", "account__attributes", "account__seats"
    )
    assert list(found) == [
        ("=A-1", "@Aoba", "+plus", {"=notes": "-x"}, 7),
        ("A-2", "=Kita", "''", {"=notes": "%"}, 7),
        ("A-3", "＝Umi", "-1e5", {"=notes": "'tis"}, 7),
    ]


def test_mended_usage_comes_back_as_it_is(bring_in, accounts):
    bring_in("usage", "account_id,date,metric,value\nA-1,2026-11-01,=1+1,x\nA-2,2026-11-01,@a,x\n")
    verdict = bring_in("usage", brought_again((b",x\r\n", b",5\r\n")))
    (found,) = (each for each in verdict.findings if each.code == "unquoted")
    assert (found.column, found.count, found.lines) == ("metric", 2, (2, 3))
    day = date(2026, 11, 1)
    assert stored_usage() == {("A-1", "=1+1", day): 5, ("A-2", "@a", day): 5}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_refused_again_a_row_stands_behind_one_set_of_titles(language, bring_in):
    with translation.override(language):
        bring_in("accounts", "account_id,name,seats\nA-1,Aoba,none\nA-2,=Kita,none\n")
        bring_in("accounts", brought_again((b",none\r\n", b",many\r\n")))
    head, *rows = refused()
    assert head[4:] == ["account_id", "name", "seats"]
    assert [(row[0], row[2], *row[4:]) for row in rows] == [
        ("2", "not_a_number", "A-1", "Aoba", "many"),
        ("3", "not_a_number", "A-2", "'=Kita", "many"),
    ]


def test_a_row_with_a_bad_quote_stands_whole(bring_in):
    record = f'"A-1"x,{"Aoba" * 30}'
    bring_in("accounts", f"account_id,name\n{record}\nA-2,Kita\n", good_rows=True)
    assert refused()[1:] == [["2", "account_id", "bad_quote", refused()[1][3], record]]


def test_titles_and_reasons_are_in_the_language_of_the_load(bring_in):
    with translation.override("ja"):
        bring_in("accounts", "account_id,name\nA-1,\n")
    head, row = refused()
    assert head[:4] == ["行", "列", "コード", "理由"]
    assert row[:4] == [
        "2",
        "name",
        "required",
        "セルが空です。値を入れるか、行を削除してください。",
    ]


@pytest.mark.parametrize("dataset", ["accounts", "usage"])
def test_the_file_has_every_row_and_the_verdict_the_first_thousand(dataset, bring_in, accounts):
    header, row = {
        "accounts": ("account_id,name", "B-{},"),
        "usage": ("account_id,date,metric,value", "B-{},2026-11-01,posts,1"),
    }[dataset]
    most = MOST_KEPT + 500
    rows = "".join(row.format(number) + "\n" for number in range(most))
    verdict = bring_in(dataset, f"{header}\n{rows}")
    assert verdict.counts.refused == most
    (reason,) = Upload.objects.first().verdict["reasons"]
    assert (reason["count"], len(reason["first"])) == (most, ROWS_OF_EACH)
    assert [each.line for each in verdict.refusals()] == list(range(2, MOST_KEPT + 2))
    assert [int(each[0]) for each in refused()[1:]] == list(range(2, most + 2))


def test_a_file_without_refused_rows_has_none(bring_in, accounts):
    assert Upload.objects.first().refused_rows_file == ""
    assert Account.objects.count() == 2
