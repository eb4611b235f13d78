"""Everything that happened with an account, newest first, from all the places it is kept."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import ContactRole, ContactRoleSpan, Contract, Outcome
from book.verdicts import stage_sign
from core.wording import listed
from dashboards.elsewhere import stages_elsewhere, tasks_closed, tasks_open
from dashboards.entry import Entry
from engagement.models import (
    Activity,
    Attendance,
    Milestone,
    NpsInvitation,
    Priority,
    Ticket,
)
from stages.models import StageSpan
from stages.selectors import milestone_names

ACTIVITY_WORDS = {
    "meeting": pgettext_lazy("activity", "Meeting"),
    "call": pgettext_lazy("activity", "Call"),
    "email": pgettext_lazy("activity", "E-mail"),
    "visit": pgettext_lazy("activity", "Visit"),
    "training": pgettext_lazy("activity", "Training"),
    "qbr": pgettext_lazy("activity", "Business review"),
    "onboarding": pgettext_lazy("activity", "Onboarding programme"),
    "adoption_review": pgettext_lazy("activity", "Adoption review"),
    "setup_support": pgettext_lazy("activity", "Set-up by us"),
    "renewal_review": pgettext_lazy("activity", "Renewal review"),
    "nps_reminder": pgettext_lazy("activity", "NPS reminder"),
    "case": pgettext_lazy("activity", "Case story"),
    "referral": pgettext_lazy("activity", "Referral"),
}
# Beyond this, the earliest days of a table stay without words.
MOST_BY_DAY = 400
_ACTIVITY_ICONS = {"meeting": "users", "call": "phone", "email": "mail", "training": "school"}


@dataclass(frozen=True)
class Lane:
    """What a timeline can be narrowed to; each reader yields entries of one table.

    A lane of which most accounts have nothing `is_rare`.
    """

    key: str
    word: Any
    read: Callable[[int, date, int], Iterator[Entry]]
    is_rare: bool = False


def timeline(*, account_id, until, since=None, most=30, lanes=None) -> list[Entry]:
    """Return the latest `most` entries up to the day `until`; a fixed number of queries.

    `lanes` are the keys of those asked for, all where it is None.
    """
    entries = [
        replace(entry, lane=lane.key)
        for lane in LANES
        if lanes is None or lane.key in lanes
        for entry in lane.read(account_id, until, most)
        if since is None or entry.on >= since
    ]
    return sorted(entries, key=lambda entry: entry.on, reverse=True)[:most]


def by_day(*, account_id, since, until, lanes) -> dict[date, str]:
    """Say in one line a day what happened on it."""
    happened_on = defaultdict(list)
    for entry in timeline(
        account_id=account_id, until=until, since=since, most=MOST_BY_DAY, lanes=lanes
    ):
        happened_on[entry.on].append(entry.line)
    return {day: listed(words) for day, words in happened_on.items()}


def open_lanes(*, account_id, until, is_stage_sealed) -> list[Lane]:
    """Return the lanes that a reader may see; rare ones only where they hold something."""
    return [
        lane
        for lane in LANES
        if not (lane.key == "stage" and is_stage_sealed)
        and not (lane.is_rare and not any(lane.read(account_id, until, 1)))
    ]


def _activities(account_id, until, most):
    rows = Activity.objects.filter(account=account_id, happened_on__lte=until)
    for row in rows.select_related("contact", "member").order_by("-happened_on", "-pk")[:most]:
        names = [row.author, *(each.name for each in (row.member, row.contact) if each)]
        yield Entry(
            on=row.happened_on,
            icon=_ACTIVITY_ICONS.get(row.kind, "message"),
            kind=ACTIVITY_WORDS.get(row.kind, row.kind),
            text=row.subject,
            who=" · ".join(filter(None, names)),
            body=row.body,
            tool=row.tool,
        )


def _tickets_opened(account_id, until, most):
    rows = Ticket.objects.filter(account=account_id, opened_on__lte=until)
    for row in rows.order_by("-opened_on", "-pk")[:most]:
        text = f"{row.subject} ({row.get_priority_display()})"
        tone = "at-risk" if row.priority in (Priority.HIGH, Priority.URGENT) else "caution-mark"
        yield Entry(row.opened_on, "ticket", _("Ticket opened"), text, tone=tone)


def _tickets_closed(account_id, until, most):
    rows = Ticket.objects.filter(account=account_id, closed_on__lte=until)
    for row in rows.order_by("-closed_on", "-pk")[:most]:
        yield Entry(row.closed_on, "circle-check", _("Ticket closed"), row.subject, tone="ink-3")


def _asked(account_id, until, most):
    rows = NpsInvitation.objects.filter(account=account_id, invited_on__lte=until)
    for row in rows.select_related("contact").order_by("-invited_on", "-pk")[:most]:
        is_silent = row.responded_on is None or row.responded_on > until
        text = _("no answer so far") if is_silent else ""
        yield Entry(
            row.invited_on, "mail-question", _("NPS asked"), text, _name(row.contact), tone="ink-3"
        )


def _answered(account_id, until, most):
    rows = NpsInvitation.objects.filter(account=account_id, responded_on__lte=until)
    for row in rows.select_related("contact").order_by("-responded_on", "-pk")[:most]:
        text = "" if row.score is None else f"{row.score} · {nps_word(row.score)}"
        yield Entry(
            on=row.responded_on,
            icon="speakerphone",
            kind=_("NPS answer"),
            text=text,
            who=_name(row.contact),
            body=row.comment,
            tone=_nps_tone(row.score),
        )


def _events(account_id, until, most):
    rows = Attendance.objects.filter(account=account_id, event__held_on__lte=until)
    for row in rows.select_related("event").order_by("-event__held_on", "-pk")[:most]:
        kind = row.get_status_display()
        yield Entry(row.event.held_on, "calendar-event", kind, row.event.name)


def _milestones(account_id, until, most):
    rows = Milestone.objects.filter(account=account_id, reached_on__lte=until)
    found = list(rows.select_related("account").order_by("-reached_on", "-pk")[:most])
    names = milestone_names(product_id=found[0].account.product_id) if found else {}
    for row in found:
        yield Entry(row.reached_on, "flag", _("Milestone reached"), names.get(row.key, row.key))


def _contracts(account_id, until, most):
    rows = Contract.objects.filter(account=account_id, starts_on__lte=until)
    for row in rows.order_by("-starts_on", "-pk")[:most]:
        yield Entry(row.starts_on, "file-text", _("Contract begins"), row.plan)
        ended_on = row.ends_on or row.closed_on
        if ended_on and ended_on <= until:
            outcome = row.get_outcome_display()
            tone = "at-risk" if row.outcome == Outcome.CHURNED else "ink-2"
            yield Entry(ended_on, "file-off", _("Contract ends"), outcome, tone=tone)


def _people_gone(account_id, until, most):
    rows = ContactRoleSpan.objects.filter(contact__account=account_id, to_on__lte=until)
    for row in rows.select_related("contact").order_by("-to_on", "-pk")[:most]:
        role = ContactRole(row.role).label
        kind = _("%(role)s left") % {"role": role}
        yield Entry(row.to_on, "user-minus", kind, row.contact.name, tone="at-risk")


def _stages(account_id, until, most):
    rows = StageSpan.objects.filter(account=account_id, lane=0, from_on__lte=until)
    for row in rows.order_by("-from_on")[:most]:
        yield Entry(row.from_on, "stairs", _("Stage"), stage_sign(row.stage).word)


def _name(contact):
    return contact.name if contact else ""


def nps_word(score: int) -> str:
    """Return promoter (9-10), passive (7-8) or detractor (0-6)."""
    if score >= 9:
        return _("promoter")
    return _("passive") if score >= 7 else _("detractor")


def _nps_tone(score):
    if score is None:
        return "ink-3"
    if score >= 9:
        return "healthy"
    return "caution-mark" if score >= 7 else "at-risk"


def _joined(*readers):
    """Read several tables as one lane."""

    def read(account_id, until, most):
        return chain.from_iterable(each(account_id, until, most) for each in readers)

    return read


LANES = (
    Lane("touch", gettext_lazy("Activities"), _activities),
    Lane("event", gettext_lazy("Events and milestones"), _joined(_events, _milestones)),
    Lane("nps", gettext_lazy("NPS"), _joined(_asked, _answered)),
    Lane("ticket", gettext_lazy("Tickets"), _joined(_tickets_opened, _tickets_closed)),
    Lane("people", gettext_lazy("People who left"), _people_gone),
    Lane("contract", gettext_lazy("Contracts"), _contracts),
    Lane("stage", gettext_lazy("Stage"), _joined(_stages, stages_elsewhere)),
    Lane("task", gettext_lazy("Tasks elsewhere"), _joined(tasks_closed, tasks_open), is_rare=True),
)
