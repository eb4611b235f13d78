"""A named lock has one holder at a time, and none for ever."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from core import locks
from core.models import Lock

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
