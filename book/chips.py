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


_WORDS = {"q": _("Name contains"), "mine": _("CSM"), "differs": _("Risk")}
_VALUES = {"mine": _("me"), "differs": _("CSM and rules differ")}
_LISTS = ("segment", "band", "stage", "risk", "csm", "nps")
_FEATURES = {"uses": _("Uses"), "lacks": _("Does not use")}
_PAST = {"band": _("Health"), "stage": _("Stage"), "risk": _("Risk"), "segment": _("Segment")}
_SIGNS = {"band": BANDS, "stage": STAGES, "risk": RISKS}


def chips(form, query):
    """Return a `Chip` for every filter in force, in the order of the filter bar."""
    found = []
    if query.q:
        found.append(Chip(_WORDS["q"], query.q, query.without("q")))
    for flag in ("mine", "differs"):
        if getattr(query, flag):
            found.append(Chip(_WORDS[flag], _VALUES[flag], query.without(flag)))
    for name in _LISTS:
        field = form.fields[name]
        words = dict(field.choices)
        for value in getattr(query, name):
            found.append(Chip(field.label, words[value], query.without(name, value)))
    for name in ("ends", "contract"):
        value = getattr(query, name)
        if query.without(name) != query.url():
            field = form.fields[name]
            found.append(Chip(field.label, dict(field.choices)[value], query.without(name)))
    if query.month:
        month = date.fromisoformat(f"{query.month}-01")
        found.append(Chip(_("Contract ends"), month_and_year(month), query.without("month")))
    return [*found, *_of_features(query), *_of_past(form, query)]


def _of_features(query):
    asked = [name for name in _FEATURES if getattr(query, name)]
    names = {each.key: each.name for each in key_features()} if asked else {}
    for name in asked:
        key = getattr(query, name)
        yield Chip(_FEATURES[name], names.get(key, key), query.without(name))


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
