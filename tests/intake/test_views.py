"""The pages of uploads: choosing, sending, the verdict, the refused rows."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Account
from core import ledger
from core.models import Role
from intake.domain.datasets import DATASETS
from intake.models import Upload, UploadState
from tests.builders import make_product, make_user

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
FRAGMENT = {"HX-Request": "true"}
GOOD = "account_id,name,product\nA-1,Aoba Logistics,hr\nA-2,Kita Foods,hr\n"
BAD = GOOD + "A-3,,hr\n"


@pytest.fixture
def ops(client):
    make_product()
    user = make_user(Role.OPS, language="en")
    client.force_login(user)
    return user


def send(client, text, *, name="accounts.csv", **more):
    file = SimpleUploadedFile(name, text.encode(), content_type="text/csv")
    return client.post(reverse("uploads"), {"dataset": "accounts", "file": file, **more})


def sent(client, text, **more):
    """Upload a file, load it, and return the upload as its page shows it."""
    assert send(client, text, **more).status_code == 302
    upload = Upload.objects.latest("pk")
    ledger.drive(upload.run_id)
    page = client.get(reverse("upload", args=[upload.pk]))
    return page.context["progress"], page.content.decode()


def test_a_good_file_is_loaded_whole(client, ops):
    progress, page = sent(client, GOOD)
    assert (progress.upload.state, progress.counts["new"], progress.counts["refused"]) == (
        UploadState.LOADED,
        2,
        0,
    )
    assert Account.objects.count() == 2
    assert "Everything is loaded." in page


def test_one_bad_row_refuses_the_file_and_says_where_and_why(client, ops):
    progress, page = sent(client, BAD)
    assert (progress.upload.state, Account.objects.count()) == (UploadState.REFUSED, 0)
    (refusal,) = progress.refusals
    assert (refusal["line"], refusal["column"], refusal["code"]) == (4, "name", "required")
    assert "The cell is empty. Fill it in, or delete the row." in page
    assert "Nothing was loaded." in page


def test_good_rows_are_loaded_where_that_was_asked_for(client, ops):
    progress, page = sent(client, BAD, good_rows="on")
    assert (progress.upload.state, Account.objects.count()) == (UploadState.PARTIAL, 2)
    assert "The good rows are loaded" in page


def test_refused_rows_come_back_as_a_file_with_their_reasons(client, ops):
    progress, _ = sent(client, BAD, good_rows="on")
    answer = client.get(reverse("refused_rows", args=[progress.upload.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert text.splitlines()[1].startswith('4,name,required,"The cell is empty.')


def test_a_reader_of_the_other_language_gets_the_reasons_in_theirs(client, ops):
    progress, _ = sent(client, BAD)
    client.post(reverse("choose_language"), {"language": "ja"})
    page = client.get(reverse("upload", args=[progress.upload.pk])).content.decode()
    assert "セルが空です。値を入れるか、行を削除してください。" in page
    assert "The cell is empty" not in page


def test_an_upload_that_waits_asks_again_and_one_that_is_over_does_not(client, ops):
    send(client, GOOD)
    upload = Upload.objects.get()
    url = reverse("upload", args=[upload.pk])
    waiting = client.get(url, headers=FRAGMENT).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    assert "waits for a worker" in waiting
    ledger.drive(upload.run_id)
    assert "hx-trigger" not in client.get(url, headers=FRAGMENT).content.decode()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"dataset": "secrets"}, "Select a valid choice"),
        ({"file": ""}, "This field is required"),
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
    fragment = client.get(reverse("uploads"), {"dataset": key}, headers=FRAGMENT).content.decode()
    assert fragment.count("<code>") == len(DATASETS[key].columns)
    empty = client.get(reverse("template_file", args=[key])).content.decode("utf-8-sig")
    assert len(empty.strip().split(",")) == len(DATASETS[key].columns)


def test_an_unknown_dataset_has_no_empty_file(client, ops):
    assert client.get(reverse("template_file", args=["secrets"])).status_code == 404


def test_an_upload_whose_refused_rows_are_gone_has_no_file(client, ops):
    upload = Upload.objects.create(
        dataset="usage", file_name="x", sha256="0" * 64, size_bytes=1, refused_rows_file="gone.csv"
    )
    assert client.get(reverse("refused_rows", args=[upload.pk])).status_code == 404


def test_a_hostile_file_name_is_only_text(client, ops):
    _, page = sent(client, GOOD, name="<img src=x onerror=alert(1)>.csv")
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize("count", [1, 20])
def test_the_number_of_queries_is_fixed(client, ops, django_assert_num_queries, count):
    for number in range(count):
        upload = Upload.objects.create(
            dataset="usage", file_name=f"{number}.csv", sha256="0" * 64, size_bytes=1
        )
    client.get(reverse("uploads"))
    with django_assert_num_queries(BASELINE["uploads"]):
        client.get(reverse("uploads"))
    with django_assert_num_queries(BASELINE["upload"]):
        client.get(reverse("upload", args=[upload.pk]))
