"""Metrics of usage: windows over a dense cube of (account, channel, day), exact integers throughout.

A window ends on the latest day, not after the evaluated one, for which the product's usage has
arrived: a late upload is never read as a fall. An account without a fact on a day that arrived used
nothing that day; where nothing arrived for MISSING_AFTER_DAYS the number is missing.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.exact import MISSING, SCALE, divide_half_even
from metrics.domain.definition import (
    EVERYTHING,
    FEATURE_AGGREGATES,
    MetricDefinition,
    UsageSource,
)
from metrics.domain.facts import ShardFacts, Usage

# A day or two without any row is a weekend or a holiday; the third is an upload that did not come.
STALE_AFTER_DAYS = 2
MISSING_AFTER_DAYS = 14
# Up to this many evaluated days, adding up each window is cheaper than running sums over all days.
_FEW_DAYS = 4
_PERCENT = 100 * SCALE

Grid = NDArray[np.int64]


class UsageCube:
    """Usage of a shard as dense sums per channel; a channel is a set of series added up.

    Built for the evaluated `days`, reaching `reach_days` back from the first of them; `ends` is, for
    each, the latest day that arrived (or -1).
    """

    def __init__(self, facts: ShardFacts, days: NDArray[np.int32], reach_days: int):
        self._facts, self.days = facts, days
        self.ends = _latest_arrived(facts.usage.arrived, days)
        self.age = np.where(self.ends < 0, NEVER_ARRIVED, days - self.ends)
        latest = int(self.ends.max(initial=-1))
        earliest = int(self.ends[self.ends >= 0].min(initial=latest))
        self.first = earliest - reach_days + 1
        self.length = max(latest - self.first + 1, 1)
        self.accounts = len(facts.account_ids)
        self._place = np.clip(self.ends - self.first, 0, None).astype(np.int64)
        self._dense: dict[tuple[int, ...], Grid] = {}
        self._running: dict[tuple[int, ...], Grid] = {}

    @property
    def is_missing(self) -> NDArray[np.bool_]:
        return self.age > MISSING_AFTER_DAYS

    @property
    def is_stale(self) -> NDArray[np.bool_]:
        return self.age > STALE_AFTER_DAYS

    def numbers(self, names: Sequence[str], without: Sequence[str] = ()) -> tuple[int, ...]:
        """Return the numbers of these series, all but `without` for "*"; unknown names are left out."""
        known = self._facts.usage.numbers
        if EVERYTHING in names:
            left_out = {known[name] for name in without if name in known}
            return tuple(sorted(set(known.values()) - left_out))
        return tuple(sorted({known[name] for name in names if name in known}))

    def dense(self, channel: tuple[int, ...]) -> Grid:
        """Return the sums of the channel, shape (accounts, length)."""
        if channel not in self._dense:
            self._dense[channel] = self._scatter(channel)
        return self._dense[channel]

    def _scatter(self, channel: tuple[int, ...]) -> Grid:
        usage = self._facts.usage
        chosen = _is_in(usage.series, channel)
        chosen &= (usage.day >= self.first) & (usage.day < self.first + self.length)
        grid = np.zeros((self.accounts, self.length), np.int64)
        flat = usage.account[chosen].astype(np.int64) * self.length + (
            usage.day[chosen] - self.first
        )
        if len(channel) == 1:
            grid.ravel()[flat] = usage.value[chosen]
        else:
            np.add.at(grid.ravel(), flat, usage.value[chosen])
        return grid

    def window_sum(self, grid: Grid, window_days: int, ending_days_ago: int = 0) -> Grid:
        """Sum `grid` over the window of each evaluated day, shape (accounts, days)."""
        stop = np.maximum(self._place + 1 - ending_days_ago, 0)
        start = np.maximum(stop - window_days, 0)
        if len(self.days) <= _FEW_DAYS:
            parts = [grid[:, a:b].sum(axis=1) for a, b in zip(start, stop, strict=True)]
            return np.stack(parts, axis=1)
        running = self._running_sum(grid)
        return running[:, stop] - running[:, start]

    def _running_sum(self, grid: Grid) -> Grid:
        key = (id(grid),)
        if key not in self._running:
            running = np.zeros((self.accounts, self.length + 1), np.int64)
            np.cumsum(grid, axis=1, out=running[:, 1:])
            self._running[key] = running
        return self._running[key]

    def latest_place(self, marks: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the place of the latest mark up to each window's end, -1 for none; (accounts, days)."""
        places = np.where(marks, np.arange(self.length), -1)
        if len(self.days) <= _FEW_DAYS:
            parts = [places[:, : end + 1].max(axis=1) for end in self._place]
            return np.stack(parts, axis=1)
        return np.maximum.accumulate(places, axis=1)[:, self._place]

    def finish(self, values: Grid) -> Grid:
        """Blank the days for which no usage, or none recent enough, has arrived."""
        return np.where(self.is_missing[None, :], MISSING, values)


