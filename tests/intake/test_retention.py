"""What is kept of uploads, and for how long."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from intake.models import Upload, UploadState
from intake.retention import sweep
from intake.services import receive
from intake.storing import refused_folder, uploads_folder
from tests.builders import DAY, make_upload

pytestmark = pytest.mark.django_db


def brought(days_ago, state=UploadState.LOADED):
    """An upload of so many days ago with its bytes, its refused rows and its preview."""
    upload = make_upload(state=state, preview={"rows": 1})
    Upload.objects.filter(pk=upload.pk).update(
        created_at=datetime.combine(DAY - timedelta(days=days_ago), datetime.min.time(), UTC),
        stored_as=f"{upload.pk}.csv",
        refused_rows_file=f"{upload.pk}.csv",
    )
    for path in files_of(upload):
        leave(path, days_ago)
    return upload


def leave(path, days_ago):
    path.write_text("")
    at = datetime.combine(DAY - timedelta(days=days_ago), datetime.min.time(), UTC).timestamp()
    os.utime(path, (at, at))


def written(path, ago):
    at = (timezone.now() - ago).timestamp()
    os.utime(path, (at, at))


def files_of(upload):
    return uploads_folder() / f"{upload.pk}.csv", refused_folder() / f"{upload.pk}.csv"


@pytest.fixture(autouse=True)
def incoming(settings, tmp_path):
    """Where a file stands while it is received."""
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return settings.FILE_UPLOAD_TEMP_DIR


@pytest.fixture
def swept(django_capture_on_commit_callbacks):
    def on(day=DAY):
        with django_capture_on_commit_callbacks(execute=True):
            return sweep(on=day, at=timezone.now())

    return on


@pytest.mark.parametrize("state", [UploadState.PREVIEWED, UploadState.HELD])
def test_a_preview_that_nobody_decided_about_goes_after_30_days(swept, state):
    young, old = brought(30, state), brought(31, state)
    assert swept() == 1
    young.refresh_from_db()
    old.refresh_from_db()
    assert (young.state, [each.exists() for each in files_of(young)]) == (state, [True, True])
    assert (old.state, old.preview, old.stored_as) == (UploadState.DISCARDED, {}, "")
    assert [each.exists() for each in files_of(old)] == [False, False]


def test_the_bytes_of_a_file_go_after_90_days_and_its_verdict_stays(swept):
    young, old = brought(90), brought(91)
    Upload.objects.update(verdict={"counts": {"new": 3}})
    assert swept() == 1
    old.refresh_from_db()
    assert (old.state, old.stored_as, old.refused_rows_file) == (UploadState.LOADED, "", "")
    assert (old.preview, old.verdict) == ({}, {"counts": {"new": 3}})
    assert [each.exists() for each in (*files_of(young), *files_of(old))] == [
        *[True, True],
        *[False, False],
    ]
    assert swept() == 0


def test_an_upload_under_way_keeps_its_bytes(swept):
    upload = brought(200, UploadState.LOADING)
    assert swept() == 0
    assert [each.exists() for each in files_of(upload)] == [True, True]


@pytest.mark.parametrize("place", ["uploads", "refused", "incoming"])
def test_files_of_no_upload_go_when_they_are_older_than_a_day(place, swept, incoming):
    folder = {"uploads": uploads_folder(), "refused": refused_folder(), "incoming": incoming}[place]
    ages = {"young": timedelta(hours=23, minutes=59), "old": timedelta(hours=24, minutes=1)}
    for name, age in ages.items():
        path = folder / f"{name}.csv"
        path.write_text("")
        written(path, age)
    swept()
    assert [path.name for path in folder.iterdir()] == ["young.csv"]


def test_bytes_that_a_kill_left_without_their_row_go(swept, monkeypatch):
    class KilledError(BaseException):
        pass

    def killed(*_, **__):
        raise KilledError

    monkeypatch.setattr("intake.services.take_in", killed)
    with pytest.raises(KilledError):
        receive(dataset="tickets", file_name="a.csv", blocks=[b"x"], at=timezone.now(), by=None)
    (path,) = uploads_folder().iterdir()
    written(path, timedelta(hours=1))
    swept()
    assert path.exists()
    written(path, timedelta(days=2))
    swept()
    assert (path.exists(), Upload.objects.count()) == (False, 0)
