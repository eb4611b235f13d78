"""From one milestone to the next: how many went on, who waits, and who is late. Knows no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple


class Passed(NamedTuple):
    """When a milestone is due, and when it was reached."""

    due_on: date | None
    reached_on: date | None


# What one account has of its journey, by the milestone's key.
Way = Mapping[str, Passed]
NOTHING = Passed(None, None)


@dataclass(frozen=True, slots=True)
class Passage:
    """How many reached a milestone, how many of them the next, and how many are late for that."""

    reached: int
    went_on: int
    late: int

    @property
    def share(self) -> float | None:
        """Those who went on among those who reached it, 0 to 1; None where nobody did."""
        return self.went_on / self.reached if self.reached else None


def reached_by(ways: Iterable[Way], key: str) -> int:
    return sum(way.get(key, NOTHING).reached_on is not None for way in ways)


def passages(steps: Sequence[str], ways: Sequence[Way], *, as_of: date) -> list[Passage]:
    """Give the passage from each step to the one after it: one fewer than there are steps."""
    return [_passage(before, after, ways, as_of) for before, after in pairwise(steps)]


def is_waiting(way: Way, before: str, after: str) -> bool:
    """Tell whether a milestone was reached and the next was not."""
    reached, ahead = way.get(before, NOTHING), way.get(after, NOTHING)
    return reached.reached_on is not None and ahead.reached_on is None


def days_late(way: Way, key: str, *, as_of: date) -> int:
    """Give the days since a milestone was due that was not reached; 0 where none are."""
    due_on, reached_on = way.get(key, NOTHING)
    return max((as_of - due_on).days, 0) if due_on and not reached_on else 0


def _passage(before: str, after: str, ways: Sequence[Way], as_of: date) -> Passage:
    waiting = [way for way in ways if is_waiting(way, before, after)]
    reached = reached_by(ways, before)
    late = sum(days_late(way, after, as_of=as_of) > 0 for way in waiting)
    return Passage(reached, reached - len(waiting), late)
