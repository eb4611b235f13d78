"""The embedded database works as it must, or not at all."""

import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.utils import ConnectionHandler

from cs_platform.checks import check_storage, storage_complaints
from cs_platform.databases import database, sqlite_options

pytestmark = pytest.mark.django_db

FOLDERS = {"base_dir": Path("/srv/platform"), "embedded": Path("/data/db.sqlite3")}
LIMITS = {"keep_seconds": 60, "statement_seconds": 7}


def connect(path, **options):
    """Return an SQLite connection of its own, with the platform's options but for these."""
    settings_dict = database(f"sqlite:///{path}", **FOLDERS, **LIMITS)
    settings_dict["OPTIONS"] = {**settings_dict["OPTIONS"], **options}
    return ConnectionHandler({"default": settings_dict})["default"]


def test_a_new_file_gets_every_pragma(tmp_path):
    aside = connect(tmp_path / "new.sqlite3")
    assert storage_complaints(aside) == []
    with aside.cursor() as cursor:
        assert cursor.execute("PRAGMA page_size").fetchone() == (16384,)
    aside.close()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"init_command": ""}, "SQLite runs with journal_mode=delete instead of wal"),
        (
            {"init_command": "PRAGMA journal_mode=wal; PRAGMA synchronous=NORMAL"},
            "SQLite runs with synchronous=1 instead of 2",
        ),
        (
            {"init_command": sqlite_options()["init_command"].replace("30000", "5000")},
            "SQLite runs with busy_timeout=5000 instead of 30000",
        ),
    ],
)
def test_a_pragma_that_did_not_take_refuses_the_connection(tmp_path, options, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        connect(tmp_path / "new.sqlite3", **options).ensure_connection()


def test_the_database_under_test_passes_the_start_up_check():
    assert check_storage(None) == []


def test_a_writer_waits_for_another_instead_of_failing(tmp_path):
    first, second = connect(tmp_path / "one.sqlite3"), connect(tmp_path / "one.sqlite3")
    order = []

    def write_second():
        with transaction_of(second):
            order.append("second")

    second.inc_thread_sharing()
    writer = threading.Thread(target=write_second)
    with transaction_of(first):
        writer.start()
        writer.join(timeout=0.3)
        order.append("first")
    writer.join(timeout=10)
    assert order == ["first", "second"]


@contextmanager
def transaction_of(aside):
    """Hold a transaction in the mode that Django uses for `atomic` on this connection."""
    aside.ensure_connection()
    aside._start_transaction_under_autocommit()
    yield
    aside.connection.commit()


def test_no_url_means_the_embedded_file():
    assert database("", **FOLDERS, **LIMITS)["NAME"] == Path("/data/db.sqlite3")


@pytest.mark.parametrize(
    ("url", "path"),
    [("sqlite:///var/a.sqlite3", "/srv/platform/var/a.sqlite3"), ("sqlite:////b.db", "/b.db")],
)
def test_a_relative_file_counts_from_the_project(url, path):
    assert database(url, **FOLDERS, **LIMITS)["NAME"] == Path(path)


def test_a_served_database_gets_its_limits():
    made = database("postgres://me:secret@db:5433/platform", **FOLDERS, **LIMITS)
    assert (made["HOST"], made["PORT"], made["NAME"]) == ("db", 5433, "platform")
    assert made["OPTIONS"]["options"] == (
        "-c statement_timeout=7000 -c lock_timeout=30000 "
        "-c idle_in_transaction_session_timeout=7000"
    )
    assert made["CONN_HEALTH_CHECKS"] is True


@pytest.mark.postgres
def test_a_statement_that_never_ends_is_ended_by_the_server():
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("10min",)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("30s",)


def test_a_transaction_of_the_platform_is_never_a_whole_request():
    assert not connection.settings_dict["ATOMIC_REQUESTS"]
