"""A customer firm over all the products it uses: what its accounts come to together.

Judges nothing of its own: the worst health is that of one of its accounts, which is named with it.
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from accounts.models import Account, Company
from book.models import AccountStatus
from book.rows import BookRow, book_rows
from book.verdicts import Sign, band_sign, risk_sign
from core.formats import day, yen_in_text
from dashboards.account.selectors import Person, people_of
from health.domain.scorecard import Band
from health.selectors import risk_words


@dataclass(frozen=True)
class Line:
    """One account of the company with its line of the list; None before its first night."""

    account: Account
    row: BookRow | None
    url: str


@dataclass(frozen=True)
class Worst:
    """The worst of a verdict among the accounts, and which product's account it is."""

    sign: Sign
    product: str
    url: str


@dataclass(frozen=True)
class Whole:
    """A company as one member may see it, over the accounts in their sight.

    `arr` over paid contracts; `ends_on` of the contract that ends next, with its product. Verdicts that
    are sealed for the reader do not count; where all are, `band` and `risk` are None.
    """

    company: Company
    lines: list[Line]
    people: list[Person]
    csms: list[str]
    arr: str
    free: int
    band: Worst | None
    risk: Worst | None
    ends_on: str
    ends_product: str


def accounts_of(account, *, for_user) -> int:
    """Count the accounts of the same company that the member may see, this one included."""
    seen = Account.objects.visible_to(for_user).standing()
    return seen.filter(company=account.company_id).count()


def whole_company(*, company_id, for_user, judgements, as_of: date) -> Whole | None:
    """Return a company over the accounts in sight; None where none is: foreign looks like missing."""
    seen = Account.objects.visible_to(for_user).standing().filter(company=company_id)
    accounts = list(
        seen.select_related("company", "product", "csm").order_by("product__name", "pk")
    )
    if not accounts:
        return None
    found = AccountStatus.objects.filter(pk__among=[each.pk for each in accounts])
    statuses = list(found.select_related("segment", "csm"))
    rows = book_rows(statuses, judgements=judgements, words=risk_words(), as_of=as_of)
    by_account = {row.account_id: row for row in rows}
    return Whole(
        company=accounts[0].company,
        lines=[Line(each, by_account.get(each.pk), _url(each.pk)) for each in accounts],
        people=people_of(accounts, as_of=as_of),
        csms=sorted({each.csm.name for each in accounts if each.csm}),
        **_over(statuses, {each.pk: each.product.name for each in accounts}, judgements, as_of),
    )


def _over(statuses, products, judgements, as_of):
    paid = [status for status in statuses if status.is_running and not status.is_free]
    ending = [each for each in statuses if each.ends_on and each.ends_on >= as_of]
    ends = min(ending, key=lambda status: status.ends_on, default=None)
    bands = {
        status.pk: -status.band
        for status in statuses
        if status.band not in (None, Band.UNKNOWN) and not judgements.hides(status.pk, "score")
    }
    risks = {
        status.pk: status.risk
        for status in statuses
        if status.risk is not None and not judgements.hides(status.pk, "risk")
    }
    return {
        "arr": yen_in_text(sum(status.arr or 0 for status in paid)),
        "free": sum(status.is_free for status in statuses if status.is_running),
        "band": _worst(bands, products, lambda level: band_sign(-level)),
        "risk": _worst(risks, products, risk_sign),
        "ends_on": day(ends.ends_on) if ends else "",
        "ends_product": products[ends.pk] if ends else "",
    }


def _worst(levels, products, sign_of):
    """Return the account of the highest level, of several the first."""
    if not levels:
        return None
    account = max(levels, key=lambda key: (levels[key], -key))
    return Worst(sign_of(levels[account]), products[account], _url(account))


def _url(account_id):
    return reverse("account", args=[account_id])
