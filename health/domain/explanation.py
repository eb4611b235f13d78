"""Why one account has the score it has: every point of it, and every point that is missing.

All figures add up exactly: measures to groups, groups and the exception to the score.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.exact import MISSING
from definitions.domain.body import Texts
from health.domain.scorecard import (
    FULL_POINTS,
    WHOLE_WEIGHT,
    Band,
    Group,
    Measure,
    Scorecard,
)
from health.domain.scoring import UNKNOWN_SCORE, Scores, score_accounts, share_out
from metrics.domain.evidence import Evidence, evidence_of, known_or_none


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure's part in the score.

    `value` in ten-thousandths of the metric's unit and `points` in ten-thousandths of a point, None
    when missing; weights in hundredths of a percent of the whole score, as declared and as it
    counts once missing measures are shared out; `contribution` and `lost` in hundredths of a point.
    """

    key: str
    metric: str
    texts: Texts
    value: int | None
    points: int | None
    weight: int
    effective_weight: int
    contribution: int
    lost: int


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group with its measures; its own figures are their sums."""

    key: str
    texts: Texts
    measures: tuple[MeasureLine, ...]

    @property
    def weight(self) -> int:
        return sum(line.weight for line in self.measures)

    @property
    def effective_weight(self) -> int:
        return sum(line.effective_weight for line in self.measures)

    @property
    def contribution(self) -> int:
        return sum(line.contribution for line in self.measures)

    @property
    def lost(self) -> int:
        return sum(line.lost for line in self.measures)


@dataclass(frozen=True, slots=True)
class ExceptionLine:
    """The exception that holds; `adjustment` is 0 where the score was below its cap anyway."""

    key: str
    texts: Texts
    cap: int
    adjustment: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One account's score, taken apart. `base` and `score` in hundredths, None when unknown.

    `known` is the declared weight of the measures that are known, in hundredths of a percent.
    `improve_first` is the measure that costs most: None where nothing is lost or nothing is known.
    """

    groups: tuple[GroupLine, ...]
    exception: ExceptionLine | None
    base: int | None
    score: int | None
    band: Band
    known: int
    improve_first: str | None

    @property
    def measures(self) -> tuple[MeasureLine, ...]:
        return tuple(line for group in self.groups for line in group.measures)


def explain(scorecard: Scorecard, values: Mapping[str, int]) -> Explanation:
    """Take one account's score apart; `values` holds each metric's ten-thousandths, or MISSING."""
    columns = {key: np.array([values[key]], dtype=np.int64) for key in scorecard.metrics}
    scores = score_accounts(scorecard, columns)
    is_known = bool(scores.base[0] != UNKNOWN_SCORE)
    return Explanation(
        groups=_group_lines(scorecard, scores, values),
        exception=_exception_line(scorecard, scores, values),
        base=int(scores.base[0]) if is_known else None,
        score=int(scores.score[0]) if is_known else None,
        band=Band(int(scores.band[0])),
        known=int(scores.known[0]),
        improve_first=_costliest(scorecard, scores) if is_known else None,
    )


def _group_lines(
    scorecard: Scorecard, scores: Scores, values: Mapping[str, int]
) -> tuple[GroupLine, ...]:
    figures = zip(
        scores.points[0].tolist(),
        _effective_weights(scores).tolist(),
        scores.contributions()[0].tolist(),
        scores.lost()[0].tolist(),
        strict=True,
    )
    return tuple(
        GroupLine(
            key=group.key,
            texts=group.texts,
            measures=tuple(
                _measure_line(group, measure, known_or_none(values[measure.metric]), next(figures))
                for measure in group.measures
            ),
        )
        for group in scorecard.groups
    )


def _measure_line(
    group: Group, measure: Measure, value: int | None, figures: tuple[int, int, int, int]
) -> MeasureLine:
    points, effective_weight, contribution, lost = figures
    return MeasureLine(
        key=measure.key,
        metric=measure.metric,
        texts=measure.texts,
        value=value,
        points=known_or_none(points),
        weight=group.weight * measure.weight,
        effective_weight=effective_weight,
        contribution=contribution,
        lost=lost,
    )


def _effective_weights(scores: Scores) -> NDArray[np.int64]:
    """Hundredths of a percent that each measure counts: 100 % in all, unless nothing counts."""
    return share_out(scores.weights.shares * WHOLE_WEIGHT, scores.weights.total)[:, 0]


def _exception_line(
    scorecard: Scorecard, scores: Scores, values: Mapping[str, int]
) -> ExceptionLine | None:
    place = int(scores.exception[0])
    if place < 0:
        return None
    exception = scorecard.exceptions[place]
    return ExceptionLine(
        key=exception.key,
        texts=exception.texts,
        cap=exception.cap,
        adjustment=int(scores.adjustment[0]),
        evidence=evidence_of(exception.when.metrics, values),
    )


def _costliest(scorecard: Scorecard, scores: Scores) -> str | None:
    """The measure with the largest effective weight x missing points, the first when equal."""
    costs = [
        0 if points == MISSING else share * (FULL_POINTS - points)
        for share, points in zip(
            scores.weights.shares[:, 0].tolist(), scores.points[0].tolist(), strict=True
        )
    ]
    worst = max(range(len(costs)), key=lambda place: costs[place])
    return scorecard.measures[worst].key if costs[worst] else None
