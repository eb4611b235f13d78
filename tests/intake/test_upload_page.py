"""The page of one upload: its preview, what a person may change and decide there, and its result."""

import csv
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from core import ledger
from core.models import AuditEvent, Role
from engagement.models import Activity
from intake import selectors
from intake.deciding.services import Confirmation, check_of, confirm, read_anew
from intake.domain.instructions import Instructions
from intake.models import SourceInstructions, Upload, UploadState
from intake.storing import refused_folder, uploads_folder
from tests.builders import make_product, make_user
from tests.intake.rows import all_rows, different
from tests.intake.workbook_files import workbook

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}
GOOD = "account_id,name,product\nA-1,Aoba Logistics,hr\nA-2,Kita Foods,hr\n"
BAD = GOOD + "A-3,,hr\n"
LONG = "account_id,date,metric,value\n"


@pytest.fixture
def ops(client):
    make_product()
    user = make_user(Role.OPS, language="en")
    client.force_login(user)
    return user


@pytest.fixture
def checked(client, ops):
    """Send a file and have it checked; returns the upload."""

    def send(text, *, dataset="accounts", name="file.csv", **more):
        content = text if isinstance(text, bytes) else text.encode()
        file = SimpleUploadedFile(name, content, content_type="text/csv")
        said = {"dataset": dataset, "source": "main", "file": file, **more}
        assert client.post(reverse("uploads"), said).status_code == 302
        return worked(Upload.objects.latest("pk"))

    return send


@pytest.fixture
def loaded(client, checked):
    """Send a file, look at its preview and load it; returns the upload."""

    def load(text, **more):
        upload = checked(text, **more)
        assert press(client, "load_upload", upload, seen=check_of(upload)).status_code == 302
        return worked(upload)

    return load


def worked(upload):
    upload.refresh_from_db()
    ledger.drive(upload.run_id)
    upload.refresh_from_db()
    return upload


def press(client, name, upload, **said):
    return client.post(reverse(name, args=[upload.pk]), said)


def shown(client, upload, **asked):
    return client.get(reverse("upload", args=[upload.pk]), asked)


def warnings(answer):
    return [str(each) for each in get_messages(answer.wsgi_request)]


def test_a_preview_counts_and_shows_what_a_load_would_do_and_writes_nothing(
    client, loaded, checked
):
    loaded(GOOD)
    before = all_rows()
    upload = checked("account_id,name\nA-1,Aoba\nA-2,Kita Foods\nA-4,Minato\n")
    assert different(before, all_rows()) == []
    page = shown(client, upload).context["page"]
    assert (upload.state, page.counts) == (
        UploadState.PREVIEWED,
        {"new": 1, "changed": 1, "unchanged": 1, "refused": 0},
    )
    samples = upload.preview["samples"]
    assert {kind: each["rows"] for kind, each in samples.items()} == {
        "new": [[4, "A-4", "Minato"]],
        "changed": [[2, "A-1", "Aoba"]],
        "unchanged": [[3, "A-2", "Kita Foods"]],
    }
    assert upload.preview["touched"]["accounts"] == 1


def test_a_preview_of_usage_counts_facts_and_touches_months(client, loaded, checked):
    loaded(GOOD)
    loaded(LONG + "A-1,2026-10-30,posts,1\nA-1,2026-11-01,posts,5\n", dataset="usage")
    text = LONG + "A-1,2026-11-01,posts,6\nA-1,2026-10-30,posts,1\nA-2,2026-11-02,posts,2.5\n"
    before = all_rows()
    upload = checked(text, dataset="usage")
    assert different(before, all_rows()) == []
    assert upload.preview["verdict"]["counts"] == {
        **{"new": 1, "changed": 1, "unchanged": 1, "refused": 0}
    }
    assert upload.preview["touched"] == {"accounts": 2, "months": 2, "from_day": "2026-11-01"}
    assert {kind: each["rows"] for kind, each in upload.preview["samples"].items()} == {
        "new": [[0, "A-2", "Kita Foods", "2026-11-02", "posts", "2.5"]],
        "changed": [[0, "A-1", "Aoba Logistics", "2026-11-01", "posts", "6"]],
        "unchanged": [[0, "A-1", "Aoba Logistics", "2026-10-30", "posts", "1"]],
    }
    page = shown(client, upload, show="changed").content.decode()
    assert "Load 3 values" in page
    assert "Touches 2 accounts, from 1 Nov 2026 on. 2 months of usage are written." in page


