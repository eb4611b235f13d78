"""Scoring accounts: weighted points in exact integers, rounded once, capped by exceptions.

Never uses floating point: the order of accounts, shards and machines changes no bit. A stale value
counts as the value it is; only a missing one leaves the mean, its weight shared among the others.
"""

from dataclasses import dataclass
from math import gcd, lcm
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.exact import LARGEST, MISSING, divide_half_even
from health.domain.scorecard import FULL_POINTS, HUNDREDTHS, Band, Measure, Scorecard
from metrics.domain.conditions import Columns

UNKNOWN_SCORE: Final = -1
# Points come in ten-thousandths and leave in hundredths.
_POINTS_PER_HUNDREDTH: Final = FULL_POINTS // (100 * HUNDREDTHS)


@dataclass(frozen=True, slots=True)
class Weights:
    """Whole numbers e (m, n) and L (n,): measure i counts e[i] / L, and 0 where nothing is known.

    int64, or Python integers where 64 bits could overflow.
    """

    shares: NDArray[Any]
    total: NDArray[Any]


@dataclass(frozen=True, slots=True)
class Scores:
    """What n accounts scored on m measures, in the scorecard's order.

    `points` (n, m) in ten-thousandths, MISSING where not known; `base` and `score` (n,) in
    hundredths before and after exceptions, -1 where too little is known; `band` (n,) numbers of
    Band; `exception` (n,) the place of the one that holds, -1 for none; `known` (n,) weight in
    hundredths of a percent.
    """

    points: NDArray[np.int64]
    base: NDArray[np.int64]
    score: NDArray[np.int64]
    band: NDArray[np.int8]
    exception: NDArray[np.int8]
    known: NDArray[np.int64]
    weights: Weights

    @property
    def adjustment(self) -> NDArray[np.int64]:
        """What the exception took away, in hundredths: 0 or less."""
        return self.score - self.base

    def contributions(self) -> NDArray[np.int64]:
        """Hundredths (n, m) that each measure adds: in all `base`, or 0 where that is unknown."""
        earned = self.weights.shares * np.where(self.points == MISSING, 0, self.points).T
        return self._shared(earned)

    def lost(self) -> NDArray[np.int64]:
        """Hundredths (n, m) that each measure falls short: in all 100 points less `base`."""
        short = np.where(self.points == MISSING, 0, FULL_POINTS - self.points).T
        return self._shared(self.weights.shares * short)

    def _shared(self, parts: NDArray[Any]) -> NDArray[np.int64]:
        shared = share_out(parts, self.weights.total * _POINTS_PER_HUNDREDTH)
        return np.where(self.base == UNKNOWN_SCORE, 0, shared).T


def score_accounts(scorecard: Scorecard, columns: Columns) -> Scores:
    """Score every account; each metric of the scorecard is a column (n,) in ten-thousandths."""
    points = np.array([points_of(each, columns[each.metric]) for each in scorecard.measures])
    present = points != MISSING
    weights = effective_weights(scorecard, present)
    known = _declared_weights(scorecard) @ present
    base = _mean(weights, np.where(present, points, 0))
    base[(known < scorecard.minimum_known) | (known == 0)] = UNKNOWN_SCORE
    exception, cap = _strictest_exception(scorecard, columns, len(base))
    score = np.minimum(base, cap)
    return Scores(points.T, base, score, _bands(scorecard, score), exception, known, weights)


