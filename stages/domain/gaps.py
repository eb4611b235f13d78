"""What is missing to the next stage, nearest first."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.exact import MISSING, SCALE
from metrics.domain.conditions import IS_MISSING, Columns, Condition
from metrics.domain.evidence import known_or_none
from stages.domain.definition import StageDefinition
from stages.domain.path import Levels


@dataclass(frozen=True, slots=True)
class Gap:
    """A condition that is not met: `stage` asks for it.

    `now` (None when not known) and `needed` (None when the metric should be missing) in
    ten-thousandths of the metric's unit; `progress` in ten-thousandths, from 0 to just below 1.
    """

    stage: str
    metric: str
    operator: str
    now: int | None
    needed: int | None
    progress: int


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near n accounts are to their next stage.

    `unmet` (n,) counts conditions, 0 in the highest stage; `progress` (n,) is their mean over all
    conditions up to the next stage, in ten-thousandths.
    """

    unmet: Levels
    progress: NDArray[np.int64]


def missing_to_next(
    definition: StageDefinition, stage: int, values: Mapping[str, int]
) -> tuple[Gap, ...]:
    """List what keeps one account below the next stage: its own conditions and lower ones lost.

    Nearest first; equal ones in the order of the definition. Empty in the highest stage, and where
    only time is missing. `values` hold each metric in ten-thousandths, or MISSING.
    """
    columns = {key: np.array([values[key]], dtype=np.int64) for key in definition.metrics}
    gaps = [
        Gap(
            stage=level.key,
            metric=condition.metric,
            operator=condition.operator,
            now=known_or_none(values[condition.metric]),
            needed=condition.value,
            progress=int(progress_to(condition, columns)[0]),
        )
        for level in definition.stages[: stage + 2]
        for condition in level.conditions
        if stage + 1 < len(definition.stages) and not condition.holds(columns).met[0]
    ]
    return tuple(sorted(gaps, key=lambda gap: (-gap.progress, gap.now is None)))


def nearness(definition: StageDefinition, columns: Columns, stage: Levels) -> Nearness:
    """Measure how far n accounts in `stage` (n,) are from the next one; columns (n,)."""
    unmet = np.zeros(len(stage), dtype=np.int8)
    done, asked = (np.zeros(len(stage), dtype=np.int64) for _ in range(2))
    for level, definition_stage in enumerate(definition.stages):
        concerned = (level <= stage + 1) & (stage + 1 < len(definition.stages))
        for condition in definition_stage.conditions:
            unmet += concerned & ~condition.holds(columns).met
            done += concerned * progress_to(condition, columns)
            asked += concerned
    return Nearness(unmet, np.where(asked == 0, SCALE, done // np.maximum(asked, 1)))


def progress_to(condition: Condition, columns: Columns) -> NDArray[np.int64]:
    """Say how much of a condition is reached, in ten-thousandths: SCALE only where it is met.

    The smaller magnitude over the larger, rounded down: half of what is needed, or twice what is
    allowed, is 5,000. 0 where the value is missing, or on the other side of zero.
    """
    values, met = columns[condition.metric], condition.holds(columns).met
    if condition.operator == IS_MISSING:
        return np.where(met, SCALE, 0)
    comparable = (np.sign(values) == np.sign(condition.value)) & (values != MISSING)
    now, needed = np.abs(np.where(comparable, values, 0)), abs(condition.value)
    smaller, larger = np.minimum(now, needed), np.maximum(np.maximum(now, needed), 1)
    # Dropping low bits of numbers this large keeps the product within 64 bits.
    shift = np.where(larger >> 49, 14, 0)
    part = (smaller >> shift) * SCALE // (larger >> shift)
    return np.where(met, SCALE, np.minimum(part, SCALE - 1))