def test_the_counts_of_a_preview_filter_its_sample(client, loaded, checked):
    loaded(GOOD)
    upload = checked("account_id,name\nA-1,Aoba\nA-2,Kita Foods\n")
    for asked, kind in (("unchanged", "unchanged"), ("", "changed"), ("new", "changed")):
        assert shown(client, upload, show=asked).context["page"].sample.kind == kind


def test_mistakes_are_named_by_line_and_column_before_anything_is_loaded(client, checked):
    upload = checked(BAD)
    answer = shown(client, upload)
    (reason,) = answer.context["page"].reasons
    assert (reason.lines, reason.column, reason.code) == (["4"], "name", "required")
    assert "The cell is empty. Fill it in, or delete the row." in answer.content.decode()
    refused = client.get(reverse("refused_rows", args=[upload.pk]))
    text = b"".join(refused.streaming_content).decode("utf-8-sig")
    assert refused["Content-Disposition"].startswith("attachment;")
    assert text.splitlines()[1].startswith('4,name,required,"The cell is empty.')
    assert Account.objects.count() == 0


def test_a_reason_that_many_rows_have_is_said_once_and_its_rows_open(client, checked):
    rows = "".join(f"A-{at},Aoba,{'many' if at % 2 else 'x' * 99}\n" for at in range(5_000))
    upload = checked(f"account_id,name,seats\nB-1,Kita,\nB-2,,\n{rows}")
    press(client, "load_upload", upload, seen=f"{upload.run_id}.1", good_rows="on")
    worked(upload)
    answer = shown(client, upload)
    many, one = answer.context["page"].reasons
    assert (many.code, many.column, many.count) == ("not_a_number", "seats", 5_000)
    assert many.lines == ["4", "5", "6", "7", "8", "…"]
    assert many.message.startswith("“xxxxx")
    assert [line for line, _ in many.rows] == list(range(4, 14))
    assert many.rows[1] == (5, ["A-1", "Aoba", "many"])
    assert len(many.rows[0][1][2]) == 40
    assert (one.code, one.count, one.lines, one.rows) == ("required", 1, ["3"], [])
    page = answer.content.decode()
    assert page.count("is not a number") == 1
    assert "Line 4, for example:" in page
    assert "Open the first 10 rows of 5,000" in page
    with selectors.refused_rows_of(upload).open(encoding="utf-8-sig") as file:
        assert len(list(csv.reader(file))) == 1 + 5_001


def test_a_reader_of_the_other_language_gets_the_reasons_in_theirs(client, checked):
    upload = checked(BAD)
    client.post(reverse("choose_language"), {"language": "ja"})
    page = shown(client, upload).content.decode()
    assert "セルが空です。値を入れるか、行を削除してください。" in page
    assert "The cell is empty" not in page


def test_a_file_with_refused_rows_is_loaded_only_where_that_was_chosen(client, checked):
    upload = checked(BAD)
    answer = press(client, "load_upload", upload, seen=f"{upload.run_id}.1")
    assert answer.status_code == 422
    assert "choose to load only the good rows" in answer.content.decode()
    upload.refresh_from_db()
    assert upload.state == UploadState.PREVIEWED
    assert (
        press(client, "load_upload", upload, seen=f"{upload.run_id}.1", good_rows="on").status_code
        == 302
    )
    worked(upload)
    assert (upload.state, Account.objects.count()) == (UploadState.PARTIAL, 2)
    assert "The good rows are loaded" in shown(client, upload).content.decode()