NEVER_ARRIVED = 1_000_000


def _latest_arrived(arrived: NDArray[np.int32], days: NDArray[np.int32]) -> NDArray[np.int32]:
    place = np.searchsorted(arrived, days, side="right") - 1
    if not len(arrived):
        return np.full(len(days), -1, np.int32)
    return np.where(place >= 0, arrived[place], -1).astype(np.int32)


def _is_in(series: NDArray[np.uint16], channel: tuple[int, ...]) -> NDArray[np.bool_]:
    lookup = np.zeros(1 << 16, bool)
    lookup[list(channel)] = True
    return lookup[series]


def usage_metrics(
    definitions: Iterable[MetricDefinition], facts: ShardFacts, days: NDArray[np.int32]
) -> tuple[dict[str, Grid], NDArray[np.bool_]]:
    """Compute every usage metric; returns ({key: (accounts, days)}, stale flag of each day)."""
    definitions = list(definitions)
    cube = UsageCube(facts, days, reach_days(definitions))
    values = {each.key: _evaluate(cube, each.source, facts) for each in definitions}
    return values, cube.is_stale


def reach_days(definitions: Sequence[MetricDefinition]) -> int:
    """Return how many days before an evaluated day, at most, these metrics look at usage."""
    sources = (each.source for each in definitions)
    return max(
        (
            source.window_days + source.ending_days_ago
            for source in sources
            if isinstance(source, UsageSource)
        ),
        default=1,
    )


def _evaluate(cube: UsageCube, source: UsageSource, facts: ShardFacts) -> Grid:
    if source.aggregate in FEATURE_AGGREGATES:
        return _features(cube, source, facts)
    channel = cube.numbers(source.series, source.without)
    if not channel:
        return np.full((cube.accounts, len(cube.days)), MISSING, np.int64)
    return cube.finish(_AGGREGATES[source.aggregate](cube, channel, source, facts))


def _sum(cube, channel, source, facts):
    return cube.window_sum(cube.dense(channel), source.window_days, source.ending_days_ago)


def _active_days(cube, channel, source, facts):
    used = _used(cube, channel)
    return cube.window_sum(used, source.window_days, source.ending_days_ago) * SCALE


def _used(cube, channel):
    grid = cube.dense(channel)
    key = (*channel, -1)
    if key not in cube._dense:
        cube._dense[key] = (grid > 0).astype(np.int64)
    return cube._dense[key]


def _days_since(cube, channel, source, facts):
    place = cube.latest_place(cube.dense(channel) > 0)
    return np.where(place < 0, MISSING, (cube._place[None, :] - place) * SCALE)


def _idle_days(cube, channel, source, facts):
    """Days since the latest use, or since the start of the first contract where there was none."""
    unused = (cube.ends[None, :] - facts.started[:, None]).astype(np.int64)
    place = cube.latest_place(cube.dense(channel) > 0)
    since_use = cube._place[None, :] - place
    return np.maximum(np.where(place < 0, unused, np.minimum(since_use, unused)), 0) * SCALE


