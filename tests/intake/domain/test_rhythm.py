"""How often something comes is learned from when it came, and late is what exceeds the usual pause."""

from datetime import date, timedelta

import pytest

from intake.domain.rhythm import Rhythm, as_said, learned

DAY = date(2026, 11, 22)


def ago(*days):
    return [DAY - timedelta(days=each) for each in days]


WEEKDAYS = [day for day in ago(*range(40, 0, -1)) if day.weekday() < 5]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([], None),
        (ago(9, 2), None),
        (ago(5, 4, 3, 2, 1), Rhythm(1, 1)),
        (WEEKDAYS, Rhythm(1, 3)),
        (ago(29, 22, 14, 8, 1), Rhythm(7, 8)),
        (ago(95, 64, 34, 3), Rhythm(31, 31)),
        (ago(60, 40, 20), Rhythm(20, 20)),
    ],
    ids=["none", "two", "daily", "workdays", "weekly", "monthly", "every 20 days"],
)
def test_a_rhythm_is_the_median_pause_and_patience_the_longest_usual_one(days, expected):
    assert learned(days) == expected


@pytest.mark.parametrize(
    ("rhythm", "pause", "late"),
    [
        (Rhythm(1, 1), 0, 0),
        (Rhythm(1, 1), 1, 0),
        (Rhythm(1, 1), 6, 5),
        (Rhythm(1, 3), 3, 0),
        (Rhythm(1, 3), 4, 3),
        (as_said(7), 8, 0),
        (as_said(7), 9, 2),
        (as_said(31), 36, 5),
    ],
)
def test_late_counts_from_the_day_on_which_it_was_expected(rhythm, pause, late):
    assert rhythm.days_late(DAY - timedelta(days=pause), as_of=DAY) == late
