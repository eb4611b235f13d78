"""Everything that happened with an account, newest first, from all the places it is kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import ContactRole, ContactRoleSpan, Contract
from book.verdicts import stage_sign
from engagement.models import Activity, Attendance, Milestone, NpsInvitation, Ticket
from stages.models import StageSpan

ACTIVITY_WORDS = {
    "meeting": pgettext_lazy("activity", "Meeting"),
    "call": pgettext_lazy("activity", "Call"),
    "email": pgettext_lazy("activity", "E-mail"),
    "visit": pgettext_lazy("activity", "Visit"),
    "training": pgettext_lazy("activity", "Training"),
    "qbr": pgettext_lazy("activity", "Business review"),
    "case": pgettext_lazy("activity", "Case story"),
    "referral": pgettext_lazy("activity", "Referral"),
}
_ACTIVITY_ICONS = {"meeting": "users", "call": "phone", "email": "mail", "training": "school"}


@dataclass(frozen=True)
class Entry:
    """One dated thing: `kind` in words, what it was, who took part, and more text where there is some."""

    on: date
    icon: str
    kind: Any
    text: str
    who: str = ""
    body: str = ""


def timeline(*, account_id, until, most=30, with_stages=True) -> list[Entry]:
    """Return the latest `most` entries up to the day `until`; a fixed number of queries."""
    readers = [_activities, _tickets_opened, _tickets_closed, _asked, _answered, _events]
    readers += [_milestones, _contracts, _people_gone, *([_stages] if with_stages else [])]
    entries = [entry for read in readers for entry in read(account_id, until, most)]
    return sorted(entries, key=lambda entry: entry.on, reverse=True)[:most]


def _activities(account_id, until, most):
    rows = Activity.objects.filter(account=account_id, happened_on__lte=until)
    for row in rows.select_related("contact", "member").order_by("-happened_on", "-pk")[:most]:
        names = [each.name for each in (row.member, row.contact) if each]
        kind = ACTIVITY_WORDS.get(row.kind, row.kind)
        icon = _ACTIVITY_ICONS.get(row.kind, "message")
        yield Entry(row.happened_on, icon, kind, row.subject, " · ".join(names), row.body)


def _tickets_opened(account_id, until, most):
    rows = Ticket.objects.filter(account=account_id, opened_on__lte=until)
    for row in rows.order_by("-opened_on", "-pk")[:most]:
        text = f"{row.subject} ({row.get_priority_display()})"
        yield Entry(row.opened_on, "ticket", _("Ticket opened"), text)


def _tickets_closed(account_id, until, most):
    rows = Ticket.objects.filter(account=account_id, closed_on__lte=until)
    for row in rows.order_by("-closed_on", "-pk")[:most]:
        yield Entry(row.closed_on, "circle-check", _("Ticket closed"), row.subject)


def _asked(account_id, until, most):
    rows = NpsInvitation.objects.filter(account=account_id, invited_on__lte=until)
    for row in rows.select_related("contact").order_by("-invited_on", "-pk")[:most]:
        is_silent = row.responded_on is None or row.responded_on > until
        text = _("no answer so far") if is_silent else ""
        yield Entry(row.invited_on, "mail-question", _("NPS asked"), text, _name(row.contact))


def _answered(account_id, until, most):
    rows = NpsInvitation.objects.filter(account=account_id, responded_on__lte=until)
    for row in rows.select_related("contact").order_by("-responded_on", "-pk")[:most]:
        text = "" if row.score is None else f"{row.score} · {nps_word(row.score)}"
        yield Entry(
            row.responded_on, "speakerphone", _("NPS answer"), text, _name(row.contact), row.comment
        )


def _events(account_id, until, most):
    rows = Attendance.objects.filter(account=account_id, event__held_on__lte=until)
    for row in rows.select_related("event").order_by("-event__held_on", "-pk")[:most]:
        kind = row.get_status_display()
        yield Entry(row.event.held_on, "calendar-event", kind, row.event.name)


def _milestones(account_id, until, most):
    rows = Milestone.objects.filter(account=account_id, reached_on__lte=until)
    for row in rows.order_by("-reached_on", "-pk")[:most]:
        yield Entry(row.reached_on, "flag", _("Milestone reached"), row.key)


def _contracts(account_id, until, most):
    rows = Contract.objects.filter(account=account_id, starts_on__lte=until)
    for row in rows.order_by("-starts_on", "-pk")[:most]:
        yield Entry(row.starts_on, "file-text", _("Contract begins"), row.plan)


def _people_gone(account_id, until, most):
    rows = ContactRoleSpan.objects.filter(contact__account=account_id, to_on__lte=until)
    for row in rows.select_related("contact").order_by("-to_on", "-pk")[:most]:
        role = ContactRole(row.role).label
        yield Entry(row.to_on, "user-minus", _("%(role)s left") % {"role": role}, row.contact.name)


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
