"""A named lock has one holder at a time, and none for ever."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.db.models.functions import Now

from core import locks
from core.models import Lock
from tests.presence import uses_postgresql

pytestmark = pytest.mark.django_db


def test_a_lock_is_held_by_one():
    with locks.hold("a"):
        with pytest.raises(locks.LockBusyError), locks.hold("a"):
            pytest.fail("held by two")
        with locks.hold("b"):
            assert Lock.objects.exclude(holder="").count() == 2


def test_a_lock_is_free_after_the_block_and_after_an_error():
    with pytest.raises(ZeroDivisionError), locks.hold("a"):
        raise ZeroDivisionError
    with locks.hold("a"):
        pass
    assert list(Lock.objects.values_list("name", "holder", "until")) == [("a", "", None)]


def test_a_lock_whose_time_is_over_is_taken_over_and_not_freed_by_its_former_holder():
    with locks.hold("a"):
        Lock.objects.update(until=Now() - timedelta(seconds=1))
        with locks.hold("a"):
            taken = Lock.objects.get().holder
    with locks.hold("a"):
        Lock.objects.update(until=Now() - timedelta(seconds=1))
        late = locks.hold("a")
        late.__enter__()
        taken = Lock.objects.get().holder
    assert Lock.objects.get().holder == taken != ""
    late.__exit__(None, None, None)
    assert Lock.objects.get().holder == ""


def test_whoever_waits_gets_a_lock_that_becomes_free(monkeypatch):
    holding = locks.hold("a")
    holding.__enter__()
    waits = []

    def give_up_the_lock(seconds):
        waits.append(seconds)
        holding.__exit__(None, None, None)

    monkeypatch.setattr(locks.time, "sleep", give_up_the_lock)
    with locks.hold("a", wait_seconds=5):
        assert waits == [0.1]


# --- One transaction at a time ----------------------------------------------------------


def held_elsewhere(name, until):
    """Open the transaction in a thread of its own; gives the thread once it is open."""
    opened = threading.Event()

    def hold():
        with locks.alone(name, wait_seconds=5):
            opened.set()
            until.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert opened.wait(20)
    return thread


@pytest.mark.django_db(transaction=True)
def test_a_second_transaction_of_the_name_waits_and_is_told_when_its_time_is_over():
    over = threading.Event()
    thread = held_elsewhere("a", over)
    with pytest.raises(locks.LockBusyError, match="a"), locks.alone("a", wait_seconds=0.1):
        pytest.fail("two at once")
    over.set()
    with locks.alone("a", wait_seconds=20):
        Lock.objects.create(name="written by the second")
    thread.join()
    assert Lock.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_error_frees_the_name_and_takes_back_what_was_written():
    with pytest.raises(ZeroDivisionError), locks.alone("a", wait_seconds=1):
        Lock.objects.create(name=str(1 / 0))
    with pytest.raises(IntegrityError), locks.alone("a", wait_seconds=1):
        Lock.objects.bulk_create([Lock(name="never"), Lock(name="never")])
    with locks.alone("a", wait_seconds=0):
        assert not Lock.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_waiting_leaves_the_patience_of_other_statements_as_it_was():
    statement = "SHOW lock_timeout" if uses_postgresql() else "PRAGMA busy_timeout"

    def patience():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()

    usual = patience()
    with locks.alone("a", wait_seconds=1):
        assert patience() == usual
    assert patience() == usual


def test_a_database_that_is_gone_is_not_taken_for_a_busy_one(monkeypatch):
    def gone(*_, **__):
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(locks, "_begin_on_sqlite", gone)
    monkeypatch.setattr(locks, "_begin_on_postgresql", gone)
    with pytest.raises(OperationalError), locks.alone("a", wait_seconds=1):
        pytest.fail("alone with nothing")
