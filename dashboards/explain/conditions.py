"""Churn risk and stage opened: every condition, what it asks, and what stands against it."""

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from book.verdicts import risk_sign, stage_sign
from core.formats import NOTHING
from core.wording import localized
from dashboards.explain.history import history_of
from dashboards.explain.meaning import meaning_of
from dashboards.explain.parts import Block, Explained, Inputs, Row
from metrics.domain.evidence import known_or_none
from metrics.formats import threshold_in_words

RISK = gettext_lazy("Churn risk")
STAGE = gettext_lazy("Stage")


def risk(night, key) -> Explained | None:
    """Open the churn risk: every rule, whether it holds, and the values that decide."""
    if key:
        return None
    row = night.reading.row
    return Explained(
        subject="risk",
        meaning=meaning_of(RISK, night.version("risk"), anchor="risk"),
        sign=risk_sign(row.risk),
        formula=[
            _("The highest level among the rules that hold. Stated rules, not a probability.")
        ],
        inputs=Inputs(heads=_heads(), blocks=_rule_blocks(night)),
        history=_levels(night, lambda reading: reading.row.risk, risk_sign, sign=risk_sign),
    )


def _heads():
    return [_("Condition"), _("Now"), _("Asked")]


def _rule_blocks(night):
    columns = _columns(night)
    blocks = [
        Block(
            rows=[
                _condition(night, each, columns, is_choice=len(clause) > 1)
                for clause in rule.when.clauses
                for each in clause
            ],
            title=localized(rule.texts, "name") or rule.key,
            sign=risk_sign(rule.level),
            words=localized(rule.texts, "words"),
            state=_state(rule.when.holds(columns)),
        )
        for rule in night.risk_rules.rules
    ]
    order = {"met": 0, "unknown": 1, "unmet": 2}
    return sorted(blocks, key=lambda block: (order[block.state], -block.sign.level))


def stage(night, key) -> Explained | None:
    """Open the stage: the conditions of every stage, and how slowly an account moves."""
    if key:
        return None
    definition, row = night.stages, night.reading.row
    columns = _columns(night)
    waits = {"stay": definition.smallest_stay_days, "grace": definition.grace_days}
    return Explained(
        subject="stage",
        meaning=meaning_of(STAGE, night.version("stages"), anchor="stages"),
        value=str(stage_sign(row.stage).word),
        formula=[
            _(
                "One step up at a time, once all conditions up to the next stage are met and after at "
                "least %(stay)s days in a stage; down after %(grace)s days in a row without them."
            )
            % waits
        ],
        inputs=Inputs(
            heads=_heads(),
            blocks=[
                Block(
                    rows=[_condition(night, each, columns) for each in level.conditions],
                    title=stage_sign(place).word,
                    words=localized(level.texts, "words"),
                    state=_state(level.holds(columns)),
                )
                for place, level in enumerate(definition.stages)
                if level.conditions
            ],
        ),
        history=_levels(night, lambda reading: reading.row.stage, stage_sign),
    )


def _levels(night, level, named, *, sign=None):
    return history_of(
        night.kept,
        number=level,
        words=lambda value: NOTHING if value is None else str(named(value).word),
        least_span=1,
        sign=sign,
        is_level=True,
    )


def _columns(night):
    return {key: np.array([value], np.int64) for key, value in night.reading.values.items()}


def _condition(night, condition, columns, *, is_choice=False):
    now = known_or_none(night.reading.values[condition.metric])
    text = night.texts[condition.metric]
    return Row(
        name=text.name,
        subject=f"metric/{condition.metric}",
        note=_("one of these is enough") if is_choice else "",
        cells=[
            _("not known") if now is None else night.value(condition.metric, now),
            threshold_in_words(condition.operator, condition.value, text.unit),
        ],
        state=_state(condition.holds(columns)),
        is_stale=night.is_stale(condition.metric),
    )


def _state(answer):
    if not answer.known[0]:
        return "unknown"
    return "met" if answer.met[0] else "unmet"
