"""Usage of a shard as a dense cube of (account, channel, day), and windows over it.

A window ends on the latest day, not after the evaluated one, for which the product's usage has
arrived: a late upload is never read as a fall.
"""

from collections.abc import Sequence
from functools import cached_property, reduce
from operator import add, or_

import numpy as np
from numpy.typing import NDArray

from core.exact import LARGEST, MISSING
from metrics.domain.definition import EVERYTHING
from metrics.domain.facts import ShardFacts, Usage

# A day or two without any row is a weekend or a holiday; the third is an upload that did not come.
STALE_AFTER_DAYS = 2
MISSING_AFTER_DAYS = 14
NEVER_ARRIVED = 1_000_000
# Up to this many evaluated days, each window by itself is cheaper than something carried over all days.
_FEW_DAYS = 4

Grid = NDArray[np.int64]
Channel = tuple[int, ...]


class UsageCube:
    """Dense daily sums per channel; a channel is a set of series added up.

    Holds 8 bytes for each series, account and day, and as many again for each channel of several.

    Built for the evaluated `days`, reaching `reach_days` back from the first of them. `ends` is, for
    each, the latest day that arrived (or -1), `places` where in the cube that is. Raises
    OverflowError where an account's facts are so large that a sum could leave 64 bits.
    """

    def __init__(self, facts: ShardFacts, days: NDArray[np.int32], reach_days: int):
        _refuse_overflow(facts.usage)
        self.usage, self.days = facts.usage, days
        self.ends = _latest_arrived(facts.usage.arrived, days)
        self.age = np.where(self.ends < 0, NEVER_ARRIVED, days - self.ends)
        latest = int(self.ends.max(initial=-1))
        earliest = int(self.ends[self.ends >= 0].min(initial=latest))
        self.first = earliest - reach_days + 1
        self.length = max(latest - self.first + 1, 1)
        self.accounts = len(facts.account_ids)
        self.places = np.clip(self.ends - self.first, 0, None).astype(np.int64)
        self._row_of = {number: row for row, number in enumerate(sorted(self.names))}
        self._dense: dict[Channel, Grid] = {}
        self._used: dict[Channel, NDArray[np.bool_]] = {}
        self._running: dict[int, Grid] = {}

    @property
    def is_missing(self) -> NDArray[np.bool_]:
        return self.age > MISSING_AFTER_DAYS

    @property
    def is_stale(self) -> NDArray[np.bool_]:
        return self.age > STALE_AFTER_DAYS

    @cached_property
    def names(self) -> dict[int, str]:
        """One name of each series, by its number."""
        known = sorted(self.usage.numbers.items(), reverse=True)
        return {number: name for name, number in known}

    def numbers(self, names: Sequence[str], without: Sequence[str] = ()) -> Channel:
        """Return the numbers of these series, all but `without` for "*"; unknown names are left out."""
        known = self.usage.numbers
        if EVERYTHING in names:
            left_out = {known[name] for name in without if name in known}
            return tuple(sorted(set(known.values()) - left_out))
        return tuple(sorted({known[name] for name in names if name in known}))

    def dense(self, channel: Channel) -> Grid:
        """Return the sums of the channel, shape (accounts, length)."""
        if channel not in self._dense:
            self._dense[channel] = self._of(channel, self._values, add)
        return self._dense[channel]

    def used(self, channel: Channel) -> NDArray[np.bool_]:
        """Mark the days on which the channel came to more than 0."""
        if channel not in self._used:
            self._used[channel] = self.dense(channel) > 0
        return self._used[channel]

    def reported(self, channel: Channel) -> NDArray[np.bool_]:
        """Mark the days with a fact of the channel, be it zero; (accounts, length)."""
        return self._of(channel, self._is_reported, or_)

    def window_sum(self, grid: NDArray, window_days: int, ending_days_ago: int = 0) -> Grid:
        """Sum `grid`, or count its marks, over the window of each evaluated day; (accounts, days)."""
        stop = np.maximum(self.places + 1 - ending_days_ago, 0)
        start = np.maximum(stop - window_days, 0)
        if len(self.days) <= _FEW_DAYS:
            parts = [grid[:, a:b].sum(axis=1) for a, b in zip(start, stop, strict=True)]
            return np.stack(parts, axis=1)
        running = self._running_sum(grid)
        return running[:, stop] - running[:, start]

    def latest_place(self, marks: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the place of the latest mark up to each window's end, -1 for none; (accounts, days)."""
        if len(self.days) <= _FEW_DAYS:
            return np.stack([_latest_mark(marks[:, : end + 1]) for end in self.places], axis=1)
        places = np.where(marks, np.arange(self.length), -1)
        return np.maximum.accumulate(places, axis=1)[:, self.places]

    def finish(self, values: Grid) -> Grid:
        """Blank the days for which no usage, or none recent enough, has arrived."""
        return np.where(self.is_missing[None, :], MISSING, values)

    def _of(self, channel, cube, join):
        return reduce(join, (cube[self._row_of[number]] for number in channel))

    @cached_property
    def _values(self) -> Grid:
        return self._scattered(np.int64, self.usage.value)

    @cached_property
    def _is_reported(self) -> NDArray[np.bool_]:
        return self._scattered(np.bool_, True)

    def _scattered(self, dtype, values):
        """Put one value for each fact into a cube of zeros; shape (series, accounts, length).

        In memory all accounts of a day stand together: windows are then sums of whole runs. Facts
        outside the cube go to a series and a day beyond its end, which are cut off.
        """
        cube = np.zeros((len(self._row_of) + 1, self.length + 1, self.accounts), dtype)
        cube.reshape(-1)[self._places_of_facts] = values
        return cube[:-1, :-1].transpose(0, 2, 1)

    @cached_property
    def _places_of_facts(self):
        """Return where in the memory of the cube each fact belongs."""
        days, series = self.length + 1, len(self._row_of)
        cells = (series + 1) * days * self.accounts
        # Half as wide is a third faster, and large enough for all but a cube of 17 GB.
        number = np.int32 if cells < np.iinfo(np.int32).max else np.int64
        starts = np.full(1 << 16, series * days * self.accounts, number)
        starts[list(self._row_of)] = np.arange(series) * days * self.accounts
        # A day before the first is negative, and as an unsigned number beyond every length.
        day = (self.usage.day - np.int32(self.first)).view(np.uint32)
        places = np.minimum(day, np.uint32(self.length)).astype(number)
        places *= number(self.accounts)
        places += self.usage.account
        places += starts.take(self.usage.series)
        return places

    def _running_sum(self, grid):
        """Keep one per grid: grids live as long as the cube, so that their ids stay theirs."""
        if id(grid) not in self._running:
            running = np.zeros((self.accounts, self.length + 1), np.int64)
            np.cumsum(grid, axis=1, out=running[:, 1:])
            self._running[id(grid)] = running
        return self._running[id(grid)]


def _refuse_overflow(usage: Usage) -> None:
    largest = max(abs(int(usage.value.min(initial=0))), abs(int(usage.value.max(initial=0))))
    if largest * len(usage.value) < LARGEST // 2:
        return
    sums = np.bincount(usage.account, weights=np.abs(usage.value.astype(np.float64)))
    if sums.max(initial=0) >= LARGEST // 2:
        raise OverflowError("the usage values of an account do not fit 64 bits together")


def _latest_arrived(arrived: NDArray[np.int32], days: NDArray[np.int32]) -> NDArray[np.int32]:
    place = np.searchsorted(arrived, days, side="right") - 1
    if not len(arrived):
        return np.full(len(days), -1, np.int32)
    return np.where(place >= 0, arrived[place], -1).astype(np.int32)


def _latest_mark(marks):
    accounts, days = marks.shape
    place = days - 1 - marks[:, ::-1].argmax(axis=1)
    return np.where(marks[np.arange(accounts), place], place, -1)
