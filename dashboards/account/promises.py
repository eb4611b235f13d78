"""What was promised to a customer, and how much of it the latest night saw delivered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.exact import MISSING, to_scaled
from engagement.domain.promises import delivered_percent
from engagement.models import Promise
from metrics.formats import value_in_words


@dataclass(frozen=True)
class State:
    """How a promise stands: `key` names its style, `word` says it."""

    key: str
    word: Any


REACHED = State("is-reached", _("reached"))
OVERDUE = State("is-overdue", _("overdue"))
UNDER_WAY = State("is-under-way", _("under way"))
UNMEASURED = State("is-unmeasured", _("not measured"))


@dataclass(frozen=True)
class Promised:
    """One promise as it is shown; `metric` is "" where no metric in force tells, `percent` None then.

    `baseline`, `now` and `target` are in words with their unit.
    """

    promise: Promise
    metric: str
    name: str
    baseline: str
    now: str
    target: str
    percent: int | None
    state: State


def promised(*, account, reading, texts, as_of: date) -> list[Promised]:
    """Return the promises made to an account, by the day they are due, those without one last.

    `reading` is what the latest night kept of it, None where there is none; `texts` its metrics by key.
    """
    rows = Promise.objects.filter(account=account).select_related("made_by")
    values = reading.values if reading else {}
    shown = [_promised(row, values, texts, as_of) for row in rows.order_by("promised_on", "pk")]
    return sorted(shown, key=lambda each: each.promise.due_on or date.max)


def _promised(row, values, texts, as_of):
    text = texts.get(row.metric)
    now = values.get(row.metric, MISSING)
    now = None if now == MISSING or text is None else now
    baseline, target = _scaled(row.baseline), _scaled(row.target)
    percent = delivered_percent(now=now, baseline=baseline, target=target)
    return Promised(
        promise=row,
        metric=row.metric if text else "",
        name=text.name if text else "",
        baseline=value_in_words(baseline, text.unit) if text else "",
        now=value_in_words(now, text.unit) if text else "",
        target=value_in_words(target, text.unit) if text else "",
        percent=percent,
        state=_state(row, percent, as_of),
    )


def _scaled(value):
    return None if value is None else to_scaled(value)


def _state(row, percent, as_of):
    if percent == 100:
        return REACHED
    if row.due_on and row.due_on < as_of:
        return OVERDUE
    return UNMEASURED if percent is None else UNDER_WAY
