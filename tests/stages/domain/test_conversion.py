"""From one milestone to the next: shares, those who wait, those who are late."""

from datetime import date

import pytest

from stages.domain.conversion import (
    Passage,
    Passed,
    days_late,
    is_waiting,
    passages,
    reached_by,
)

DAY = date(2026, 11, 21)
STEPS = ("kickoff", "setup", "live")
REACHED = Passed(date(2026, 10, 1), date(2026, 10, 3))
LATE = Passed(date(2026, 11, 11), None)
AHEAD = Passed(date(2026, 12, 1), None)
UNDATED = Passed(None, None)
# What each account has, and where it waits.
ALL = {"kickoff": REACHED, "setup": REACHED, "live": REACHED}
SLOW = {"kickoff": REACHED, "setup": LATE, "live": AHEAD}
ON_TIME = {"kickoff": REACHED, "setup": AHEAD}
SKIPPED = {"kickoff": REACHED, "live": REACHED}
NOT_BEGUN = {"kickoff": LATE}


def test_a_passage_counts_who_came_who_went_on_and_who_is_late():
    ways = [ALL, SLOW, ON_TIME, SKIPPED, NOT_BEGUN]
    assert passages(STEPS, ways, as_of=DAY) == [
        Passage(reached=4, went_on=1, late=1),
        Passage(reached=1, went_on=1, late=0),
    ]


def test_its_share_is_of_those_who_came():
    assert Passage(reached=4, went_on=1, late=1).share == 0.25
    assert Passage(reached=0, went_on=0, late=0).share is None


def test_a_milestone_is_reached_by_those_who_have_a_day_for_it():
    assert [reached_by([ALL, SLOW, SKIPPED, NOT_BEGUN], key) for key in STEPS] == [3, 1, 2]


@pytest.mark.parametrize(
    ("way", "waits"),
    [(ALL, False), (SLOW, True), (ON_TIME, True), (SKIPPED, True), (NOT_BEGUN, False), ({}, False)],
)
def test_who_reached_one_milestone_and_not_the_next_waits(way, waits):
    assert is_waiting(way, "kickoff", "setup") is waits


@pytest.mark.parametrize(
    ("passed", "days"), [(LATE, 10), (Passed(DAY, None), 0), (AHEAD, 0), (REACHED, 0), (UNDATED, 0)]
)
def test_who_is_late_has_passed_the_day_on_which_it_was_due(passed, days):
    assert days_late({"setup": passed}, "setup", as_of=DAY) == days


def test_a_journey_without_steps_has_no_passage():
    assert passages((), [ALL], as_of=DAY) == []
