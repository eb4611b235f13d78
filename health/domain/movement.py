"""What moved between two scores of one account, in parts that add up to the change."""

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from definitions.domain.body import Texts
from health.domain.explanation import Explanation, MeasureLine
from health.domain.scorecard import Band


class Cause(StrEnum):
    """Why a measure contributes otherwise than before."""

    VALUE = "value"
    WEIGHT = "weight"
    APPEARED = "appeared"
    VANISHED = "vanished"


@dataclass(frozen=True, slots=True)
class Move:
    """One measure then and now: values in ten-thousandths, `change` in hundredths of a point.

    `cause` is WEIGHT where the points stayed and only the measure's share in the score changed,
    because another measure appeared or vanished or the scorecard did.
    """

    key: str
    texts: Texts
    value_before: int | None
    value_after: int | None
    change: int | None
    cause: Cause


@dataclass(frozen=True, slots=True)
class Movement:
    """All that moved, largest change first.

    `change` is the sum of the moves and `exception_change`. Where either score is unknown there is
    no change to share out: it is None, as in each move, and the moves are what appeared or
    vanished.
    """

    change: int | None
    moves: tuple[Move, ...]
    exception_change: int | None
    band_before: Band
    band_after: Band


def what_moved(before: Explanation, after: Explanation) -> Movement:
    """Compare two explanations of one account, which may follow different scorecards."""
    if before.score is None or after.score is None:
        moves, change, exception_change = _gaps(before, after), None, None
    else:
        moves, change = _moves(before, after), after.score - before.score
        exception_change = _adjustment(after) - _adjustment(before)
    return Movement(change, moves, exception_change, before.band, after.band)


def _moves(before: Explanation, after: Explanation) -> tuple[Move, ...]:
    moves = [
        _move(then, now, _contribution(now) - _contribution(then))
        for then, now in _pairs(before, after)
        if _contribution(now) != _contribution(then) or _is_known(now) != _is_known(then)
    ]
    return tuple(sorted(moves, key=lambda move: -abs(move.change or 0)))


def _gaps(before: Explanation, after: Explanation) -> tuple[Move, ...]:
    return tuple(
        _move(then, now, None)
        for then, now in _pairs(before, after)
        if _is_known(now) != _is_known(then)
    )


def _pairs(
    before: Explanation, after: Explanation
) -> list[tuple[MeasureLine | None, MeasureLine | None]]:
    then = {line.key: line for line in before.measures}
    now = {line.key: line for line in after.measures}
    return [(then.get(key), now.get(key)) for key in {**now, **then}]


def _move(then: MeasureLine | None, now: MeasureLine | None, change: int | None) -> Move:
    line = cast(MeasureLine, now or then)
    return Move(
        key=line.key,
        texts=line.texts,
        value_before=then.value if then else None,
        value_after=now.value if now else None,
        change=change,
        cause=_cause(then, now),
    )


def _cause(then: MeasureLine | None, now: MeasureLine | None) -> Cause:
    if then is None or then.points is None:
        return Cause.APPEARED
    if now is None or now.points is None:
        return Cause.VANISHED
    return Cause.VALUE if then.points != now.points else Cause.WEIGHT


def _is_known(line: MeasureLine | None) -> bool:
    return line is not None and line.points is not None


def _contribution(line: MeasureLine | None) -> int:
    return line.contribution if line else 0


def _adjustment(explanation: Explanation) -> int:
    return explanation.exception.adjustment if explanation.exception else 0
