"""Attendance: an event is what the whole file says of it, and everybody's part is their own."""

from datetime import date

import pytest

from engagement.models import Attendance, Event

pytestmark = pytest.mark.django_db

HEADER = "account_id,event_id,event_name,kind,held_on,status,attendees\n"
MEETING = "Autumn meeting,user_group,2026-10-10"


def notices(verdict):
    return {each.code: each.names for each in verdict.findings if hasattr(each, "names")}


def test_an_event_is_written_once_for_all_who_have_a_part_in_it(bring_in, accounts, changes):
    verdict = bring_in(
        "events", f"{HEADER}A-1,E-1,{MEETING},attended,3\nA-2,E-1,{MEETING},absent,\n"
    )
    event = Event.objects.get()
    assert (event.external_id, event.name, event.kind, event.held_on) == (
        *("E-1", "Autumn meeting", "user_group"),
        date(2026, 10, 10),
    )
    assert vars(verdict.counts) == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert changes() == {"A-1": date(2026, 10, 10), "A-2": date(2026, 10, 10)}


def test_an_event_without_a_name_is_called_by_its_id(bring_in, accounts):
    bring_in("events", "account_id,event_id,held_on,status\nA-1,E-1,2026-10-10,invited\n")
    event = Event.objects.get()
    assert (event.name, event.kind) == ("E-1", "")


def test_columns_that_a_file_lacks_leave_event_and_attendance_as_they_are(
    bring_in, accounts, changes
):
    bring_in("events", f"{HEADER}A-1,E-1,{MEETING},registered,3\n")
    changes()
    verdict = bring_in(
        "events", "account_id,event_id,held_on,status\nA-1,E-1,2026-10-10,attended\n"
    )
    event, attendance = Event.objects.get(), Attendance.objects.get()
    assert (event.name, event.kind) == ("Autumn meeting", "user_group")
    assert (attendance.status, attendance.attendees) == ("attended", 3)
    assert verdict.counts.changed == 1


def test_an_event_that_is_held_on_another_day_changes_the_facts_of_all_who_have_a_part(
    bring_in, accounts, changes
):
    bring_in("events", f"{HEADER}A-1,E-1,{MEETING},attended,3\nA-2,E-1,{MEETING},attended,1\n")
    changes()
    later = MEETING.replace("10-10", "10-17")
    verdict = bring_in("events", f"{HEADER}A-1,E-1,{later},attended,3\n")
    assert vars(verdict.counts) == {"new": 0, "changed": 1, "unchanged": 0, "refused": 0}
    assert Event.objects.get().held_on == date(2026, 10, 17)
    assert changes() == {"A-1": date(2026, 10, 10), "A-2": date(2026, 10, 10)}


@pytest.mark.parametrize("batch", [1, 2_000])
def test_where_rows_tell_an_event_apart_the_final_one_counts_and_a_notice_says_so(
    batch, bring_in, accounts, monkeypatch, changes
):
    monkeypatch.setattr("intake.loads.records.BATCH_ROWS", batch)
    text = (
        f"{HEADER}A-1,E-1,{MEETING},attended,3\n"
        "A-2,E-1,Autumn Meeting 2026,,2026-10-11,attended,1\n"
    )
    verdict = bring_in("events", text)
    event = Event.objects.get()
    assert (event.name, event.kind, event.held_on) == (
        *("Autumn Meeting 2026", "user_group"),
        date(2026, 10, 11),
    )
    assert notices(verdict) == {"many_worded_events": ("E-1",)}
    assert bring_in("events", text).counts.unchanged == 2


def test_a_refused_row_says_nothing_of_its_event(bring_in, accounts):
    bring_in(
        "events",
        f"{HEADER}A-1,E-1,{MEETING},attended,3\nA-9,E-1,Nonsense,x,2020-01-01,attended,1\n",
        good_rows=True,
    )
    assert Event.objects.get().name == "Autumn meeting"


def test_more_events_than_are_looked_up_at_once(bring_in, accounts, monkeypatch):
    monkeypatch.setattr("intake.writers.events.LOOKED_UP", 2)
    rows = [f"A-1,E-{number},Talk {number},seminar,2026-10-10,invited," for number in range(5)]
    text = HEADER + "\n".join(rows) + "\n"
    assert bring_in("events", text).counts.new == 5
    assert bring_in("events", text.replace("Talk 3", "Talk three")).counts.changed == 1
    assert Event.objects.count() == 5
