"""Rows of usage that are dated outside the days of the contract they name."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from intake.domain.usage_days import day_part

# What is said of a row dated before its contract began, and of one dated after it was over.
BEFORE, AFTER = "before_contract", "after_contract"

Parts = NDArray[np.int64]
Span = tuple[dt.date, dt.date | None, dt.date | None]


class Spans(NamedTuple):
    """When each contract runs, as parts of keys of facts (see `usage_days`), by the place of its id.

    It runs from `first` to before `stop`. One past the ids stands what is outside of nothing.
    """

    first: Parts
    stop: Parts

    @classmethod
    def of(cls, contracts: Iterable[Span]) -> "Spans":
        """Build from (first day, final day, day closed), the latter two None where there is none."""
        spans = [(day_part(starts), _stop(ends, closed)) for starts, ends, closed in contracts]
        first, stop = np.array([*spans, _ANY], dtype=np.int64).T
        return cls(first, stop)

    def where_outside(self, places: Parts, days: Parts) -> dict[str, NDArray[np.bool_]]:
        """Tell by code which rows are outside; `places` of ids, `days` as parts of keys."""
        is_before = days < self.first[places]
        return {BEFORE: is_before, AFTER: ~is_before & (days >= self.stop[places])}

    def code_of(self, place: int, day: dt.date) -> str:
        """Give the code of one row, "" where it is not outside."""
        part = day_part(day)
        if part < self.first[place]:
            return BEFORE
        return AFTER if part >= self.stop[place] else ""


_NEVER = np.iinfo(np.int64).max
_ANY = (0, _NEVER)


def _stop(ends: dt.date | None, closed: dt.date | None) -> int:
    # The part after a day's is no other day's, or that of the day after.
    after = _NEVER if ends is None else day_part(ends) + 1
    return min(after, _NEVER if closed is None else day_part(closed))
