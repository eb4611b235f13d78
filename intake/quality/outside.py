"""The inspection of usage against contracts: facts on days on which none of them ran."""

import numpy as np
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Contract
from core.calendar import from_ordinal
from core.formats import whole
from engagement.domain.facts import first_days, unpack
from engagement.models import UsageMonth
from intake.domain.outside import covered, is_partly_uncovered, outside
from intake.quality.contracts import MOST_KEPT, contract_line
from intake.quality.inspections import Found, Group, Inspection, Line
from intake.quality.words import between, to_uploads, to_usage


def _usage_outside(shard):
    """Read only the months that have a day without a contract, of accounts that have one at all."""
    spans = shard.spans
    keys, places, months = _months(shard, set(np.unique(spans.account).tolist()))
    if not len(keys):
        return
    first = int(first_days(months.min()))
    final = int(first_days(months.max() + 1)) - 1
    marks = covered(spans, accounts=len(shard.account_ids), first=first, final=final)
    chosen = is_partly_uncovered(marks, places, months, first=first)
    chunks = dict(UsageMonth.objects.filter(pk__among=keys[chosen]).values_list("pk", "facts"))
    facts = unpack(
        [bytes(chunks[key]) for key in keys[chosen].tolist()], places[chosen], months[chosen]
    )
    for each in outside(marks, spans, facts.account_index, facts.day, facts.value, first=first):
        yield _found_outside(shard.account_ids[each.account], each)


def _months(shard, with_contract):
    """Return (keys, places of their accounts, months since 1970) of what is stored for these accounts."""
    place_of = {account: place for place, account in enumerate(shard.account_ids)}
    wanted = [account for account, place in place_of.items() if place in with_contract]
    rows = UsageMonth.objects.filter(account__among=wanted).order_by("account", "month")
    # As text: of few different months, a date would be made for each row.
    found = list(rows.annotate(on=Cast("month", CharField())).values_list("pk", "account_id", "on"))
    number_of = {text: _month_number(text) for text in {text for *_, text in found}}
    return (
        np.array([key for key, *_ in found], np.int64),
        np.array([place_of[account] for _, account, _ in found], np.int64),
        np.array([number_of[text] for *_, text in found], np.int32),
    )


def _month_number(text):
    year, month, _ = text.split("-")
    return (int(year) - 1970) * 12 + int(month) - 1


def _found_outside(account, each):
    first, final = (from_ordinal(day).isoformat() for day in (each.first, each.final))
    return Found(
        str(account),
        {"first": first},
        account_id=account,
        count=each.before + each.after,
        figures={"before": each.before, "after": each.after, "days": each.days, "final": final},
    )


def _say_outside(finding):
    days = between(finding.detail["first"], finding.figures["final"])
    before, after = finding.figures["before"], finding.figures["after"]
    if before and after:
        text = ngettext(
            "%(before)s usage fact before the contract began and %(after)s after one ended (%(days)s).",
            "%(before)s usage facts before the contract began and %(after)s after one ended (%(days)s).",
            before,
        )
    elif before:
        text = ngettext(
            "%(before)s usage fact before the contract began (%(days)s).",
            "%(before)s usage facts before the contract began (%(days)s).",
            before,
        )
    else:
        text = ngettext(
            "%(after)s usage fact after the contract ended (%(days)s).",
            "%(after)s usage facts after the contract ended (%(days)s).",
            after,
        )
    return text % {"before": whole(before), "after": whole(after), "days": days}


def _outside_lines(finding):
    figures = finding.figures
    contracts = Contract.objects.filter(account=finding.account_id).order_by("starts_on")
    return [
        Line(gettext("Before the first contract"), whole(figures["before"])),
        Line(gettext("After a contract ended"), whole(figures["after"])),
        Line(gettext("On so many days"), whole(figures["days"])),
        Line(gettext("Days"), between(finding.detail["first"], figures["final"])),
        *(contract_line(each) for each in contracts[:MOST_KEPT]),
    ]


OUTSIDE = Inspection(
    key="usage_outside",
    group=Group.CONTRADICTION,
    name=_("Usage without a contract"),
    meaning=_(
        "The account has usage on days on which none of its contracts ran: before the first began, or "
        "after one had ended."
    ),
    remedy=_(
        "Either a contract or its renewal is missing, or usage went to the wrong account. Bring the "
        "contracts in again; where a trial or a time of grace is meant, say that it is so."
    ),
    of_shard=_usage_outside,
    says=_say_outside,
    evidence=_outside_lines,
    ways=lambda finding: [to_usage(finding), to_uploads("contracts")],
)
