"""A disk that is nearly full is told to those who run the platform, before it is full."""

import os
from types import SimpleNamespace

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from core import disks, outbox
from core.disk_letters import tell_of_low_disks
from core.models import Mail, Role
from tests.builders import make_run, make_user

GB = 1 << 30


def room(*, free_gb, size_gb=100, kept_for_root_gb=0):
    return SimpleNamespace(
        f_frsize=GB, f_blocks=size_gb, f_bfree=free_gb + kept_for_root_gb, f_bavail=free_gb
    )


@pytest.fixture
def on_disks(monkeypatch, settings, tmp_path):
    """Give a function that puts everything on one disk, and temporary files on another."""
    settings.LEAST_FREE_DISK_PERCENT = 15
    settings.DATA_DIR = tmp_path / "data"
    (tmp_path / "data" / "uploads").mkdir(parents=True)
    monkeypatch.setattr(disks.tempfile, "gettempdir", lambda: "/proc")
    embedded = {"NAME": str(tmp_path / "data" / "db.sqlite3")}
    monkeypatch.setattr(
        disks, "connection", SimpleNamespace(vendor="sqlite", settings_dict=embedded)
    )

    def put(data, temporary=None):
        rooms = {"/proc": temporary or room(free_gb=90)}
        monkeypatch.setattr(os, "statvfs", lambda folder: rooms.get(str(folder), data))
        return settings.DATA_DIR

    return put


def test_folders_of_one_disk_are_one_disk(on_disks):
    on_disks(room(free_gb=40))
    data, temporary = disks.disks()
    assert list(data.folders) == ["uploads", "work", "database"]
    assert list(temporary.folders) == ["temporary"]
    assert (data.free_bytes, data.used_bytes) == (40 * GB, 60 * GB)


@pytest.mark.parametrize(("free_gb", "is_low"), [(16, False), (15, False), (14, True), (0, True)])
def test_less_than_15_percent_free_is_low(on_disks, free_gb, is_low):
    on_disks(room(free_gb=free_gb))
    assert bool(disks.low_disks()) is is_low


def test_what_is_kept_for_root_is_neither_free_nor_used(on_disks):
    on_disks(room(free_gb=14, kept_for_root_gb=10))
    data, _ = disks.disks()
    assert (data.free_percent, data.is_low) == (15, False)


def test_the_settings_say_how_much_is_little_and_0_is_never(on_disks, settings):
    on_disks(room(free_gb=4))
    settings.LEAST_FREE_DISK_PERCENT = 4
    assert disks.low_disks() == []
    settings.LEAST_FREE_DISK_PERCENT = 5
    assert len(disks.low_disks()) == 1
    settings.LEAST_FREE_DISK_PERCENT = 0
    on_disks(room(free_gb=0))
    assert disks.low_disks() == []


def test_a_folder_that_cannot_be_asked_keeps_none_of_the_others_from_it(on_disks, monkeypatch):
    on_disks(room(free_gb=4))
    monkeypatch.setattr(disks.tempfile, "gettempdir", lambda: "/gone")
    assert [list(disk.folders) for disk in disks.low_disks()] == [["uploads", "work", "database"]]


def test_before_the_first_upload_its_disk_is_that_of_the_data(on_disks, settings):
    on_disks(room(free_gb=4))
    (settings.DATA_DIR / "uploads").rmdir()
    assert list(disks.low_disks()[0].folders) == ["uploads", "work", "database"]


def test_a_database_that_is_no_file_is_watched_elsewhere(on_disks, monkeypatch):
    monkeypatch.setattr(disks, "connection", SimpleNamespace(vendor="postgresql"))
    on_disks(room(free_gb=4))
    assert list(disks.low_disks()[0].folders) == ["uploads", "work"]


def test_words_say_which_folder_how_much_is_left_and_what_it_holds(on_disks):
    folder = on_disks(room(free_gb=4))
    low = disks.low_disks()[0]
    assert low.describe() == (
        f"{folder}: 4 GB free (4%). It holds uploaded files, work files, the database."
    )
    with translation.override("ja"):
        assert low.describe() == (
            f"{folder}: 空き 4 GB(4%)。取込ファイル、作業ファイル、データベースが置かれています。"
        )


@pytest.mark.django_db
def test_ops_and_administrators_get_one_mail_a_day_in_their_language(on_disks, time_machine):
    make_user(Role.OPS, Role.ADMIN, email="ops@example.com")
    make_user(Role.ADMIN, email="admin@example.com", language="ja")
    make_user(Role.OPS, email="gone@example.com", is_active=False)
    make_user(Role.CSM, email="csm@example.com")
    folder = on_disks(room(free_gb=4))
    time_machine.move_to("2026-11-22T10:00:00+09:00")
    tell_of_low_disks(timezone.now())
    time_machine.move_to("2026-11-22T23:59:00+09:00")
    on_disks(room(free_gb=3))
    tell_of_low_disks(timezone.now())
    assert set(Mail.objects.values_list("to", "subject")) == {
        ("ops@example.com", "A disk is nearly full: 4 GB left"),
        ("admin@example.com", "ディスクの空きが残りわずかです(4 GB)"),
    }
    time_machine.move_to("2026-11-23T00:00:00+09:00")
    tell_of_low_disks(timezone.now())
    assert Mail.objects.count() == 4
    outbox.send_due()
    told = {each.to[0]: each.body for each in mail.outbox}["ops@example.com"]
    assert told.splitlines()[1:] == ["", str(disks.REMEDY), "", "http://localhost:8000"]
    assert told.startswith(f"- {folder}: ")


@pytest.mark.django_db
def test_with_room_enough_nobody_is_told(on_disks):
    make_user(Role.OPS)
    on_disks(room(free_gb=15))
    tell_of_low_disks(timezone.now())
    assert not Mail.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["home", "uploads"])
def test_ops_see_it_on_their_day_and_where_files_are_brought_in(client, on_disks, page):
    make_run()
    client.force_login(make_user(Role.OPS))
    folder = on_disks(room(free_gb=4))
    told = client.get(reverse(page)).content.decode()
    assert f"{folder}: 4 GB free (4%)." in told
    assert "Disk space is running out" in told
    on_disks(room(free_gb=40))
    assert "Disk space is running out" not in client.get(reverse(page)).content.decode()


@pytest.mark.django_db
def test_ops_are_told_of_it_in_their_headline(client, on_disks):
    make_run()
    client.force_login(make_user(Role.OPS))
    on_disks(room(free_gb=40))
    before = client.get("/").context["headline"]
    on_disks(room(free_gb=4), temporary=room(free_gb=4))
    assert (before.split(". ")[1], client.get("/").context["headline"].split(". ")[1]) == (
        "Nothing waits for you.",
        "2 things wait for you.",
    )
