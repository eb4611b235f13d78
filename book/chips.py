"""The filters in force as chips, each with the way to be rid of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Chip:
    word: Any
    value: Any
    remove_url: str


_WORDS = {"q": _("Name contains"), "mine": _("CSM"), "differs": _("Risk")}
_VALUES = {"mine": _("me"), "differs": _("CSM and rules differ")}
_LISTS = ("segment", "band", "stage", "risk", "csm")


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
    return found
