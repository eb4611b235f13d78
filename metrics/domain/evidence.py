"""The values that a judgement rests on, as a reader is shown them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.exact import MISSING


@dataclass(frozen=True, slots=True)
class Evidence:
    """One metric as it stood, in ten-thousandths of its unit; None where it was not known."""

    metric: str
    value: int | None


def evidence_of(metrics: Iterable[str], values: Mapping[str, int]) -> tuple[Evidence, ...]:
    return tuple(Evidence(metric, known_or_none(values[metric])) for metric in metrics)


def known_or_none(value: int) -> int | None:
    return None if value == MISSING else int(value)
