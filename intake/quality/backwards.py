"""Inspections of rows whose later day lies before the earlier one: tickets, answers."""

from collections import defaultdict

from django.db.models import F
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.formats import whole
from engagement.models import NpsInvitation, Ticket
from intake.quality.contracts import MOST_KEPT
from intake.quality.inspections import Found, Group, Inspection, Line
from intake.quality.words import named, on, to_account, to_uploads


def _rows_of(model, scope, early, late):
    """Yield a finding for each account with rows whose later day lies before the earlier one."""
    rows = model.objects.filter(
        account__product_id=scope.product_id,
        account__merged_into=None,
        **{f"{late}__lt": F(early)},
    )
    found = defaultdict(list)
    for account, *row in rows.order_by("account", "pk").values_list(
        "account_id", "external_id", early, late
    ):
        found[account].append([row[0], row[1].isoformat(), row[2].isoformat()])
    for account, each in found.items():
        yield Found(str(account), {"rows": each[:MOST_KEPT]}, account_id=account, count=len(each))


def _say_tickets(finding):
    return ngettext(
        "%(count)s ticket was closed before it was opened: %(ids)s.",
        "%(count)s tickets were closed before they were opened: %(ids)s.",
        finding.count,
    ) % _counted(finding)


def _say_answers(finding):
    return ngettext(
        "%(count)s answer came before the question: %(ids)s.",
        "%(count)s answers came before the question: %(ids)s.",
        finding.count,
    ) % _counted(finding)


def _counted(finding):
    ids = [row[0] for row in finding.detail["rows"]]
    return {"count": whole(finding.count), "ids": named(ids)}


def _ticket_lines(finding):
    text = gettext("opened %(early)s, closed %(late)s")
    return [_row_line(row, text) for row in finding.detail["rows"]]


def _answer_lines(finding):
    text = gettext("asked %(early)s, answered %(late)s")
    return [_row_line(row, text) for row in finding.detail["rows"]]


def _row_line(row, text):
    return Line(row[0], text % {"early": on(row[1]), "late": on(row[2])})


TICKETS = Inspection(
    key="ticket_backwards",
    group=Group.CONTRADICTION,
    name=_("Tickets closed before opened"),
    meaning=_("The day on which a ticket was closed lies before the one on which it was opened."),
    remedy=_("Often day and month are the wrong way round: check how the file writes its dates."),
    of_product=lambda scope: _rows_of(Ticket, scope, "opened_on", "closed_on"),
    says=_say_tickets,
    evidence=_ticket_lines,
    ways=lambda finding: [to_account(finding), to_uploads("tickets")],
)
ANSWERS = Inspection(
    key="answer_backwards",
    group=Group.CONTRADICTION,
    name=_("Answered before asked"),
    meaning=_("The day of an NPS answer lies before the one on which the question was sent."),
    remedy=_("Often day and month are the wrong way round: check how the file writes its dates."),
    of_product=lambda scope: _rows_of(NpsInvitation, scope, "invited_on", "responded_on"),
    says=_say_answers,
    evidence=_answer_lines,
    ways=lambda finding: [to_account(finding), to_uploads("nps")],
)