def test_a_file_without_a_good_row_cannot_be_loaded(client, checked):
    upload = checked("account_id,name,product\nA-1,,hr\n")
    assert reverse("load_upload", args=[upload.pk]) not in shown(client, upload).content.decode()
    answer = press(client, "load_upload", upload, seen=f"{upload.run_id}.1", good_rows="on")
    assert warnings(answer) == ["No row of this file can be loaded as it is read now."]
    upload.refresh_from_db()
    assert upload.state == UploadState.PREVIEWED


def test_a_loaded_file_is_over_and_says_who_had_it_loaded(client, loaded, ops):
    upload = loaded(GOOD)
    assert (upload.state, upload.confirmed_by) == (UploadState.LOADED, ops)
    assert "Everything is loaded." in shown(client, upload).content.decode()
    verbs = AuditEvent.objects.filter(object_id=str(upload.pk)).values_list("verb", flat=True)
    assert list(verbs) == ["upload", "confirm_upload"]


@pytest.mark.parametrize(
    ("dataset", "text", "said"),
    [
        ("accounts", GOOD, "The next night takes it into account."),
        (
            "history_tasks",
            "account_id,tool,id,name\nA-1,Gainsight,1,Meeting\n",
            "No score, stage or risk rests on it.",
        ),
    ],
)
def test_what_is_loaded_says_whether_a_night_judges_by_it(client, loaded, dataset, text, said):
    loaded(GOOD)
    upload = loaded(text.replace("Kita", "Umi"), dataset=dataset)
    assert said in shown(client, upload).content.decode()


def test_a_second_word_changes_nothing(client, loaded):
    upload = loaded(GOOD)
    before = all_rows()
    for name in ("load_upload", "read_anew", "discard_upload", "try_upload_again"):
        said = {"seen": "1.1", "column-0": "account_id", "column-1": "name", "column-2": "product"}
        assert warnings(press(client, name, upload, **said))[-1].startswith("This upload waits")
    upload.refresh_from_db()
    assert (upload.state, different(before, all_rows())) == (UploadState.LOADED, [])


def test_a_preview_that_was_checked_anew_is_not_loaded_unseen(client, checked, ops):
    upload = checked(GOOD)
    read_anew(upload, Instructions(), makes_accounts=False, by=ops, at=timezone.now())
    worked(upload)
    answer = press(client, "load_upload", upload, seen=f"{upload.run_id}.1")
    assert warnings(answer)[0].startswith("The file was checked anew")
    upload.refresh_from_db()
    assert upload.state == UploadState.PREVIEWED
    assert press(client, "load_upload", upload, seen=f"{upload.run_id}.2").status_code == 302


def test_a_preview_that_was_checked_anew_on_another_day_is_not_loaded_unseen(client, checked, ops):
    upload = checked(GOOD)
    seen, later = check_of(upload), timezone.now() + timedelta(days=1)
    read_anew(upload, Instructions(), makes_accounts=False, by=ops, at=later)
    worked(upload)
    assert upload.run.round == 1
    assert warnings(press(client, "load_upload", upload, seen=seen))[0].startswith(
        "The file was checked anew"
    )
    assert press(client, "load_upload", upload, seen=check_of(upload)).status_code == 302


def test_the_result_says_where_it_differs_from_the_preview(client, checked, ops):
    first = checked("account_id,name,product\nA-1,Aoba,hr\n")
    second = checked("account_id,name,product\nA-1,Aoba Logistics,hr\n")
    for upload in (second, first):
        confirm(upload, Confirmation(), by=ops, at=timezone.now())
        worked(upload)
    assert shown(client, second).context["page"].meanwhile == {}
    assert shown(client, first).context["page"].meanwhile["new"] == 1
    assert "The preview had 1 new, 0 changed" in shown(client, first).content.decode()


