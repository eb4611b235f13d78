"""What was done stays told: any later change of the trail is found."""

from datetime import date

import pytest

from core import audit
from core.models import AuditEvent
from tests.builders import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def events():
    actor = make_user(name="Olivia Ops")
    details = [
        {},
        {"day": date(2026, 11, 22), "日本": ["ご契約", 1.5, None, True]},
        {"b": 1, "a": 2},
    ]
    return [
        audit.record(
            actor=actor if number else None,
            verb="change",
            object_kind="account",
            object_id=number,
            detail=detail,
        )
        for number, detail in enumerate(details)
    ]


def test_each_event_is_chained_to_the_one_before(events):
    assert [event.previous_hash for event in events] == ["", events[0].hash, events[1].hash]
    assert len({event.hash for event in events}) == 3
    assert audit.first_broken_event() is None


def test_a_day_is_kept_as_text(events):
    assert AuditEvent.objects.get(pk=events[1].pk).detail["day"] == "2026-11-22"


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "view"},
        {"object_kind": "contract"},
        {"object_id": "7"},
        {"actor": None},
        {"detail": {"a": 1}},
        {"hash": "0" * 64},
        {"previous_hash": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_event_is_found(events, change):
    AuditEvent.objects.filter(pk=events[1].pk).update(**change)
    assert audit.first_broken_event() == events[1]


def test_a_changed_instant_is_found(events):
    AuditEvent.objects.filter(pk=events[2].pk).update(at=events[0].at)
    assert audit.first_broken_event() == events[2]


def test_an_event_taken_out_is_found_at_the_next_one(events):
    AuditEvent.objects.filter(pk=events[1].pk).delete()
    assert audit.first_broken_event() == events[2]


def test_an_empty_trail_is_whole():
    assert audit.first_broken_event() is None