def _latest(cube, channel, source, facts):
    present = np.zeros((cube.accounts, cube.length), bool)
    usage = facts.usage
    chosen = _is_in(usage.series, channel)
    chosen &= (usage.day >= cube.first) & (usage.day < cube.first + cube.length)
    present[usage.account[chosen], usage.day[chosen] - cube.first] = True
    place = cube.latest_place(present)
    values = np.take_along_axis(cube.dense(channel), np.maximum(place, 0), axis=1)
    is_recent = (place >= 0) & (cube._place[None, :] - place < source.window_days)
    return np.where(is_recent, values, MISSING)


def _top_months_share(cube, channel, source, facts):
    """Share of the window's sum that its `months` busiest calendar months hold, in percent."""
    grid = cube.dense(channel)
    every = (np.arange(cube.length) + cube.first).astype("datetime64[D]")
    month = every.astype("datetime64[M]").astype(np.int64)
    parts = []
    for end in cube._place:
        start = max(int(end) + 1 - source.window_days, 0)
        bounds = np.flatnonzero(np.diff(month[start : end + 1], prepend=-1))
        sums = np.add.reduceat(grid[:, start : end + 1], bounds, axis=1)
        top = np.sort(sums, axis=1)[:, ::-1][:, : source.months].sum(axis=1)
        parts.append(percent(top, sums.sum(axis=1)))
    return np.stack(parts, axis=1)


_AGGREGATES = {
    "sum": _sum,
    "active_days": _active_days,
    "days_since": _days_since,
    "idle_days": _idle_days,
    "latest": _latest,
    "top_months_share": _top_months_share,
}


def _features(cube: UsageCube, source: UsageSource, facts: ShardFacts) -> Grid:
    names = _features_of(cube, source)
    if not names:
        return np.full((cube.accounts, len(cube.days)), MISSING, np.int64)
    used = np.stack([_is_used(cube, name, source) for name in names])
    if source.aggregate == "features_used":
        return cube.finish(used.sum(axis=0) * SCALE)
    if source.aggregate == "features_share":
        return cube.finish(divide_half_even(used.sum(axis=0) * _PERCENT, len(names)))
    return cube.finish(_weighted_share(used, names, source, facts))


def _features_of(cube, source):
    """Name the features the product supplies; where it supplies none, all of its series."""
    if any(cube.numbers([name]) for name in source.features):
        return tuple(source.features)
    known = cube._facts.usage.numbers
    by_number = {number: name for name, number in sorted(known.items(), reverse=True)}
    return tuple(by_number[number] for number in cube.numbers((EVERYTHING,), source.without))


def _is_used(cube, name, source):
    channel = cube.numbers([name])
    if not channel:
        return np.zeros((cube.accounts, len(cube.days)), np.int64)
    used = _used(cube, channel)
    return (cube.window_sum(used, source.window_days, source.ending_days_ago) > 0).astype(np.int64)


def _weighted_share(used, names, source, facts):
    weights = np.array(
        [_weights(names, source.features)]
        + [
            _weights(names, source.overrides.get(segment, source.features))
            for segment in facts.segments
        ]
    )
    segment = facts.segment if facts.segment is not None else np.full(used.shape[1:], -1)
    reached = np.zeros(used.shape[1:], np.int64)
    for place in range(len(names)):
        reached += used[place] * weights[segment + 1, place]
    return percent(reached, weights.sum(axis=1)[segment + 1])


def _weights(names, given):
    listed = [given.get(name, 0) for name in names]
    return listed if any(listed) else [1] * len(names)


def percent(part: Grid, whole: Grid) -> Grid:
    """Return 100 x part / whole in ten-thousandths, half-even; MISSING where the whole is not above 0."""
    has_whole = whole > 0
    divisor = np.where(has_whole, whole, 1)
    top = part.astype(object) * _PERCENT if _is_wide(part) else part * _PERCENT
    return np.where(has_whole, divide_half_even(top, divisor), MISSING).astype(np.int64)


def _is_wide(part):
    return bool(part.size) and int(np.abs(part).max()) > (1 << 62) // _PERCENT