def test_columns_are_mapped_by_hand_and_the_next_file_is_read_so(client, checked, ops):
    text = "番号,社名,product\nA-1,Aoba,hr\n"
    upload = checked(text)
    assert upload.preview["verdict"]["reasons"][0]["code"] == "missing_column"
    said = {"column-0": "account_id", "column-1": "name", "column-2": "product"}
    assert press(client, "read_anew", upload, **said).status_code == 302
    worked(upload)
    assert upload.preview["verdict"]["counts"]["new"] == 1
    kept = SourceInstructions.objects.get()
    assert (kept.dataset, kept.source, kept.set_by) == ("accounts", "main", ops)
    assert kept.instructions == {"mapped": {"番号": "account_id", "社名": "name"}}
    assert checked(text.replace("Aoba", "Kita")).preview["verdict"]["counts"]["new"] == 1


def test_a_way_of_reading_may_be_forgotten(client, checked):
    upload = checked("番号,name,product\nA-1,Aoba,hr\n")
    press(
        client, "read_anew", upload, **{"column-0": "", "column-1": "name", "column-2": "product"}
    )
    assert SourceInstructions.objects.count() == 1
    worked(upload)
    assert (
        "Files of source main are read as Olivia Ops said" in shown(client, upload).content.decode()
    )
    press(client, "forget_reading", upload)
    assert SourceInstructions.objects.count() == 0


def test_a_column_that_is_none_of_ours_is_refused(client, checked):
    upload = checked(GOOD)
    said = {"column-0": "account_id", "column-1": "secrets", "column-2": "product"}
    answer = press(client, "read_anew", upload, **said)
    assert answer.status_code == 422
    upload.refresh_from_db()
    assert (upload.state, upload.instructions) == (UploadState.PREVIEWED, {})


def test_the_encoding_and_the_style_of_dates_may_be_said(client, loaded, checked):
    loaded(GOOD)
    text = "account_id,activity_id,happened_on,kind\nA-1,T-1,03/04/2026,call\n".encode("cp932")
    upload = checked(text, dataset="activities")
    assert upload.preview["verdict"]["reasons"][0]["code"] == "ambiguous_dates"
    page = shown(client, upload).context
    (dates,) = [each.dates for each in page["reading"].columns() if each.dates]
    keys = {f"column-{at}": each["key"] for at, each in enumerate(upload.preview["columns"])}
    press(client, "read_anew", upload, **keys, **{dates.name: "day-first", "encoding": "cp932"})
    worked(upload)
    assert upload.instructions == {"encoding": "cp932", "dates": {"happened_on": "day-first"}}
    press(client, "load_upload", upload, seen=f"{upload.run_id}.2")
    worked(upload)
    assert str(Activity.objects.get().happened_on) == "2026-04-03"


def test_the_same_file_again_is_recognised_and_leads_to_the_first(client, loaded, checked):
    first = loaded(GOOD)
    before = all_rows()
    again = checked(GOOD)
    assert (again.state, again.same_as) == (UploadState.UNCHANGED, first)
    assert different(before, all_rows()) == []
    page = shown(client, again).content.decode()
    assert f'href="{reverse("upload", args=[first.pk])}"' in page
    assert press(client, "try_upload_again", again).status_code == 302
    worked(again)
    assert (again.state, again.same_as) == (UploadState.PREVIEWED, None)
    assert again.preview["verdict"]["counts"]["unchanged"] == 2


def test_a_file_of_another_source_or_read_another_way_is_not_the_same(loaded, checked):
    loaded(GOOD)
    assert checked(GOOD, source="crm").state == UploadState.PREVIEWED


