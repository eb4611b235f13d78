"""Metrics of usage, in exact integers throughout.

An account without a fact on a day that arrived used nothing that day; where nothing arrived for
two weeks, or the product does not supply the series, the number is missing.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from core.exact import MISSING, SCALE, divide_half_even
from metrics.domain.cube import Grid, UsageCube
from metrics.domain.definition import (
    EVERYTHING,
    FEATURE_AGGREGATES,
    MetricDefinition,
    UsageSource,
)
from metrics.domain.facts import ShardFacts

_PERCENT = 100 * SCALE
# More days than any window has.
_UNUSED = 1_000_000


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
    used = cube.used(channel)
    return cube.window_sum(used, source.window_days, source.ending_days_ago) * SCALE


def _days_since(cube, channel, source, facts):
    since_use = _since_use(cube, channel, source)
    return np.where(since_use == _UNUSED, MISSING, since_use * SCALE)


def _idle_days(cube, channel, source, facts):
    """Days since the latest use or, where that is later or there was none, since the first contract."""
    since_start = (cube.ends[None, :] - facts.started[:, None]).astype(np.int64)
    return np.clip(_since_use(cube, channel, source), 0, np.maximum(since_start, 0)) * SCALE


def _since_use(cube, channel, source):
    """Days since the latest use within the window, _UNUSED where there was none."""
    place = cube.latest_place(cube.used(channel))
    since = cube.places[None, :] - place
    return np.where((place >= 0) & (since < source.window_days), since, _UNUSED)


def _latest(cube, channel, source, facts):
    place = cube.latest_place(cube.reported(channel))
    values = np.take_along_axis(cube.dense(channel), np.maximum(place, 0), axis=1)
    is_recent = (place >= 0) & (cube.places[None, :] - place < source.window_days)
    return np.where(is_recent, values, MISSING)


def _top_months_share(cube, channel, source, facts):
    """Share of the window's sum that its `months` busiest calendar months hold, in percent."""
    grid = cube.dense(channel)
    every = (np.arange(cube.length) + cube.first).astype("datetime64[D]")
    month = every.astype("datetime64[M]").astype(np.int64)
    parts = []
    for end in cube.places:
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
    return tuple(cube.names[number] for number in cube.numbers((EVERYTHING,), source.without))


def _is_used(cube, name, source):
    channel = cube.numbers([name])
    if not channel:
        return np.zeros((cube.accounts, len(cube.days)), np.int64)
    used = cube.used(channel)
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
