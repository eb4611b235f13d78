"""What accounts lack: a CSM, a contact, a contract, its end, its amount, usage. As lists and as findings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact, Contract
from core.formats import whole
from engagement.models import UsageDay, UsageMonth
from intake.quality.inspections import Found, Group, Inspection, Way
from intake.quality.stakes import running_contracts
from intake.quality.words import to_account, to_uploads

# A contract that began a few days ago need not have usage yet.
NEW_FOR = timedelta(days=14)
FREE_FOR = timedelta(days=90)
# Where more than half of the accounts, and more than so many, lack the same, it was never brought in.
MOST_ONE_BY_ONE = 20

Accounts = QuerySet[Account]


@dataclass(frozen=True)
class Gap:
    """Something that accounts may lack. `lacks(as_of)` is the condition of lacking it.

    Asked of accounts with a running contract, unless it `is_of_all`.
    """

    key: str
    word: Any
    meaning: Any
    remedy: Any
    dataset: str
    lacks: Callable[[date], Q | Exists]
    is_of_all: bool = False


def _of_account(rows):
    return rows.filter(account=OuterRef("pk"))


def _no_csm(as_of):
    return Q(csm=None) | Q(csm__is_active=False)


def _no_contact(as_of):
    return ~Exists(_of_account(Contact.objects.all()))


def _no_contract(as_of):
    return ~Exists(_of_account(Contract.objects.all()))


def _no_usage(as_of):
    """Of products that supply usage at all, and contracts that are not new."""
    supplied = UsageDay.objects.filter(product=OuterRef("product"), day__lte=as_of)
    old = running_contracts(as_of=as_of).filter(starts_on__lte=as_of - NEW_FOR)
    usage = _of_account(UsageMonth.objects.all())
    return Q(Exists(supplied)) & Q(Exists(_of_account(old))) & ~Q(Exists(usage))


def _no_end(as_of):
    return Exists(_of_account(running_contracts(as_of=as_of).filter(ends_on=None)))


def _no_amount(as_of):
    unpriced = Q(annual_amount=None) | Q(annual_amount=0)
    return Exists(_of_account(running_contracts(as_of=as_of).filter(unpriced, is_free=False)))


def _free_for_long(as_of):
    long = running_contracts(as_of=as_of).filter(is_free=True, starts_on__lte=as_of - FREE_FOR)
    return Exists(_of_account(long))


GAPS: tuple[Gap, ...] = (
    Gap(
        "no_csm",
        _("Without a CSM"),
        _("The account has a running contract, and no CSM or one who has left."),
        _("Decide who looks after it, and bring the accounts in with their CSM."),
        "accounts",
        _no_csm,
    ),
    Gap(
        "no_contact",
        _("Without a contact"),
        _("The account has a running contract, and nobody at the customer is known."),
        _("Ask its CSM who the champion and the sponsor are, and bring the contacts in."),
        "contacts",
        _no_contact,
    ),
    Gap(
        "no_contract",
        _("Without any contract"),
        _("No contract of the account is known, so it is never judged and counts nowhere."),
        _("Bring its contract in, or merge it with the account that has one."),
        "contracts",
        _no_contract,
        is_of_all=True,
    ),
    Gap(
        "no_usage",
        _("Without any usage"),
        _(
            "A contract has run for two weeks and more, others of the product have usage, and of this "
            "account none was ever brought in."
        ),
        _("Often the id in the usage files differs: compare it with the ids of the account."),
        "usage",
        _no_usage,
    ),
    Gap(
        "no_end",
        _("Contract without an end"),
        _("The contract runs and has no end date, so no renewal can be planned."),
        _("Bring the contracts in with their end dates."),
        "contracts",
        _no_end,
    ),
    Gap(
        "no_amount",
        _("Contract without an amount"),
        _(
            "The contract runs, is not free of charge and has no amount, so it counts in no revenue."
        ),
        _("Bring the contracts in with their annual amounts, or mark them as free."),
        "contracts",
        _no_amount,
    ),
    Gap(
        "free_for_long",
        _("Free of charge for long"),
        _("A contract has been free of charge for more than 90 days; it is kept apart in revenue."),
        _("Ask whether it should have become a paid one; if it stays free, say so."),
        "contracts",
        _free_for_long,
    ),
)
BY_KEY = {gap.key: gap for gap in GAPS}


def asked_of(gap: Gap, accounts: Accounts, *, as_of: date) -> Accounts:
    """Return of these accounts those that should have it."""
    standing = accounts.standing()
    if gap.is_of_all:
        return standing
    return standing.filter(Exists(_of_account(running_contracts(as_of=as_of))))


def lacking(gap: Gap, accounts: Accounts, *, as_of: date) -> Accounts:
    """Return of these accounts those that should have it and have not."""
    return asked_of(gap, accounts, as_of=as_of).filter(gap.lacks(as_of))


def _look(gap, scope):
    """Name each account, or the gap as a whole where it is the rule rather than the exception."""
    ids = list(
        lacking(gap, scope.accounts(), as_of=scope.as_of)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    asked = asked_of(gap, scope.accounts(), as_of=scope.as_of).count()
    if len(ids) > MOST_ONE_BY_ONE and 2 * len(ids) > asked:
        figures = {"lacking": len(ids), "asked": asked}
        detail = {"product": scope.product_id}
        yield Found(f"all:{scope.product_id}", detail, count=len(ids), figures=figures)
        return
    for account in ids:
        yield Found(str(account), account_id=account)


def _say(gap, finding):
    if finding.account_id:
        return str(gap.meaning)
    text = ngettext(
        "%(lacking)s of %(asked)s account: likely this was never brought in.",
        "%(lacking)s of %(asked)s accounts: likely this was never brought in.",
        finding.figures["asked"],
    )
    return text % {key: whole(value) for key, value in finding.figures.items()}


def _ways(gap, finding):
    if finding.account_id:
        return [to_account(finding), to_uploads(gap.dataset)]
    accounts = Way(gettext("See these accounts"), reverse("quality_accounts", args=[gap.key]))
    return [to_uploads(gap.dataset), accounts]


INSPECTIONS = tuple(
    Inspection(
        key=gap.key,
        group=Group.COVERAGE,
        name=gap.word,
        meaning=gap.meaning,
        remedy=gap.remedy,
        of_product=partial(_look, gap),
        says=partial(_say, gap),
        ways=partial(_ways, gap),
    )
    for gap in GAPS
)
