"""What the records that metrics count are called, by their table and kind, in words."""

from django.utils.translation import pgettext_lazy

from accounts.models import ContactRole
from core.wording import noted
from dashboards.account.sources import ACTIVITY_WORDS
from engagement.models import AttendanceStatus, Priority

_CONTRACT = pgettext_lazy("fact", "Contract")
_WORDS = {
    "activities": ACTIVITY_WORDS,
    "events": dict(AttendanceStatus.choices),
    "nps": {
        "invitation": pgettext_lazy("fact", "Invitation"),
        "answer": pgettext_lazy("fact", "Answer"),
    },
    "tickets": dict(Priority.choices),
    "contacts": dict(ContactRole.choices),
    "contracts": {
        "paid": pgettext_lazy("fact", "Paid contract"),
        "free": pgettext_lazy("fact", "Free contract"),
        "unpriced": pgettext_lazy("fact", "Contract without an amount in yen"),
    },
    "contract_ends": {"contract": _CONTRACT},
    "seats": {"contract": _CONTRACT, "span": pgettext_lazy("fact", "Change of seats")},
    "content_views": {"view": pgettext_lazy("fact", "View")},
    "milestones": {
        "due": pgettext_lazy("fact", "Due"),
        "reached": pgettext_lazy("fact", "Reached"),
    },
}


def record_in_words(table: str, kind: str) -> str:
    """Return what a record is called; "" for a kind that came with a file and has words of its own.

    Of an event the state of the attendance, with the kind of the event as its file called it.
    """
    known, _, further = kind.partition(":")
    word = _WORDS[table].get(known, "")
    return noted(word, further) if word and further else str(word)
