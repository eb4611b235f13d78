"""Following accounts through the stages: one step up at a time, and down only after grace.

Where an account stands depends on its path, so a path is always replayed forward, day after day
from a known state; replaying all days at once gives the same as going one day at a time. A
condition whose metric is missing is never met, and never a reason to fall: an account of a product
that cannot supply a metric stays below the stage that asks for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from metrics.domain.conditions import Columns, Flags
from stages.domain.definition import ENTRY, StageDefinition

Days = NDArray[np.int32]
Levels = NDArray[np.int8]

NOT_BEGUN: Final = -1


@dataclass(frozen=True, slots=True)
class PathState:
    """Where n paths stand after a day: all that the next day needs.

    `stage` NOT_BEGUN before the first contract; `since_day` the day the stage was entered, as days
    since 1970; `failing_days` how many running days in a row it has not been held, and
    `best_while_failing` the highest stage whose conditions were all met on one of them.
    """

    stage: Levels
    since_day: Days
    failing_days: NDArray[np.int16]
    best_while_failing: Levels

    @classmethod
    def before_all(cls, count: int) -> "PathState":
        return cls(
            stage=np.full(count, NOT_BEGUN, dtype=np.int8),
            since_day=np.zeros(count, dtype=np.int32),
            failing_days=np.zeros(count, dtype=np.int16),
            best_while_failing=np.zeros(count, dtype=np.int8),
        )


@dataclass(frozen=True, slots=True)
class Replay:
    """Stage and day of entering it (n, d), NOT_BEGUN and 0 before the path; `state` after it."""

    stage: Levels
    since: Days
    state: PathState


@dataclass(frozen=True, slots=True)
class Standing:
    """What each day says by itself, whatever the path.

    `qualified` is the highest stage whose conditions, with those of all lower ones, are met;
    `holding` the highest that none of them is known to refuse.
    """

    qualified: Levels
    holding: Levels


@dataclass(frozen=True, slots=True)
class Deviation:
    """A segment's own stages, and the places (n, d) where they rule instead of the common ones."""

    definition: StageDefinition
    where: Flags


class Today(NamedTuple):
    """What one day brings to n paths: whether a contract runs, its `Standing`, and the patience asked."""

    day: np.int32
    active: Flags
    qualified: Levels
    holding: Levels
    smallest_stay: NDArray[np.int16]
    grace: NDArray[np.int16]


def replay(
    definition: StageDefinition,
    columns: Columns,
    *,
    days: Days,
    start_day: Days,
    running: Flags,
    state: PathState | None = None,
    deviations: Sequence[Deviation] = (),
) -> Replay:
    """Follow n accounts through d days, in one pass of array operations per day.

    `columns` (n, d) hold each metric in ten-thousandths, MISSING where unknown or stale; `days` (d,)
    run without a gap (or ValueError), from the day after `state`; `start_day` (n,) is the first day
    of the first contract; `running` (n, d) says whether a contract runs. A day without one changes
    nothing and ends a run of failing days; days in a stage are calendar days since it was entered.
    `deviations` say where a segment's own stages rule: each day is judged by those of its day.
    """
    if np.any(np.diff(days) != 1):
        raise ValueError("a path is followed day after day, without a gap")
    state = state or PathState.before_all(len(start_day))
    stage = np.empty((len(days), len(start_day)), dtype=np.int8)
    since = np.empty(stage.shape, dtype=np.int32)
    ruled = _ruled(definition, columns, deviations)
    for place, today in enumerate(_each_day(ruled, days, running & (days >= start_day[:, None]))):
        state = _step(_begin(state, today, start_day), today)
        stage[place], since[place] = state.stage, state.since_day
    return Replay(stage.T, since.T, state)


def stand(definition: StageDefinition, columns: Columns) -> Standing:
    """Judge each place of the columns by itself; any shape."""
    shape = np.shape(columns[definition.metrics[0]])
    reached, kept = np.ones(shape, dtype=bool), np.ones(shape, dtype=bool)
    qualified, holding = np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int8)
    for stage in definition.stages[ENTRY + 1 :]:
        answer = stage.holds(columns)
        reached &= answer.met
        kept &= answer.met | ~answer.known
        qualified += reached
        holding += kept
    return Standing(qualified, holding)


def _ruled(
    definition: StageDefinition, columns: Columns, deviations: Sequence[Deviation]
) -> tuple[Levels, Levels, NDArray[np.int16], NDArray[np.int16]]:
    """Return qualified, holding, smallest stay and grace (n, d), by the stages that rule each place."""
    standing = stand(definition, columns)
    qualified, holding = standing.qualified, standing.holding
    smallest_stay = np.full(qualified.shape, definition.smallest_stay_days, dtype=np.int16)
    grace = np.full(qualified.shape, definition.grace_days, dtype=np.int16)
    for own in deviations:
        places = np.nonzero(own.where)
        standing = stand(
            own.definition, {key: columns[key][places] for key in own.definition.metrics}
        )
        qualified[places], holding[places] = standing.qualified, standing.holding
        smallest_stay[places] = own.definition.smallest_stay_days
        grace[places] = own.definition.grace_days
    return qualified, holding, smallest_stay, grace


def _each_day(
    ruled: tuple[NDArray[np.int8 | np.int16], ...], days: Days, active: Flags
) -> Iterator[Today]:
    # (d, n) laid out so that one day is one run of memory.
    return map(Today, days, *(np.ascontiguousarray(each.T) for each in (active, *ruled)))


def _begin(state: PathState, today: Today, start_day: Days) -> PathState:
    begins = today.active & (state.stage == NOT_BEGUN)
    if not begins.any():
        return state
    return replace(
        state,
        stage=np.where(begins, np.int8(ENTRY), state.stage),
        since_day=np.where(begins, start_day, state.since_day),
    )


def _step(state: PathState, today: Today) -> PathState:
    day, active, qualified, holding, smallest_stay, grace = today
    failing = active & (holding < state.stage)
    failing_days = (state.failing_days + 1) * failing
    best = np.maximum(state.best_while_failing, qualified) * failing
    settled = day - state.since_day >= smallest_stay
    rises = active & settled & (qualified > state.stage)
    falls = settled & (failing_days >= grace)
    moves = rises | falls
    return PathState(
        stage=np.where(falls, best, state.stage + rises),
        since_day=np.where(moves, day, state.since_day),
        failing_days=np.where(moves, np.int16(0), failing_days),
        best_while_failing=np.where(moves, np.int8(0), best),
    )
