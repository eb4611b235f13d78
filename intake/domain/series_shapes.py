"""How the series of many accounts run: sudden jumps, flat lines, and days without any of a series.

Days are columns: a window of whole weeks, Monday first, and the days begun since. Values are
ten-thousandths; never reads where they come from.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.exact import SCALE

WEEK: Final = 7
# A week is held against the median of so many before it.
WEEKS_BEFORE: Final = 8
# Jumps are sought in so many weeks; what lies further back was seen in its time.
WEEKS_LOOKED_AT: Final = 4
# A jump is more than so many usual weeks, and at least so much more than one.
JUMP_TIMES: Final = 5
JUMP_LEAST: Final = 100
# A series that was silent in more of the weeks before is beginning, not jumping.
WEEKS_USED: Final = 6
FLAT_DAYS: Final = 28
# A series that stands still for more of its accounts is a level, as licences are.
LEVEL_SHARE: Final = 0.2
# A series is missed only where so many accounts usually have it on that day of the week.
MISSED_LEAST: Final = 10
MISSED_WEEKS: Final = 4

# 1970-01-01 was a Thursday.
_MONDAY: Final = 3

Grid = NDArray[np.int64]
Days = NDArray[np.int32]


class Window(NamedTuple):
    """Days counted from 1970-01-01, both inclusive; `first` is a Monday."""

    first: int
    final: int

    @property
    def length(self) -> int:
        return self.final - self.first + 1

    @property
    def weeks(self) -> int:
        """Whole weeks in it."""
        return self.length // WEEK


def window_to(final: int) -> Window:
    """Return the window that ends on a day and holds as many whole weeks as jumps need."""
    sunday = final - (final + _MONDAY + 1) % WEEK
    return Window(sunday - WEEK * (WEEKS_BEFORE + WEEKS_LOOKED_AT) + 1, final)


@dataclass(frozen=True, slots=True)
class Lines:
    """One line for each account and series that has facts: `values` and `is_there` are (lines, days)."""

    account: NDArray[np.int64]
    series: NDArray[np.uint16]
    values: Grid
    is_there: NDArray[np.bool_]


def lines_of(account: Days, series: NDArray[np.uint16], day: Days, value: Grid, window: Window):
    """Lay facts out as `Lines`; those outside the window are left out."""
    inside = (day >= window.first) & (day <= window.final)
    keys = account[inside].astype(np.int64) << 16 | series[inside]
    pairs, line = np.unique(keys, return_inverse=True)
    values = np.zeros((len(pairs), window.length), np.int64)
    is_there = np.zeros(values.shape, bool)
    column = day[inside] - window.first
    values[line, column] = value[inside]
    is_there[line, column] = True
    return Lines(pairs >> 16, (pairs & 0xFFFF).astype(np.uint16), values, is_there)


class Jump(NamedTuple):
    """`line` and `week` say where; `sums` are the eight weeks before, `peak` the week's highest day."""

    line: int
    week: int
    sums: tuple[int, ...]
    median: int
    value: int
    peak: int


def jumps(values: Grid) -> list[Jump]:
    """Find weeks beyond five times the median of the eight before, and at least 100 more."""
    weeks = values.shape[1] // WEEK
    by_day = values[:, : weeks * WEEK].reshape(len(values), weeks, WEEK)
    sums = by_day.sum(axis=2)
    found = []
    for week in range(WEEKS_BEFORE, weeks):
        before = sums[:, week - WEEKS_BEFORE : week]
        median = np.median(before, axis=1)
        is_jump = sums[:, week] > JUMP_TIMES * median
        is_jump &= sums[:, week] - median >= JUMP_LEAST * SCALE
        is_jump &= (before > 0).sum(axis=1) >= WEEKS_USED
        for line in np.flatnonzero(is_jump):
            peak = week * WEEK + int(by_day[line, week].argmax())
            usual, value = int(median[line]), int(sums[line, week])
            found.append(Jump(int(line), week, tuple(before[line].tolist()), usual, value, peak))
    return found


def is_flat(lines: Lines) -> NDArray[np.bool_]:
    """Mark lines with one and the same value, other than nothing, on each of the latest 28 days."""
    values, is_there = lines.values[:, -FLAT_DAYS:], lines.is_there[:, -FLAT_DAYS:]
    is_same = (values == values[:, :1]).all(axis=1) & (values[:, 0] != 0)
    return is_same & is_there.all(axis=1)


def is_daily(lines: Lines) -> NDArray[np.bool_]:
    """Mark lines with a fact on each of the latest 28 days: the only ones that can be flat."""
    return lines.is_there[:, -FLAT_DAYS:].all(axis=1)


def is_level(flat: int, daily: int) -> bool:
    """Tell whether a series that stands still for `flat` of `daily` accounts always does."""
    return flat > LEVEL_SHARE * daily


class Missed(NamedTuple):
    """A series that nobody has on the columns `first` to `final`, where `usual` accounts would."""

    series: int
    first: int
    final: int
    usual: int


def missed(counts: Grid, arrived: NDArray[np.bool_], numbers: list[int]) -> list[Missed]:
    """Find series that nobody has on arrived days on which the others came as usual.

    `counts` is how many accounts have more than nothing, (series, days); looks at the latest 28
    days. Days one after the other, but for those that did not arrive, make one.
    """
    usual = _usual(counts, arrived)
    others = counts.sum(axis=0) * 2 >= usual.sum(axis=0)
    is_missed = (counts == 0) & (usual >= MISSED_LEAST) & arrived & others
    is_missed[:, : -WEEK * WEEKS_LOOKED_AT] = False
    found = []
    for row, number in enumerate(numbers):
        for first, final in _runs(is_missed[row], ~arrived | (usual[row] < MISSED_LEAST)):
            found.append(Missed(number, first, final, int(usual[row, first])))
    return found


def _usual(counts, arrived):
    """Return the median of the same weekday in the eight weeks before, of the days that arrived."""
    usual = np.zeros(counts.shape, np.int64)
    for day in range(WEEK * WEEKS_BEFORE, counts.shape[1]):
        same = np.arange(day - WEEK * WEEKS_BEFORE, day, WEEK)
        same = same[arrived[same]]
        if len(same) >= MISSED_WEEKS:
            usual[:, day] = np.median(counts[:, same], axis=1)
    return usual


def _runs(marks, bridges):
    """Yield (first, final) of marked columns, those only parted by bridges taken together."""
    first = final = None
    for column in range(len(marks)):
        if marks[column]:
            first, final = column if first is None else first, column
        elif first is not None and not bridges[column]:
            yield first, final
            first = None
    if first is not None:
        yield first, final
