"""What lies behind risk and stage: the reasons, and what is missing to the next stage."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from book.verdicts import STAGES, Sign, risk_sign
from core.wording import localized
from dashboards.account.why import evidence_words
from health.domain.risk import assess_risk, reasons
from health.domain.risk import for_segment as risk_rules_for
from metrics.formats import threshold_in_words, value_in_words
from stages.domain.definition import for_segment as stages_for
from stages.domain.gaps import Gap, missing_to_next


@dataclass(frozen=True)
class RiskReason:
    """One rule that holds, the facts it rests on, and the first night in a row on which it held.

    `is_older` says that it held on the earliest night looked at, so it may have begun before `since`.
    """

    name: str
    words: str
    sign: Sign
    evidence: list[tuple[str, str, str]]
    since: date
    is_older: bool

    @property
    def counts_days_to_end(self) -> bool:
        """Say whether it rests on the end of the running contract, whatever is signed to follow it."""
        return any(key == "days_to_end" for key, _, _ in self.evidence)


@dataclass(frozen=True)
class Step:
    sign: Sign
    words: str
    is_here: bool
    is_passed: bool


@dataclass(frozen=True)
class Missing:
    """A condition of `stage` not met: the metric, now, what is asked, progress in whole percent."""

    stage: Sign
    metric: str
    name: str
    now: str
    needed: str
    progress: int


@dataclass(frozen=True)
class Ladder:
    """Where an account stands; `failing_days` of `grace_days` its conditions have not held."""

    steps: list[Step]
    next_step: Sign | None
    missing: list[Missing]
    days_to_wait: int
    failing_days: int
    grace_days: int


def risk_reasons(reading, *, history, bodies, texts) -> list[RiskReason]:
    """Return the reasons that held on the reading's night, worst first."""
    rules = risk_rules_for(bodies[reading.row.versions["risk"]], reading.row.segment_key)
    columns = {key: np.array([reading.values[key]], np.int64) for key in rules.metrics}
    held = assess_risk(rules, columns).held[0]
    earliest = history[0][0] if history else reading.row.night
    found = []
    for reason in reasons(rules, held, reading.values):
        since = _held_since(reason.key, history, reading.row.night)
        found.append(
            RiskReason(
                name=localized(reason.texts, "name") or reason.key,
                words=localized(reason.texts, "words"),
                sign=risk_sign(reason.level),
                evidence=evidence_words(reason.evidence, texts),
                since=since,
                is_older=since == earliest,
            )
        )
    return found


def _held_since(key, history, night):
    """Return the first of the unbroken nights up to `night` on which the reason held."""
    since = night
    for at, _score, _band, keys in reversed(history):
        if at <= night:
            if key not in keys:
                break
            since = at
    return since


def ladder(reading, *, point, bodies, texts) -> Ladder:
    """Return the stage ladder; `point` is the account's PathPoint, or None."""
    definition = stages_for(bodies[reading.row.versions["stages"]], reading.row.segment_key)
    stage, row = reading.row.stage, reading.row
    is_top = stage + 1 >= len(STAGES)
    return Ladder(
        steps=[
            Step(
                sign=STAGES[level],
                words=localized(each.texts, "words"),
                is_here=level == stage,
                is_passed=level < stage,
            )
            for level, each in enumerate(definition.stages)
        ],
        next_step=None if is_top else STAGES[stage + 1],
        missing=_missing(definition, reading, texts),
        days_to_wait=max(0, definition.smallest_stay_days - (row.night - row.stage_since).days),
        failing_days=point.failing_days if point and point.day == row.night else 0,
        grace_days=definition.grace_days,
    )


def missing_of(reading, *, bodies, texts) -> list[Missing]:
    """Return what keeps an account below its next stage, the nearest first."""
    definition = stages_for(bodies[reading.row.versions["stages"]], reading.row.segment_key)
    return _missing(definition, reading, texts)


def _missing(definition, reading, texts):
    gaps = missing_to_next(definition, reading.row.stage, reading.values)
    return [_in_words(gap, texts) for gap in strictest(gaps)]


def strictest(gaps) -> list[Gap]:
    """Leave out a gap where another of the same metric asks for more: reaching that reaches both."""
    kept = {}
    for gap in gaps:
        key = gap.metric, gap.operator
        if key not in kept or _asks_more(gap, kept[key]):
            kept[key] = gap
    return [gap for gap in gaps if kept[gap.metric, gap.operator] is gap]


def _asks_more(gap, other):
    if gap.needed is None:
        return False
    return gap.needed < other.needed if "<" in gap.operator else gap.needed > other.needed


def _in_words(gap, texts):
    metric = texts[gap.metric]
    return Missing(
        stage=next(sign for sign in STAGES if sign.key == gap.stage),
        metric=gap.metric,
        name=metric.name,
        now=value_in_words(gap.now, metric.unit),
        needed=threshold_in_words(gap.operator, gap.needed, metric.unit),
        progress=gap.progress // 100,
    )
