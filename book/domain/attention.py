"""Which accounts need somebody today, and why: a declared list of signals, the most urgent first.

What an account asks for is kept as one whole number with a bit for each signal, the most urgent the
highest. Never reads a score, a stage or a risk for anybody: `hidden_by` says which bits rest on them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from health.domain.risk import RiskLevel
from health.domain.scorecard import Band

ENDS_WITHIN_DAYS: Final = 90
# Near its end, an account of which nobody has heard for a month is not being looked after.
UNTOUCHED_DAYS: Final = 30
# An account at high risk should be spoken to every two weeks.
HIGH_RISK_UNTOUCHED_DAYS: Final = 14
# Two weeks without use is what the rules of churn risk, too, call silence.
SILENT_DAYS: Final = 14


class Urgency(IntEnum):
    LATER = 0
    SOON = 1
    NOW = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands on a night, and where it stood on the night read before.

    Numbers of their enums and days; None where not known, never touched or not judged then.
    `days_to_end` is None, too, where the next contract is signed already or there is no end date.
    `new_reasons` are the risk rules that hold now and did not before. `idle_days` are days without
    use, None where the segment's rules do not mind silence; `has_overdue_milestone` tells of one that
    is past its day.
    """

    band: int
    stage: int
    risk: int
    band_before: int | None = None
    stage_before: int | None = None
    risk_before: int | None = None
    new_reasons: tuple[str, ...] = ()
    judged_risk: int | None = None
    days_to_end: int | None = None
    days_since_touch: int | None = None
    idle_days: int | None = None
    idle_days_before: int | None = None
    has_overdue_milestone: bool = False

    @property
    def is_ending(self) -> bool:
        return self.days_to_end is not None and 0 <= self.days_to_end <= ENDS_WITHIN_DAYS

    @property
    def has_become_high(self) -> bool:
        return self.risk == RiskLevel.HIGH and (self.risk_before or 0) < RiskLevel.HIGH

    @property
    def has_gone_silent(self) -> bool:
        if self.idle_days is None or self.idle_days_before is None:
            return False
        return self.idle_days_before < SILENT_DAYS <= self.idle_days

    def is_untouched(self, days: int) -> bool:
        return self.days_since_touch is None or self.days_since_touch >= days

    def has_fallen_to(self, band: Band) -> bool:
        return self.band == band and self.band_before is not None and self.band_before > band


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to act; `question` names the judgement it rests on, "" where only on facts.

    `is_event` tells of what happened since the night read before; other signals are states that last.
    """

    key: str
    urgency: Urgency
    question: str
    holds: Callable[[Standing], bool]
    is_event: bool = False


def _worries(risk: int) -> bool:
    return risk >= RiskLevel.MEDIUM


SIGNALS: Final = (
    Signal(
        "fell_at_risk",
        Urgency.NOW,
        "score",
        lambda it: it.has_fallen_to(Band.AT_RISK),
        is_event=True,
    ),
    Signal(
        "became_high",
        Urgency.NOW,
        "risk",
        lambda it: it.risk_before is not None and it.has_become_high,
        is_event=True,
    ),
    Signal(
        "ends_untouched",
        Urgency.NOW,
        "",
        lambda it: it.is_ending and it.is_untouched(UNTOUCHED_DAYS),
    ),
    Signal(
        "stage_fell",
        Urgency.SOON,
        "stage",
        lambda it: it.stage_before is not None and it.stage < it.stage_before,
        is_event=True,
    ),
    Signal("gone_silent", Urgency.SOON, "", lambda it: it.has_gone_silent, is_event=True),
    Signal(
        "high_untouched",
        Urgency.SOON,
        "risk",
        lambda it: it.risk == RiskLevel.HIGH and it.is_untouched(HIGH_RISK_UNTOUCHED_DAYS),
    ),
    Signal(
        "new_reason",
        Urgency.SOON,
        "risk",
        lambda it: bool(it.new_reasons) and _worries(it.risk) and not it.has_become_high,
        is_event=True,
    ),
    Signal(
        "fell_caution",
        Urgency.SOON,
        "score",
        lambda it: it.has_fallen_to(Band.CAUTION),
        is_event=True,
    ),
    Signal("milestone_overdue", Urgency.LATER, "", lambda it: it.has_overdue_milestone),
    Signal(
        "differs",
        Urgency.LATER,
        "risk",
        lambda it: it.judged_risk is not None and _worries(it.judged_risk) != _worries(it.risk),
    ),
)
_BITS: Final = {signal.key: 1 << place for place, signal in enumerate(reversed(SIGNALS))}
EVERY_SIGNAL: Final = (1 << len(SIGNALS)) - 1
# The bits of all signals that tell what happened since the night read before.
EVENTS: Final = sum(_BITS[signal.key] for signal in SIGNALS if signal.is_event)


def attention_of(standing: Standing) -> int:
    """Return what an account asks for, 0 where nothing."""
    return sum(_BITS[signal.key] for signal in SIGNALS if signal.holds(standing))


def signals_in(attention: int) -> tuple[Signal, ...]:
    """Return the signals that a kept number holds, the most urgent first."""
    return tuple(signal for signal in SIGNALS if attention & _BITS[signal.key])


def hidden_by(question: str) -> int:
    """Return the bits of all signals that rest on a judgement."""
    return sum(_BITS[signal.key] for signal in SIGNALS if signal.question == question)


def least_of(urgency: Urgency) -> int:
    """Return the smallest number that holds a signal of this urgency or a higher one."""
    return min(_BITS[signal.key] for signal in SIGNALS if signal.urgency >= urgency)
