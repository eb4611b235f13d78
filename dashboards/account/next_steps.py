"""The next steps of an account as its page shows them: when they are due, said from today."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.models import NextStep
from engagement.selectors import next_steps_of


@dataclass(frozen=True)
class StepShown:
    """A waiting next step; `due` says how far its day is away."""

    row: NextStep
    due: str
    is_overdue: bool


def steps_shown(account, *, today: date) -> list[StepShown]:
    """Return the waiting next steps of an account, those overdue longest first; one query."""
    return [
        StepShown(row, due_in_words((row.due_on - today).days), row.due_on < today)
        for row in next_steps_of(account)
    ]


def due_in_words(days: int) -> str:
    """Say in how many days something is due; negative where it is overdue."""
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    if days > 0:
        return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}
    late = -days
    return ngettext("%(days)s day overdue", "%(days)s days overdue", late) % {"days": late}