def test_a_file_that_shrank_by_more_than_a_third_is_held(client, loaded, checked):
    loaded("account_id,name\n" + "".join(f"A-{n},Aoba {n}\n" for n in range(6)))
    assert checked("account_id,name\n" + "A-1,a\nA-2,b\nA-3,c\nA-4,d\n").state == "previewed"
    upload = checked("account_id,name\nA-1,a\nA-2,b\nA-3,c\n")
    assert upload.state == UploadState.HELD
    page = shown(client, upload)
    assert "The file has 3 rows; the one loaded before it" in page.content.decode()
    assert press(client, "load_upload", upload, seen=f"{upload.run_id}.1").status_code == 422
    assert (
        press(
            client, "load_upload", upload, seen=f"{upload.run_id}.1", all_the_same="on"
        ).status_code
        == 302
    )


def test_a_file_whose_ids_are_hardly_known_is_held(client, loaded, checked):
    loaded("account_id,name\n" + "".join(f"A-{n},Aoba {n}\n" for n in range(18)))
    contact = "{},C-{},Aki\n"
    known = "".join(contact.format(f"A-{n}", n) for n in range(18))
    head = "account_id,contact_id,name\n"
    text = head + known + contact.format("X-1", 90) + contact.format("X-2", 91)
    assert checked(text, dataset="contacts").state == UploadState.PREVIEWED
    upload = checked(text + contact.format("X-3", 92), dataset="contacts")
    assert upload.state == UploadState.HELD
    assert upload.preview["unknown"] == {"count": 3, "names": ["X-1", "X-2", "X-3"]}
    words = "Only 18 of the 21 ids in the file are accounts that we know."
    assert words in shown(client, upload).content.decode()


@pytest.mark.parametrize("dataset", ["usage", "contacts"])
def test_accounts_may_be_made_of_ids_that_are_not_known(client, loaded, checked, dataset):
    loaded(GOOD)
    text = {
        "usage": LONG + "A-1,2026-11-01,posts,5\nN-1,2026-11-01,posts,5\n",
        "contacts": "account_id,contact_id,name\nA-1,C-1,Aki\nN-1,C-2,Rin\n",
    }[dataset]
    upload = checked(text, dataset=dataset)
    keys = {f"column-{at}": each["key"] for at, each in enumerate(upload.preview["columns"])}
    before = all_rows()
    press(client, "read_anew", upload, **keys, makes_accounts="on")
    worked(upload)
    assert SourceInstructions.objects.count() == 0
    assert different(before, all_rows()) == []
    assert upload.state == UploadState.HELD
    counts = upload.preview["verdict"]["counts"]
    assert counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert "N-1" in str(upload.preview["samples"]["new"])
    press(client, "load_upload", upload, seen=f"{upload.run_id}.2", all_the_same="on")
    worked(upload)
    assert (upload.state, upload.verdict["counts"]) == (UploadState.LOADED, counts)
    assert Account.objects.filter(name="N-1").count() == 1


def test_a_discarded_upload_leaves_no_bytes(client, checked, django_capture_on_commit_callbacks):
    upload = checked(BAD)
    kept = [uploads_folder() / upload.stored_as, refused_folder() / upload.refused_rows_file]
    assert [each.exists() for each in kept] == [True, True]
    with django_capture_on_commit_callbacks(execute=True):
        answer = press(client, "discard_upload", upload)
    assert answer["Location"] == reverse("uploads")
    upload.refresh_from_db()
    assert (upload.state, upload.preview) == (UploadState.DISCARDED, {})
    assert [each.exists() for each in kept] == [False, False]


def test_an_upload_that_waits_asks_again_and_one_that_is_checked_does_not(client, checked, ops):
    upload = checked(GOOD)
    url = reverse("upload", args=[upload.pk])
    assert "hx-trigger" not in client.get(url, headers=FRAGMENT).content.decode()
    read_anew(upload, Instructions(), makes_accounts=False, by=ops, at=timezone.now())
    waiting = client.get(url, headers=FRAGMENT).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert "waits for a worker" in waiting


