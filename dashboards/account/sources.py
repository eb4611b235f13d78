"""Where the entries of a timeline are kept: one reader for each table, in the order of their lanes."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Model, Q, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.models import ContactRole, ContactRoleSpan, Contract, Outcome
from book.verdicts import stage_sign
from core.wording import noted
from dashboards.account.elsewhere import stages_elsewhere, tasks_elsewhere
from dashboards.account.entry import Entry
from engagement.domain.kinds import NOTE
from engagement.domain.nps import DETRACTORS_TO, PROMOTERS_FROM
from engagement.models import (
    Activity,
    Attendance,
    ForeignStage,
    ForeignTask,
    Milestone,
    NextStep,
    NpsInvitation,
    Priority,
    Request,
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
    NOTE: pgettext_lazy("activity", "Note"),
}
_ACTIVITY_ICONS = {
    "meeting": "users",
    "call": "phone",
    "email": "mail",
    "training": "school",
    NOTE: "note",
}


@dataclass(frozen=True)
class Source:
    """Reads the entries of some lanes from one table: those of an account up to a day, the latest first.

    `read` takes the account, the day, how many at most, and those of `lanes` that are asked for. It is
    asked where `model` holds anything of the account; where `model` is None, always.
    """

    lanes: tuple[str, ...]
    model: type[Model] | None
    read: Callable[[int, date, int, Collection[str]], Iterator[Entry]]


def _activities(account_id, until, most, lanes):
    rows = Activity.objects.filter(account=account_id, happened_on__lte=until)
    if len(lanes) == 1:
        rows = rows.filter(kind=NOTE) if lanes == ["note"] else rows.touches()
    rows = rows.select_related("contact", "member").prefetch_related("also_present")
    notes_later = Case(When(kind=NOTE, then=1), default=0)
    for row in rows.order_by("-happened_on", notes_later, "-pk")[:most]:
        people = [row.member, row.contact, *row.also_present.all()]
        names = [row.author, *(each.name for each in people if each)]
        yield Entry(
            lane="note" if row.kind == NOTE else "touch",
            on=row.happened_on,
            icon=_ACTIVITY_ICONS.get(row.kind, "message"),
            kind=ACTIVITY_WORDS.get(row.kind, row.kind),
            text=row.subject,
            who=" · ".join(filter(None, names)),
            body=row.body,
            tool=row.tool,
            mark=f"activity-{row.pk}",
            url=_written("activity", row) if row.made_by_id else "",
        )


def _requests(account_id, until, most, _lanes):
    rows = Request.objects.filter(account=account_id, asked_on__lte=until)
    for row in rows.select_related("contact", "made_by").order_by("-asked_on", "-pk")[:most]:
        yield Entry(
            lane="request",
            on=row.asked_on,
            icon="bulb",
            kind=_("Request"),
            text=row.what,
            who=" · ".join(each.name for each in (row.made_by, row.contact) if each),
            body=row.why,
            mark=f"request-{row.pk}",
            url=_written("request", row),
        )


def _steps_done(account_id, until, most, _lanes):
    rows = NextStep.objects.filter(account=account_id, done_on__lte=until)
    for row in rows.select_related("done_by").order_by("-done_on", "-pk")[:most]:
        yield Entry(
            lane="step",
            on=row.done_on,
            icon="checkbox",
            kind=_("Next step done"),
            text=row.what,
            who=_name(row.done_by),
            mark=f"step-{row.pk}",
            url=_written("next_step", row),
        )


def _written(kind, row):
    return reverse("written", args=[kind, row.pk])


def _tickets(account_id, until, most, _lanes):
    rows = _of_two_days(Ticket.objects.all(), account_id, until, most, "opened_on", "closed_on")
    yield from (_ticket_opened(row) for row in rows if row.opened_on <= until)
    yield from (_ticket_closed(row) for row in rows if _is_by(row.closed_on, until))


def _nps(account_id, until, most, _lanes):
    rows = NpsInvitation.objects.select_related("contact")
    rows = _of_two_days(rows, account_id, until, most, "invited_on", "responded_on")
    yield from (_nps_asked(row, until) for row in rows if row.invited_on <= until)
    yield from (_nps_answer(row) for row in rows if _is_by(row.responded_on, until))


def _of_two_days(rows, account_id, until, most, first, second):
    """Return rows that tell of a day and perhaps of a later one, those of the latest that has come."""
    has_begun, is_over = (Q(**{f"{day}__lte": until}) for day in (first, second))
    latest = Case(When(is_over, then=F(second)), default=F(first))
    found = rows.filter(has_begun | is_over, account=account_id).order_by(latest.desc(), "-pk")
    return sorted(found[:most], key=lambda row: -row.pk)


def _is_by(day, until):
    return day is not None and day <= until


def _ticket_opened(row):
    is_pressing = row.priority in (Priority.HIGH, Priority.URGENT)
    return Entry(
        lane="ticket",
        on=row.opened_on,
        icon="ticket",
        kind=_("Ticket opened"),
        text=noted(row.subject, row.get_priority_display()),
        tone="at-risk" if is_pressing else "caution-mark",
        mark=f"ticket-{row.pk}",
    )


def _ticket_closed(row):
    return Entry(
        lane="ticket",
        on=row.closed_on,
        icon="circle-check",
        kind=_("Ticket closed"),
        text=row.subject,
        tone="ink-3",
        mark=f"ticket-{row.pk}-closed",
    )


def _nps_asked(row, until):
    return Entry(
        lane="nps",
        on=row.invited_on,
        icon="mail-question",
        kind=_("NPS asked"),
        text="" if _is_by(row.responded_on, until) else _("no answer so far"),
        who=_name(row.contact),
        tone="ink-3",
        mark=f"nps-{row.pk}",
    )


def _nps_answer(row):
    return Entry(
        lane="nps",
        on=row.responded_on,
        icon="speakerphone",
        kind=_("NPS answer"),
        text="" if row.score is None else f"{row.score} · {nps_word(row.score)}",
        who=_name(row.contact),
        body=row.comment,
        tone=_nps_tone(row.score),
        mark=f"nps-{row.pk}-answer",
    )


def _events(account_id, until, most, _lanes):
    rows = Attendance.objects.filter(account=account_id, event__held_on__lte=until)
    for row in rows.select_related("event").order_by("-event__held_on", "-pk")[:most]:
        yield Entry(
            lane="event",
            on=row.event.held_on,
            icon="calendar-event",
            kind=row.get_status_display(),
            text=row.event.name,
            mark=f"event-{row.pk}",
        )


def _milestones(account_id, until, most, _lanes):
    rows = Milestone.objects.filter(account=account_id, reached_on__lte=until)
    rows = rows.annotate(product_id=F("account__product_id"))
    found = list(rows.order_by("-reached_on", "-pk")[:most])
    names = milestone_names(product_id=found[0].product_id) if found else {}
    for row in found:
        yield Entry(
            lane="event",
            on=row.reached_on,
            icon="flag",
            kind=_("Milestone reached"),
            text=names.get(row.key, row.key),
            mark=f"milestone-{row.pk}",
        )


def _contracts(account_id, until, most, _lanes):
    rows = Contract.objects.filter(account=account_id, starts_on__lte=until)
    for row in rows.order_by("-starts_on", "-pk")[:most]:
        mark = f"contract-{row.pk}"
        yield Entry(
            lane="contract",
            on=row.starts_on,
            icon="file-text",
            kind=_("Contract begins"),
            text=row.plan,
            mark=mark,
        )
        if row.ended_on and row.ended_on <= until:
            yield Entry(
                lane="contract",
                on=row.ended_on,
                icon="file-off",
                kind=_("Contract ends"),
                text=row.get_outcome_display(),
                tone="at-risk" if row.outcome == Outcome.CHURNED else "ink-2",
                mark=f"{mark}-end",
            )


def _people_gone(account_id, until, most, _lanes):
    rows = ContactRoleSpan.objects.filter(contact__account=account_id, to_on__lte=until)
    for row in rows.select_related("contact").order_by("-to_on", "-pk")[:most]:
        role = ContactRole(row.role).label
        kind = _("%(role)s left") % {"role": role}
        yield Entry(
            lane="people",
            on=row.to_on,
            icon="user-minus",
            kind=kind,
            text=row.contact.name,
            who=row.contact.name,
            tone="at-risk",
            mark=f"left-{row.pk}",
        )


def _stages(account_id, until, most, _lanes):
    rows = StageSpan.objects.filter(account=account_id, lane=0, from_on__lte=until)
    for row in rows.order_by("-from_on")[:most]:
        yield Entry(
            lane="stage",
            on=row.from_on,
            icon="stairs",
            kind=_("Stage"),
            text=stage_sign(row.stage).word,
            mark=f"stage-{row.pk}",
        )


def _name(contact):
    return contact.name if contact else ""


def nps_word(score: int) -> str:
    """Return promoter (9-10), passive (7-8) or detractor (0-6)."""
    if score >= PROMOTERS_FROM:
        return _("promoter")
    return _("passive") if score > DETRACTORS_TO else _("detractor")


def _nps_tone(score):
    if score is None:
        return "ink-3"
    if score >= PROMOTERS_FROM:
        return "healthy"
    return "caution-mark" if score > DETRACTORS_TO else "at-risk"


# In the order of their lanes: of one day, what is read first stands first.
SOURCES = (
    Source(("touch", "note"), Activity, _activities),
    Source(("request",), Request, _requests),
    Source(("step",), NextStep, _steps_done),
    Source(("event",), Attendance, _events),
    Source(("event",), Milestone, _milestones),
    Source(("nps",), NpsInvitation, _nps),
    Source(("ticket",), Ticket, _tickets),
    Source(("people",), None, _people_gone),
    Source(("contract",), Contract, _contracts),
    Source(("stage",), StageSpan, _stages),
    Source(("stage",), ForeignStage, stages_elsewhere),
    Source(("task",), ForeignTask, tasks_elsewhere),
)
