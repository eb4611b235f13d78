"""The list of accounts, company by company: what the accounts that were asked for come to together."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, Min, Q, Sum
from django.urls import reverse

from book.query import LAST_PAGE
from book.selectors import chosen_accounts
from book.verdicts import Sign, band_sign, risk_sign
from core.formats import day_in_table, yen

# Keys of the address, and what they sort by; what is not known comes last.
ORDERS = {
    "arr": F("arr_sum").desc(nulls_last=True),
    "name": F("account__company__name").asc(),
    "accounts": F("accounts").desc(),
    "ends": F("next_end").asc(nulls_last=True),
}


@dataclass(frozen=True)
class CompanyLine:
    """One company over its accounts in the list; a verdict is the worst that is open to the reader."""

    name: str
    url: str
    accounts: int
    accounts_url: str
    products: list[str]
    arr: str
    arr_url: str
    band: Sign | None
    risk: Sign | None
    ends_on: str
    csms: list[str]


@dataclass(frozen=True)
class CompanyPage:
    """Lines of one page; `is_more` says whether another follows, `is_cut` that it cannot be shown."""

    lines: list[CompanyLine]
    is_more: bool
    is_cut: bool


def company_page(*, for_user, judgements, query, as_of: date, order: str) -> CompanyPage:
    """Return one page of the companies whose accounts `query` finds, in one of `ORDERS`."""
    chosen = chosen_accounts(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
    found = _rolled_up(chosen, judgements, as_of).order_by(ORDERS[order], "account__company")
    start = (query.page - 1) * query.size
    rows = list(found[start : start + query.size + 1])
    is_more = len(rows) > query.size
    is_cut = is_more and query.page == LAST_PAGE
    lines = _lines(rows[: query.size], chosen, query)
    return CompanyPage(lines, is_more and not is_cut, is_cut)


def _rolled_up(chosen, judgements, as_of):
    open_bands = Q(band__gt=0) & ~Q(pk__in=judgements.sealed.get("score", ()))
    open_risks = ~Q(pk__in=judgements.sealed.get("risk", ()))
    return (
        chosen.order_by()
        .values("account__company", "account__company__name")
        .annotate(
            accounts=Count("pk"),
            arr_sum=Sum("arr", filter=Q(is_free=False)),
            worst_band=Min("band", filter=open_bands),
            worst_risk=Max("risk", filter=open_risks),
            next_end=Min("ends_on", filter=Q(ends_on__gte=as_of)),
        )
    )


def _lines(rows, chosen, query):
    ids = [row["account__company"] for row in rows]
    products, csms = defaultdict(set), defaultdict(set)
    within = chosen.order_by().filter(account__company__among=ids)
    named = within.values_list("account__company", "account__product__name", "csm__name")
    for company, product, csm in named:
        products[company].add(product)
        csms[company] |= {csm} if csm else set()
    return [_line(row, products, csms, query) for row in rows]


def _line(row, products, csms, query):
    company = row["account__company"]
    return CompanyLine(
        name=row["account__company__name"],
        url=reverse("company", args=[company]),
        accounts=row["accounts"],
        accounts_url=reverse("book") + query.url(company=company),
        products=sorted(products[company]),
        arr=yen(row["arr_sum"]),
        arr_url=reverse("book") + query.url(company=company, sort="-arr"),
        band=band_sign(row["worst_band"]),
        risk=risk_sign(row["worst_risk"]),
        ends_on=day_in_table(row["next_end"]) if row["next_end"] else "",
        csms=sorted(csms[company]),
    )