def test_a_page_says_which_upload_comes_first(client, checked, ops):
    first, second = checked(GOOD), checked(GOOD.replace("A-", "B-"))
    for upload in (first, second):
        confirm(upload, Confirmation(), by=ops, at=timezone.now())
        upload.refresh_from_db()
    second.run.steps.update(state="running", counts={"waits_for": first.pk}, attempts=2)
    for minutes, run in enumerate((first.run, second.run)):
        run.started_at = timezone.now() + timedelta(minutes=minutes)
        run.save()
    page = shown(client, second).content.decode()
    assert f"waits for upload #{first.pk}, which writes the same rows" in page
    assert "Taken up again: attempt 2 of 3." in page
    worked(first)
    assert "waits for upload" not in shown(client, second).content.decode()


def test_an_upload_that_failed_says_why_and_may_be_tried_again(client, checked):
    upload = checked(GOOD)
    kept = uploads_folder() / upload.stored_as
    away = kept.rename(kept.with_suffix(".away"))
    press(client, "load_upload", upload, seen=f"{upload.run_id}.1")
    worked(upload)
    assert upload.state == UploadState.FAILED
    page = shown(client, upload).content.decode()
    assert "nothing was loaded" in page
    assert "FileNotFoundError" in page
    away.rename(kept)
    press(client, "try_upload_again", upload)
    worked(upload)
    assert (upload.state, Account.objects.count()) == (UploadState.LOADED, 2)


def test_hostile_names_are_only_text(client, checked):
    upload = checked(
        "account_id,name,<img src=x onerror=alert(1)>\nA-1,<script>x</script>,<b>\n",
        name="<img src=x onerror=alert(1)>.csv",
    )
    page = shown(client, upload).content.decode()
    assert "<img src=x" not in page
    assert "<script>x" not in page
    assert "&lt;img src=x" in page


@pytest.fixture
def with_new_accounts(checked, ops):
    """Send usage of so many accounts that nobody knew, and have it checked with the tick set."""

    def send(count):
        rows = (f"N-{number},2026-11-01,posts,1\n" for number in range(count))
        upload = checked(LONG + "".join(rows), dataset="usage")
        assert upload.preview["verdict"]["counts"]["refused"] == count
        read_anew(upload, Instructions(), makes_accounts=True, by=ops, at=timezone.now())
        return worked(upload)

    return send


def test_of_many_new_accounts_the_page_says_how_many_there_are_in_all(client, with_new_accounts):
    upload = with_new_accounts(150)
    said = "New accounts, named by their ids (150): N-0, N-1"
    assert said in shown(client, upload).content.decode()
    press(client, "load_upload", upload, seen=check_of(upload), all_the_same="on")
    upload = worked(upload)
    assert (upload.state, Account.objects.count()) == (UploadState.LOADED, 150)
    assert said in shown(client, upload).content.decode()


def test_where_no_account_can_be_made_the_preview_still_counts_the_ids(client, with_new_accounts):
    make_product("pay")
    upload = with_new_accounts(3)
    assert upload.preview["unknown"] == {"count": 3, "names": ["N-0", "N-1", "N-2"]}
    answer = shown(client, upload).content.decode()
    assert 'name="makes_accounts"' in answer
    assert 'name="product"' in answer


def test_another_sheet_of_a_workbook_may_be_chosen(client, loaded, checked):
    april = [["account_id", "name", "product"], ["A-1", "Aoba", "hr"]]
    may = [*april, ["A-2", "Kita", "hr"]]
    upload = checked(workbook(四月=april, 五月=may), name="顧客.xlsx")
    assert upload.preview["verdict"]["counts"]["new"] == 1
    page = shown(client, upload).content.decode()
    assert '<option value="四月" selected>' in page
    assert "Cells parted by" not in page
    keys = {f"column-{at}": each["key"] for at, each in enumerate(upload.preview["columns"])}
    press(client, "read_anew", upload, **keys, sheet="五月")
    worked(upload)
    assert upload.instructions == {"sheet": "五月"}
    assert upload.preview["verdict"]["counts"]["new"] == 2
