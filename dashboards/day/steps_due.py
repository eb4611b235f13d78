"""Next steps that are due: a member's own on their start page, and those of a team in its meeting."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import day_with_weekday
from engagement.models import NextStep
from engagement.selectors import next_steps_due

# A week ahead is what one can still arrange; what is later stands on its account's page.
AHEAD = timedelta(days=7)
MOST_STEPS = 8


@dataclass(frozen=True)
class StepLine:
    """One step: what is to be done for whom, and its day in words; `id` is that of the step."""

    id: int
    what: str
    account: str
    url: str
    due: str
    is_overdue: bool


@dataclass(frozen=True)
class Steps:
    """The steps due first, those that follow them, and how many of all are overdue."""

    lines: list[StepLine]
    rest: list[StepLine]
    overdue: int


def steps_of(member, *, today: date) -> Steps:
    """Return a member's waiting steps up to a week ahead, the longest overdue first."""
    return _steps(next_steps_due(owner=member, by=today + AHEAD), today)


def steps_by_owner(owners, *, for_user, today: date) -> dict[int, Steps]:
    """Return {member: their steps} for the accounts that the reader may see; one query."""
    rows = NextStep.objects.visible_to(for_user).filter(owner__in=owners, account__merged_into=None)
    found = defaultdict(list)
    for step in rows.due_by(today + AHEAD).select_related("account").order_by("due_on", "pk"):
        found[step.owner_id].append(step)
    return {owner: _steps(steps, today) for owner, steps in found.items()}


def _steps(steps, today):
    lines = [_line(step, today) for step in steps]
    return Steps(
        lines=lines[:MOST_STEPS],
        rest=lines[MOST_STEPS:],
        overdue=sum(line.is_overdue for line in lines),
    )


def _line(step, today):
    return StepLine(
        id=step.pk,
        what=step.what,
        account=step.account.name,
        url=reverse("account", args=[step.account_id]),
        due=due_in_words(step.due_on, today),
        is_overdue=step.due_on < today,
    )


def due_in_words(due_on: date, today: date) -> str:
    """Say when a step is due: how late it is, today, or its day."""
    late = (today - due_on).days
    if late > 0:
        return ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late}
    return _("today") if late == 0 else day_with_weekday(due_on)
