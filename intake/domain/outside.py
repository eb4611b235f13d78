"""Usage on days without a contract: which facts, of which accounts, before the first one or after."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engagement.domain.facts import first_days

# An end that is open: beyond every day that is looked at.
OPEN = np.iinfo(np.int32).max

Days = NDArray[np.int32]


class Spans(NamedTuple):
    """What runs from day `start` to the day before `stop`, for the account at a place; days since 1970."""

    account: NDArray[np.int64]
    start: Days
    stop: Days


class Outside(NamedTuple):
    """How many facts of an account stand before its first contract and how many after one, and when."""

    account: int
    before: int
    after: int
    first: int
    final: int
    days: int


def covered(spans: Spans, *, accounts: int, first: int, final: int) -> NDArray[np.bool_]:
    """Mark on which of the days `first` to `final` each account has a contract; (accounts, days)."""
    marks = np.zeros((accounts, final - first + 1), bool)
    start = np.clip(spans.start.astype(np.int64) - first, 0, None)
    stop = np.clip(spans.stop.astype(np.int64) - first, 0, marks.shape[1])
    for account, begin, end in zip(spans.account, start, stop, strict=True):
        marks[account, begin:end] = True
    return marks


def is_partly_uncovered(
    marks: NDArray[np.bool_], account: NDArray[np.int64], months: NDArray[np.int32], *, first: int
) -> NDArray[np.bool_]:
    """Tell for each account and month (since January 1970) whether it has a day without a contract."""
    summed = np.zeros((len(marks), marks.shape[1] + 1), np.int32)
    np.cumsum(marks, axis=1, out=summed[:, 1:])
    begin, end = first_days(months) - first, first_days(months + 1) - first
    return summed[account, end] - summed[account, begin] < end - begin


def outside(
    marks: NDArray[np.bool_],
    spans: Spans,
    account: Days,
    day: Days,
    value: NDArray[np.int64],
    *,
    first: int,
) -> list[Outside]:
    """Add up, by account, the facts other than zero on days without a contract."""
    is_out = (value != 0) & ~marks[account, day - first]
    account, day = account[is_out].astype(np.int64), day[is_out]
    starts = np.full(len(marks), OPEN, np.int64)
    np.minimum.at(starts, spans.account, spans.start)
    is_before = day < starts[account]
    return [
        _added_up(int(place), is_before[account == place], day[account == place])
        for place in np.unique(account)
    ]


def _added_up(account: int, is_before: Sequence[bool], day: Days) -> Outside:
    before = int(np.sum(is_before))
    days = np.unique(day)
    return Outside(account, before, len(day) - before, int(days[0]), int(days[-1]), len(days))
