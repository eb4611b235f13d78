"""Inspections of contracts: outcomes too early, days the wrong way round, two at once."""

from collections import defaultdict

from django.db.models import F, Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Contract, Outcome
from core.formats import whole
from intake.quality.inspections import Found, Group, Inspection, Line
from intake.quality.words import between, on, to_account, to_uploads

# A finding names so many of the rows concerned.
MOST_KEPT = 20


def contract_line(contract) -> Line:
    """Write when a contract runs and how it ended."""
    starts, ends = contract.starts_on.isoformat(), contract.ends_on
    run = between(starts, ends.isoformat()) if ends else _open_from(starts)
    if contract.closed_on:
        run += gettext(", closed %(day)s") % {"day": on(contract.closed_on.isoformat())}
    if contract.outcome:
        run += f" · {Outcome(contract.outcome).label}"
    return Line(gettext("Contract %(id)s") % {"id": contract.external_id}, run)


def _open_from(starts):
    return gettext("from %(day)s, without an end") % {"day": on(starts)}


def _contracts(scope):
    standing = Contract.objects.filter(
        account__product_id=scope.product_id, account__merged_into=None
    )
    return standing.order_by("pk")


def _of_contract(contract, **detail):
    days = {
        name: value.isoformat()
        for name in ("starts_on", "ends_on", "closed_on")
        if (value := getattr(contract, name))
    }
    detail = {"id": contract.external_id, **days, **detail}
    return Found(str(contract.pk), detail, account_id=contract.account_id)


def _settled_early(scope):
    open_end = Q(ends_on=None) | Q(ends_on__gt=scope.as_of)
    not_closed = Q(closed_on=None) | Q(closed_on__gt=scope.as_of)
    for contract in _contracts(scope).filter(open_end, not_closed).exclude(outcome=""):
        yield _of_contract(contract, outcome=contract.outcome)


def _say_settled_early(finding):
    detail = finding.detail
    outcome = Outcome(detail["outcome"]).label
    if "ends_on" not in detail:
        text = gettext(
            "Contract %(id)s has the outcome “%(outcome)s”, and neither end nor closing day."
        )
        return text % {"id": detail["id"], "outcome": outcome}
    text = gettext("Contract %(id)s has the outcome “%(outcome)s”, but runs until %(day)s.")
    return text % {"id": detail["id"], "outcome": outcome, "day": on(detail["ends_on"])}


def _backwards(scope):
    is_backwards = Q(ends_on__lt=F("starts_on")) | Q(closed_on__lt=F("starts_on"))
    for contract in _contracts(scope).filter(is_backwards):
        yield _of_contract(contract)


def _say_backwards(finding):
    detail = finding.detail
    if detail.get("ends_on", detail["starts_on"]) < detail["starts_on"]:
        text = gettext("Contract %(id)s ends on %(end)s, before it starts on %(start)s.")
        end = detail["ends_on"]
    else:
        text = gettext("Contract %(id)s was closed on %(end)s, before it starts on %(start)s.")
        end = detail["closed_on"]
    return text % {"id": detail["id"], "end": on(end), "start": on(detail["starts_on"])}


def _contract_lines(finding):
    contract = Contract.objects.filter(external_id=finding.detail["id"]).first()
    return [contract_line(contract)] if contract else []


def _overlaps(scope):
    """Pairs of paid contracts of one account and plan that run on the same day, by account."""
    pairs = defaultdict(list)
    for row in _overlapping(scope).values_list("account_id", "external_id", "other"):
        pairs[row[0]].append(list(row[1:]))
    for account, found in pairs.items():
        yield Found(
            str(account), {"pairs": found[:MOST_KEPT]}, account_id=account, count=len(found)
        )


def _overlapping(scope):
    other = "account__contracts__"
    return (
        _contracts(scope)
        .filter(
            Q(**{f"{other}ends_on": None}) | Q(**{f"{other}ends_on__gte": F("starts_on")}),
            Q(**{f"{other}closed_on": None}) | Q(**{f"{other}closed_on__gt": F("starts_on")}),
            Q(ends_on=None) | Q(ends_on__gte=F(f"{other}starts_on")),
            Q(closed_on=None) | Q(closed_on__gt=F(f"{other}starts_on")),
            # The pair in one order only: by first day, then by key.
            Q(starts_on__gt=F(f"{other}starts_on"))
            | Q(starts_on=F(f"{other}starts_on"), pk__gt=F(f"{other}pk")),
            **{f"{other}plan": F("plan"), f"{other}is_free": False},
            is_free=False,
        )
        .annotate(other=F(f"{other}external_id"))
        .order_by("account_id", "starts_on", "pk")
    )


def _say_overlap(finding):
    first, second = finding.detail["pairs"][0]
    text = ngettext(
        "Contracts %(second)s and %(first)s run on the same days, for the same plan.",
        "%(count)s pairs of contracts run on the same days for the same plan, first %(second)s and "
        "%(first)s.",
        finding.count,
    )
    return text % {"first": first, "second": second, "count": whole(finding.count)}


def _overlap_lines(finding):
    ids = dict.fromkeys(each for pair in finding.detail["pairs"] for each in reversed(pair))
    contracts = Contract.objects.in_bulk(list(ids)[:MOST_KEPT], field_name="external_id")
    return [contract_line(contracts[each]) for each in ids if each in contracts]


SETTLED_EARLY = Inspection(
    key="settled_early",
    group=Group.CONTRADICTION,
    name=_("Outcome before the end"),
    meaning=_(
        "The contract has an outcome, though neither its end nor its closing day has passed."
    ),
    remedy=_("Enter the closing day, or take the outcome away until the end has come."),
    of_product=_settled_early,
    says=_say_settled_early,
    evidence=_contract_lines,
    ways=lambda finding: [to_account(finding), to_uploads("contracts")],
)
BACKWARDS = Inspection(
    key="contract_backwards",
    group=Group.CONTRADICTION,
    name=_("Contract over before it starts"),
    meaning=_("The contract ends, or was closed, before its first day; it never runs."),
    remedy=_("Correct the days in the system that keeps contracts, and bring it in again."),
    of_product=_backwards,
    says=_say_backwards,
    evidence=_contract_lines,
    ways=lambda finding: [to_account(finding), to_uploads("contracts")],
)
OVERLAP = Inspection(
    key="contract_overlap",
    group=Group.CONTRADICTION,
    name=_("Contracts that overlap"),
    meaning=_(
        "Two paid contracts of the account, for the same plan, run on the same days: its revenue "
        "counts twice."
    ),
    remedy=_(
        "Close the older one, or correct its end. Where both are meant, give them different plans or "
        "say that it is so."
    ),
    of_product=_overlaps,
    says=_say_overlap,
    evidence=_overlap_lines,
    ways=lambda finding: [to_account(finding), to_uploads("contracts")],
)
