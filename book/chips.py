"""The filters in force as chips, each with the way to be rid of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from book.past import HIGHER, LOWER, SEGMENT
from book.verdicts import BANDS, RISKS, STAGES
from core.formats import day_of_month, month_and_year
from metrics.selectors import key_features


@dataclass(frozen=True)
class Chip:
    word: Any
    value: Any
    remove_url: str


_FLAGS = {
    "mine": (_("CSM"), _("me")),
    "needs": (_("Today"), _("needs attention")),
    "differs": (_("Risk"), _("CSM and rules differ")),
    "stale": (_("Usage"), _("late")),
}
_FEATURES = {"uses": _("Uses"), "lacks": _("Does not use")}
_PAST = {"band": _("Health"), "stage": _("Stage"), "risk": _("Risk"), "segment": _("Segment")}
_SIGNS = {"band": BANDS, "stage": STAGES, "risk": RISKS}


def chips(form, query):
    """Return a `Chip` for every filter in force, in the order of the query's fields."""
    return [chip for name in query.filters for chip in _chips(form, query, name)]


def _chips(form, query, name):
    value = getattr(query, name)
    if name in _FLAGS:
        return [Chip(*_FLAGS[name], query.without(name))]
    if name in _FEATURES:
        return [_of_feature(query, name)]
    if name == "q":
        return [Chip(_("Name contains"), value, query.without(name))]
    if name == "month":
        month = month_and_year(date.fromisoformat(f"{value}-01"))
        return [Chip(_("Contract ends"), month, query.without(name))]
    if name == "was":
        return list(_of_past(form, query))
    field = form.fields[name]
    words = dict(field.choices)
    if isinstance(value, tuple):
        return [Chip(field.label, words[each], query.without(name, each)) for each in value]
    return [Chip(field.label, words[value], query.without(name))]


def _of_feature(query, name):
    key = getattr(query, name)
    names = {each.key: each.name for each in key_features()}
    return Chip(_FEATURES[name], names.get(key, key), query.without(name))


def _of_past(form, query):
    for past in query.was:
        word = gettext("%(question)s on %(day)s") % {
            "question": _PAST[past.question],
            "day": day_of_month(past.on),
        }
        value = _level_of_past(form, past)
        if past.is_not:
            value = gettext("not %(level)s") % {"level": value}
        yield Chip(word, value, query.without("was", past))


def _level_of_past(form, past):
    moves = {LOWER: _("lower than now"), HIGHER: _("higher than now")}
    if past.level in moves:
        return moves[past.level]
    if past.question == SEGMENT:
        return dict(form.fields["segment"].choices).get(past.level, past.level)
    return next(sign.word for sign in _SIGNS[past.question] if sign.key == past.level)
