"""The tick asks every entry, whatever becomes of another."""

from datetime import UTC, datetime

import pytest

from core import schedule

AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def asked(monkeypatch):
    """Have a schedule of its own: what was asked, with the first entry broken."""
    asked = []

    def broken(at):
        raise ZeroDivisionError

    monkeypatch.setattr(schedule, "_entries", {})
    schedule.register("broken", broken)
    schedule.register("nights", asked.append)
    return asked


def test_an_entry_that_breaks_keeps_none_of_the_others_from_being_asked(asked, caplog):
    schedule.tick(at=AT)
    assert asked == [AT]
    assert [record.getMessage() for record in caplog.records] == [
        "the schedule's entry broken broke"
    ]


def test_the_platform_asks_for_nights_pickups_and_letters():
    assert {"nights", "pickups", "letters"} <= schedule._entries.keys()
