"""Metrics of dated records: touches, answers, tickets, contracts, people.

A record counts on a day when it is dated on that day or before; what ended on a day no longer
holds on it. Of several records on one day the lowest value counts, so that the order in which they
were read never does. All aggregates answer for many days at once.
"""

import numpy as np
from numpy.typing import NDArray

from core.exact import MISSING, SCALE
from metrics.domain.definition import RecordSource
from metrics.domain.facts import NEVER, Records

# Wide enough for any day number; a key of (account, day) then sorts as one integer.
_DAY_SPAN = 1 << 32

Grid = NDArray[np.int64]


def record_metric(
    source: RecordSource, records: Records, *, accounts: int, days: NDArray[np.int32]
) -> Grid:
    """Compute one metric from `records`, shape (accounts, days), ten-thousandths or MISSING."""
    chosen = records.of_kinds(source.kinds)
    return _AGGREGATES[source.aggregate](_Sorted(chosen, accounts, days), source)


class _Sorted:
    """Records in order of (account, day), with the grid of evaluated days to look them up by."""

    def __init__(self, records: Records, accounts: int, days: NDArray[np.int32]):
        order = np.lexsort((-records.value, records.end, records.day, records.account))
        self.account = records.account[order].astype(np.int64)
        self.day = records.day[order].astype(np.int64)
        # What was closed before it began never held: it ends on the day it would have begun.
        self.end = np.maximum(records.end[order].astype(np.int64), self.day)
        self.value = records.value[order]
        self.days = days.astype(np.int64)
        self.accounts = accounts
        self._grid = np.arange(accounts, dtype=np.int64)[:, None] * _DAY_SPAN
        self._starts = self.account * _DAY_SPAN + self.day

    def begun(self, days_ago: int = 0) -> Grid:
        """Count, over all accounts before it too, the records dated `days_ago` before each day or earlier."""
        return np.searchsorted(self._starts, self._grid + (self.days - days_ago), side="right")

    def first_of_account(self) -> Grid:
        return np.searchsorted(self._starts, self._grid, side="left")

    def ended(self) -> Grid:
        """Count of each account's records that ended on the day or before."""
        ends = np.sort(self.account * _DAY_SPAN + self.end)
        by_day = np.searchsorted(ends, self._grid + self.days, side="right")
        return by_day - np.searchsorted(ends, self._grid, side="left")

    def latest(self) -> tuple[Grid, NDArray[np.bool_]]:
        """Return the place of the latest record on or before each day, and whether there is one."""
        place = self.begun() - 1
        return np.maximum(place, 0), place >= self.first_of_account()

    def open_pairs(self, place: int) -> NDArray[np.bool_]:
        day = self.days[place]
        return (self.day <= day) & (self.end > day)

    def blank(self) -> Grid:
        return np.full((self.accounts, len(self.days)), MISSING, np.int64)


def _count(table: _Sorted, source: RecordSource) -> Grid:
    if not source.window_days:
        return (table.begun() - table.first_of_account()) * SCALE
    return (table.begun() - table.begun(source.window_days)) * SCALE


def _days_since(table, source):
    if not len(table.day):
        return table.blank()
    place, is_any = table.latest()
    return np.where(is_any, (table.days - table.day[place]) * SCALE, MISSING)


def _latest(table, source):
    if not len(table.day):
        return table.blank()
    place, is_any = table.latest()
    is_any = is_any & _is_within(table, place, source)
    return np.where(is_any, table.value[place], MISSING)


def _answered(table, source):
    """1 where the latest invitation within the window was answered by the day, 0 where not, else MISSING.

    Of several invitations on one day one answer is enough.
    """
    if not len(table.day):
        return table.blank()
    place, is_asked = table.latest()
    is_asked = is_asked & _is_within(table, place, source)
    first_answered = np.searchsorted(table._starts, table._starts[place], side="left")
    return np.where(is_asked, (table.end[first_answered] <= table.days) * SCALE, MISSING)


def _is_within(table, place, source):
    """Whether the record at `place` lies in the window of each day; without a window all do."""
    return not source.window_days or table.days - table.day[place] < source.window_days


def _open(table, source):
    return (table.begun() - table.first_of_account() - table.ended()) * SCALE


def _sum_open(table, source):
    """Sum the values of the records open on each day; MISSING where none is."""
    result = table.blank()
    for place in range(len(table.days)):
        is_open = table.open_pairs(place)
        sums = np.zeros(table.accounts, np.int64)
        np.add.at(sums, table.account[is_open], table.value[is_open])
        has_any = np.zeros(table.accounts, bool)
        has_any[table.account[is_open]] = True
        result[:, place] = np.where(has_any, sums, MISSING)
    return result


def _oldest_open_days(table, source):
    return _extreme_of_open(table, lambda day, rows: day - table.day[rows])


def _days_to_end(table, source):
    """Days until the latest day that a record open on each day holds as its value.

    MISSING where one of them holds none: what has no end comes after every end.
    """
    result = _extreme_of_open(table, lambda day, rows: table.value[rows] // SCALE - day)
    is_endless = table.value == MISSING
    for place in range(len(table.days)):
        result[table.account[is_endless & table.open_pairs(place)], place] = MISSING
    return result


def _extreme_of_open(table, measure):
    result = table.blank()
    for place, day in enumerate(table.days):
        rows = np.flatnonzero(table.open_pairs(place))
        best = np.full(table.accounts, -1, np.int64)
        np.maximum.at(best, table.account[rows], measure(day, rows))
        result[:, place] = np.where(best < 0, MISSING, best * SCALE)
    return result


def _tenure(table, source):
    """Days since the first record that ever held began; MISSING before it."""
    has_held = table.end > table.day
    first = np.full(table.accounts, NEVER, np.int64)
    np.minimum.at(first, table.account[has_held], table.day[has_held])
    passed = table.days[None, :] - first[:, None]
    return np.where(passed < 0, MISSING, passed * SCALE)


def _days_since_gone(table, source):
    """Days since the latest end while none is open; MISSING where one is, or where none ever was."""
    result = table.blank()
    for place, day in enumerate(table.days):
        gone = table.end <= day
        latest = np.full(table.accounts, -1, np.int64)
        np.maximum.at(latest, table.account[gone], table.end[gone])
        latest[table.account[table.open_pairs(place)]] = -1
        result[:, place] = np.where(latest < 0, MISSING, (day - latest) * SCALE)
    return result


def _overdue(table, source):
    """Count the records whose day is past and whose end has not come by the day."""
    return (table.begun(days_ago=1) - table.first_of_account()) * SCALE - _ended_after_due(table)


def _ended_after_due(table):
    result = np.zeros((table.accounts, len(table.days)), np.int64)
    for place, day in enumerate(table.days):
        settled = (table.day < day) & (table.end <= day)
        counts = np.bincount(table.account[settled], minlength=table.accounts)
        result[:, place] = counts * SCALE
    return result


_AGGREGATES = {
    "count": _count,
    "days_since": _days_since,
    "latest": _latest,
    "answered": _answered,
    "open": _open,
    "sum_open": _sum_open,
    "oldest_open_days": _oldest_open_days,
    "days_to_end": _days_to_end,
    "tenure": _tenure,
    "days_since_gone": _days_since_gone,
    "overdue": _overdue,
}
