"""A full disk is told from any other fault, and whoever meets it is told so."""

import errno
import sqlite3

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.test import Client

from core.full_disk import is_of_full_disk


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_an_error_of_the_disk_itself_is_one(number):
    assert is_of_full_disk(OSError(number, "no room"))


def test_an_error_that_came_of_it_is_one():
    error = DatabaseError("not written")
    error.__cause__ = OSError(errno.ENOSPC, "no room")
    assert is_of_full_disk(error)


@pytest.mark.parametrize("error", [None, OSError(errno.EACCES, "not yours"), ValueError("x")])
def test_any_other_is_none(error):
    assert not is_of_full_disk(error)


def test_sqlite_says_so_when_it_may_grow_no_further():
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as caught:
        database.execute("CREATE TABLE a AS SELECT zeroblob(100000) b")
    assert is_of_full_disk(caught.value)


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_says_so_when_it_has_no_room():
    raised = "DO $$ BEGIN RAISE disk_full; END $$"
    with pytest.raises(OperationalError) as caught, transaction.atomic():
        connection.cursor().execute(raised)
    assert is_of_full_disk(caught.value)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "The disk is full"), ("ja", "ディスクの空き容量がありません")]
)
def test_whoever_sends_something_to_a_full_disk_is_told(language, title, monkeypatch):
    def fail(*_):
        raise OSError(errno.ENOSPC, "no room")

    monkeypatch.setattr("core.views.is_database_there", fail)
    client = Client(raise_request_exception=False)
    answer = client.get("/healthz/", headers={"accept-language": language})
    assert answer.status_code == 507
    assert title in answer.content.decode()
