"""How often something arrives, learned from when it did, and whether it is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median_low
from typing import Final

# Fewer arrivals say nothing about a rhythm; of more, the latest count.
LEAST_ARRIVALS, MOST_ARRIVALS = 3, 21
# A week or a month is never exact.
WEEK, MONTH = range(5, 10), range(26, 36)
WEEK_DAYS, MONTH_DAYS = 7, 31
# Of a rhythm that a person set, a day is forgiven for each week of it.
FORGIVEN: Final = 7


@dataclass(frozen=True)
class Rhythm:
    """Something is expected every so many days; none later than `patience_days` is late.

    The patience is the longest pause that was usual, so that weekends and holidays are no alarm.
    """

    every_days: int
    patience_days: int

    def expected_on(self, latest: date) -> date:
        return latest + timedelta(days=self.every_days)

    def days_late(self, latest: date, *, as_of: date) -> int:
        """Return by how many days it is late, 0 while it need not have come."""
        pause = (as_of - latest).days
        return pause - self.every_days if pause > self.patience_days else 0


def learned(days: Sequence[date]) -> Rhythm | None:
    """Learn from days of arrival (ascending, each once); None where they are too few."""
    latest = days[-MOST_ARRIVALS:]
    if len(latest) < LEAST_ARRIVALS:
        return None
    pauses = sorted((after - before).days for before, after in pairwise(latest))
    every = _rounded(median_low(pauses))
    # The pause that nine in ten do not exceed.
    usual = pauses[len(pauses) * 9 // 10]
    return Rhythm(every, max(usual, every))


def as_said(every_days: int) -> Rhythm:
    """Return the rhythm that a person set."""
    return Rhythm(every_days, every_days + every_days // FORGIVEN)


def _rounded(pause):
    if pause in WEEK:
        return WEEK_DAYS
    return MONTH_DAYS if pause in MONTH else pause
