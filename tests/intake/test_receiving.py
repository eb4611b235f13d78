"""Files that are sent: whole on disk, or nothing of them."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import RequestFactory

CONTENT = b"account_id,name\n" + b"A-1,Aoba\n" * 20_000


@pytest.fixture
def folder(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "incoming"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    return settings.FILE_UPLOAD_TEMP_DIR


def sent(content=CONTENT):
    return RequestFactory().post(
        "/", {"dataset": "accounts", "file": SimpleUploadedFile("a.csv", content)}
    )


def test_a_file_is_on_disk_while_it_is_looked_at(folder):
    file = sent().FILES["file"]
    assert (file.read(), [each.stat().st_size for each in folder.iterdir()]) == (
        CONTENT,
        [len(CONTENT)],
    )


def test_a_file_for_which_there_is_no_room_leaves_nothing(folder, monkeypatch):
    def full(handler, data, start):
        handler.file.write(data[:100])
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    request = sent()
    with pytest.raises(OSError, match="no room"):
        request.FILES  # noqa: B018 reading them is what receives them
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_whose_sending_breaks_off_is_no_file(share, folder):
    """The length that was announced does not come: the connection broke, or somebody cut it."""
    whole = sent()
    body = whole.body
    cut = RequestFactory().generic(
        "POST", "/", body[: int(len(body) * share)], content_type=whole.headers["Content-Type"]
    )
    cut.META["CONTENT_LENGTH"] = str(len(body))
    assert "file" not in cut.FILES
