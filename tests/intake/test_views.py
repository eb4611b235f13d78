"""The page of uploads: choosing, sending, pasting, the list; and the files to download."""

import csv
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Role
from intake.domain.datasets import DATASETS
from intake.models import Origin, SourceInstructions, Upload, UploadState
from intake.selectors import PAGE_UPLOADS
from intake.storing import uploads_folder
from tests.builders import make_product, make_upload, make_user

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
COLUMNS = {"HX-Request": "true", "HX-Target": "columns"}
GOOD = "account_id,name,product\nA-1,Aoba Logistics,hr\nA-2,Kita Foods,hr\n"


@pytest.fixture
def ops(client):
    make_product()
    user = make_user(Role.OPS, language="en")
    client.force_login(user)
    return user


def send(client, text, *, name="accounts.csv", **more):
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    said = {"dataset": "accounts", "source": "main", "file": file, **more}
    return client.post(reverse("uploads"), said)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"dataset": "secrets"}, "Select a valid choice"),
        ({"file": ""}, "Choose a file, or paste cells below."),
        ({"pasted": GOOD}, "Choose a file or paste cells, not both."),
        ({"source": ""}, "This field is required"),
    ],
)
def test_a_form_that_is_not_whole_brings_nothing_in(client, ops, more, message):
    answer = send(client, GOOD, **more)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Upload.objects.count() == 0


def test_an_empty_file_is_refused_in_words(client, ops):
    answer = send(client, "")
    assert answer.status_code == 422
    assert "The submitted file is empty." in answer.content.decode()


@pytest.mark.parametrize("key", DATASETS)
def test_every_dataset_shows_its_columns_and_has_an_empty_file(client, ops, key):
    fragment = client.get(reverse("uploads"), {"dataset": key}, headers=COLUMNS).content.decode()
    assert fragment.count("<code>") == len(DATASETS[key].columns)
    empty = client.get(reverse("template_file", args=[key])).content.decode("utf-8-sig")
    assert len(empty.strip().split(",")) == len(DATASETS[key].columns)


def test_an_unknown_dataset_has_no_empty_file(client, ops):
    assert client.get(reverse("template_file", args=["secrets"])).status_code == 404


@pytest.mark.parametrize("key", DATASETS)
def test_every_dataset_has_its_columns_described_in_both_languages(client, ops, key):
    text = client.get(reverse("columns_file", args=[key])).content.decode("utf-8-sig")
    lines = list(csv.reader(text.splitlines()))
    first = DATASETS[key].columns[0]
    assert lines[0][:3] == ["Key", "English", "日本語"]
    assert lines[1][:3] == [first.key, first.name.en, first.name.ja]
    assert len(lines) == 1 + len(DATASETS[key].columns)


def test_a_file_is_received_with_its_source_and_its_check_is_asked_for(client, ops):
    answer = send(client, GOOD, source="crm")
    upload = Upload.objects.get()
    assert answer["Location"] == reverse("upload", args=[upload.pk])
    assert (upload.source, upload.origin, upload.state) == ("crm", "browser", "received")
    assert (upload.run.kind, upload.uploaded_by) == ("check", ops)


def test_pasted_cells_are_a_file_of_their_own(client, ops):
    send(client, "", file="", pasted="account_id\tname, in full\nA-1\tAoba, Logistics\n")
    upload = Upload.objects.get()
    assert (upload.origin, upload.file_name) == (Origin.PASTE, "Pasted cells")
    assert upload.instructions == {"encoding": "utf-8", "separator": "\t"}


def test_empty_cells_at_the_end_of_what_is_pasted_stay(client, ops):
    send(client, "", file="", pasted="account_id\tname\tplan\nA-1\tAoba\t\r\n\r\n")
    kept = uploads_folder() / Upload.objects.get().stored_as
    assert kept.read_bytes() == b"account_id\tname\tplan\nA-1\tAoba\t\n"


def test_what_is_too_much_to_paste_is_said_and_never_cut(client, ops):
    """Browsers cut what is pasted into a field that has a length."""
    shown = client.get(reverse("uploads")).content.decode()
    assert "maxlength" not in shown.partition("<textarea")[2].partition(">")[0]
    cells = "account_id\tname\n" + "A-1\tAoba\n" * 1_200_000
    answer = send(client, "", file="", pasted=cells)
    assert (len(cells) > 10_000_000, answer.status_code, Upload.objects.count()) == (True, 422, 0)
    assert "These are more than 1000000 characters." in answer.content.decode()