def points_of(measure: Measure, values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Read points off the measure's line, half-even to ten-thousandths; MISSING stays MISSING."""
    at, points = (np.array(side, dtype=np.int64) for side in zip(*measure.knots, strict=True))
    inside = np.clip(values, at[0], at[-1])
    start = np.minimum(np.searchsorted(at, inside, side="right") - 1, len(at) - 2)
    run, rise = _slopes(at, points)
    height = points[start] * run[start] + (inside - at[start]) * rise[start]
    line = divide_half_even(height, run[start])
    return np.where(values == MISSING, MISSING, line.astype(np.int64, copy=False))


def effective_weights(scorecard: Scorecard, present: NDArray[np.bool_]) -> Weights:
    """Share out the weights of missing measures: inside their group, then between groups.

    `present` (m, n). Accounts that miss the same measures share one calculation.
    """
    bits = np.int64(1) << np.arange(len(present), dtype=np.int64)
    patterns, place = np.unique(bits @ present, return_inverse=True)
    table = [_pattern_weights(scorecard, int(pattern)) for pattern in patterns]
    fits = max((sum(shares) for shares in table), default=0) <= LARGEST // FULL_POINTS
    shares = np.array(table, dtype=np.int64 if fits else object).reshape(-1, len(present))
    total = np.maximum(shares.sum(axis=1), 1)
    return Weights(shares.T[:, place], total[place])


def share_out(parts: NDArray[Any], denominator: NDArray[Any]) -> NDArray[np.int64]:
    """Round the columns of parts / denominator so that they sum to the rounded sum of the column.

    Largest remainder; equal remainders in the order of rows. `parts` (m, n), `denominator` (n,).
    """
    floor = parts // denominator
    rest = parts - floor * denominator
    spare = divide_half_even(parts.sum(axis=0), denominator) - floor.sum(axis=0)
    order = np.argsort(-rest, axis=0, kind="stable")
    place = np.empty(order.shape, dtype=np.int64)
    np.put_along_axis(place, order, np.arange(len(order))[:, None], axis=0)
    return (floor + (place < spare)).astype(np.int64)


def _slopes(at: NDArray[np.int64], points: NDArray[np.int64]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Run and rise between knots in lowest terms; Python integers where 64 bits could overflow."""
    run, rise = np.diff(at), np.diff(points)
    common = np.gcd(run, rise)
    run, rise = run // common, rise // common
    fits = int(run.max()) <= LARGEST // FULL_POINTS
    return (run, rise) if fits else (run.astype(object), rise.astype(object))


def _pattern_weights(scorecard: Scorecard, pattern: int) -> list[int]:
    """Weights of the measures whose bit is set in the pattern, over a common denominator."""
    bits = iter(range(len(scorecard.measures)))
    inside = [
        [measure.weight * (pattern >> next(bits) & 1) for measure in group.measures]
        for group in scorecard.groups
    ]
    common = lcm(*(sum(weights) for weights in inside if any(weights)))
    shares = [
        group.weight * weight * (common // (sum(weights) or 1))
        for group, weights in zip(scorecard.groups, inside, strict=True)
        for weight in weights
    ]
    divisor = gcd(*shares) or 1
    return [share // divisor for share in shares]


def _declared_weights(scorecard: Scorecard) -> NDArray[np.int64]:
    weights = [group.weight * each.weight for group in scorecard.groups for each in group.measures]
    return np.array(weights, dtype=np.int64)


def _mean(weights: Weights, points: NDArray[np.int64]) -> NDArray[np.int64]:
    earned = (weights.shares * points).sum(axis=0)
    mean = divide_half_even(earned, weights.total * _POINTS_PER_HUNDREDTH)
    return mean.astype(np.int64)


def _strictest_exception(
    scorecard: Scorecard, columns: Columns, count: int
) -> tuple[NDArray[np.int8], NDArray[np.int64]]:
    """Place and cap of the exception that holds: the lowest cap, the earlier one when equal."""
    strictest = np.full(count, -1, dtype=np.int8)
    cap = np.full(count, LARGEST, dtype=np.int64)
    for place, exception in enumerate(scorecard.exceptions):
        wins = exception.when.holds(columns).met & (exception.cap < cap)
        strictest[wins], cap[wins] = place, exception.cap
    return strictest, cap


def _bands(scorecard: Scorecard, score: NDArray[np.int64]) -> NDArray[np.int8]:
    bounds = [0, scorecard.caution_from, scorecard.healthy_from]
    names = np.array([Band.UNKNOWN, Band.AT_RISK, Band.CAUTION, Band.HEALTHY], dtype=np.int8)
    return names[np.searchsorted(bounds, score, side="right")]
