"""The history of what was written, in words: who changed what, when, from what to what."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Contact
from core.formats import NOTHING, day
from core.models import User
from core.wording import listed
from dashboards.account.sources import ACTIVITY_WORDS
from engagement.selectors import history_of
from engagement.trail import said

_DEEDS = {
    "make": _("Written"),
    "change": _("Changed"),
    "finish": _("Ticked off"),
    "reopen": _("Opened again"),
    "remove": _("Deleted"),
}
_FIELDS = {
    "happened_on": _("Day"),
    "asked_on": _("Day"),
    "kind": _("Kind"),
    "subject": _("Subject"),
    "body": _("Details"),
    "present": _("Who was there"),
    "what": _("Details"),
    "why": _("Why they want it"),
    "contact": _("Who asked"),
    "owner": _("Whose"),
    "due_on": _("Due"),
}


@dataclass(frozen=True)
class Passed:
    """One line of the history; `changes` are (field, before, after) in words."""

    at: datetime
    who: str
    deed: Any
    changes: list[tuple[Any, str, str]]


def history_in_words(row) -> list[Passed]:
    """Return the history of a row, the latest first; names of people as they are called now."""
    changes = history_of(row)
    names = _Names([side for change in changes for side in (change.before, change.after)])
    return [
        Passed(
            at=change.at,
            who=change.by.name if change.by else "",
            deed=_DEEDS[change.deed],
            changes=[
                (word, names.of(name, change.before.get(name)), names.of(name, change.after[name]))
                for name, word in _FIELDS.items()
                if name in change.after
            ],
        )
        for change in reversed(changes)
    ]


def said_in_words(row) -> list[tuple[Any, str]]:
    """Return what a row says now, as (field, words)."""
    stands = said(row)
    names = _Names([stands])
    return [
        (word, names.of(name, stands[name])) for name, word in _FIELDS.items() if name in stands
    ]


class _Names:
    """Puts what the trail keeps into words, with two queries at most."""

    def __init__(self, sides):
        members = {side["owner"] for side in sides if side.get("owner")}
        contacts = {pk for side in sides for pk in (*side.get("present", ()), side.get("contact"))}
        self._members = _names(User, members)
        self._contacts = _names(Contact, contacts - {None})

    def of(self, name, value) -> str:
        if value in (None, "", []):
            return NOTHING
        if name == "present":
            return listed(self._contacts.get(pk, NOTHING) for pk in value)
        if name == "contact":
            return self._contacts.get(value, NOTHING)
        if name == "owner":
            return self._members.get(value, NOTHING)
        if name.endswith("_on"):
            return day(date.fromisoformat(value))
        return str(ACTIVITY_WORDS.get(value, value)) if name == "kind" else value


def _names(model, ids):
    return dict(model.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