def test_the_next_file_of_a_source_is_read_as_the_one_before(client, ops):
    kept = {"encoding": "cp932", "mapped": {"顧客番号": "account_id"}}
    SourceInstructions.objects.create(dataset="accounts", source="crm", instructions=kept)
    send(client, GOOD, source="crm")
    send(client, GOOD)
    send(client, "", file="", source="crm", pasted="顧客番号\tname\nA-1\tAoba\n")
    assert [each.instructions for each in Upload.objects.order_by("pk")] == [
        kept,
        {},
        {"encoding": "utf-8", "separator": "\t", "mapped": {"顧客番号": "account_id"}},
    ]


def test_a_file_that_is_too_large_is_not_kept_and_the_page_says_so(client, ops, settings):
    settings.LARGEST_UPLOAD_BYTES = 40
    for text in (GOOD, GOOD * 3_000):
        answer = send(client, text)
        assert answer.status_code == 413
        assert "The file is larger than 1 GB." in answer.content.decode()
    assert Upload.objects.count() == 0


def test_a_mended_file_takes_the_place_of_the_one_that_waits(client, ops):
    waiting = make_upload(dataset="accounts", state=UploadState.PREVIEWED)
    loaded = make_upload(dataset="accounts", state=UploadState.LOADED)
    for instead in (waiting.pk, loaded.pk, 999_999):
        assert send(client, GOOD, instead=instead).status_code == 302
    states = [each.state for each in Upload.objects.order_by("pk")]
    assert states == ["discarded", "loaded", *["received"] * 3]


@pytest.mark.parametrize("other", [{"dataset": "companies"}, {"source": "crm"}])
def test_a_file_of_another_dataset_or_source_takes_no_place(client, ops, other):
    waiting = make_upload(dataset="accounts", state=UploadState.PREVIEWED)
    assert send(client, GOOD, instead=waiting.pk, **other).status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == UploadState.PREVIEWED


def test_the_list_shows_what_waits_for_a_person_first(client, ops):
    waiting = make_upload(state=UploadState.HELD)
    newer = make_upload(state=UploadState.LOADED)
    lines = client.get(reverse("uploads")).context["list"].lines
    assert [each.pk for each, _ in lines] == [waiting.pk, newer.pk]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"dataset": "usage"}, ["b", "a"]),
        ({"dataset": "usage", "source": "crm"}, ["a"]),
        ({"state": "refused"}, ["c"]),
        ({"state": "nonsense"}, ["c", "b", "a"]),
    ],
)
def test_the_list_is_filtered_by_dataset_source_and_state(client, ops, asked, expected):
    make_upload(file_name="a", source="crm")
    make_upload(file_name="b")
    make_upload(file_name="c", dataset="nps", state=UploadState.REFUSED)
    lines = client.get(reverse("uploads"), asked).context["list"].lines
    assert [each.file_name for each, _ in lines] == expected


def test_a_long_list_has_pages(client, ops):
    for _ in range(PAGE_UPLOADS + 1):
        make_upload(source="crm")
    first = client.get(reverse("uploads"), {"source": "crm"})
    assert 'href="?source=crm&amp;page=2#latest"' in first.content.decode()
    second = client.get(reverse("uploads"), {"source": "crm", "page": 2})
    assert len(second.context["list"].lines) == 1
    assert 'rel="next"' not in second.content.decode()


def test_an_upload_whose_refused_rows_are_gone_has_no_file(client, ops):
    upload = make_upload(refused_rows_file="gone.csv")
    assert client.get(reverse("refused_rows", args=[upload.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_is_fixed(client, ops, django_assert_num_queries, count):
    for number in range(count):
        upload = make_upload(file_name=f"{number}.csv")
    client.get(reverse("uploads"))
    with django_assert_num_queries(BASELINE["uploads"]):
        client.get(reverse("uploads"))
    with django_assert_num_queries(BASELINE["upload"]):
        client.get(reverse("upload", args=[upload.pk]))
