"""The churn-risk list: running contracts by the month in which they end, and the revenue at risk in each.

An account whose next contract is signed already is not on it. One whose contract has no end date is
in no month: these are counted beside it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import TruncMonth
from django.urls import reverse

from accounts.access import ObjectKind, scope_of
from book.models import AccountStatus
from book.query import LAST_PAGE, BookQuery, ListQuery
from book.selectors import in_segments, levels, of_csms
from book.verdicts import RISKS
from health.domain.risk import RiskLevel

WINDOWS_DAYS = (30, 90, 180, 365)
STANDARD_DAYS = 90


@dataclass(frozen=True)
class RenewalQuery(ListQuery):
    """Which contracts: those that end within `days`; `month` as 2027-01 leaves one month of them.

    `sort` orders the accounts of a month: risk, arr or ends.
    """

    mine: bool = False
    segment: tuple[str, ...] = ()
    csm: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    differs: bool = False
    days: int = STANDARD_DAYS
    month: str = ""
    sort: str = "risk"


def ending_url(*, for_user, **asked) -> str:
    """Lead to whose contract ends soon, narrowed to `asked`: in the book for who sees no churn-risk list."""
    if scope_of(for_user, ObjectKind.RENEWAL):
        return reverse("renewals") + RenewalQuery(**asked).url()
    return reverse("book") + BookQuery(**asked, ends=STANDARD_DAYS, sort="ends").url()


@dataclass(frozen=True)
class Month:
    """What ends in one month; money in yen over paid contracts, `free` counts the others.

    `high` and `medium` are the part whose computed risk is at that level; sealed risks are in neither.
    """

    first: date
    accounts: int
    free: int
    arr: int
    high: int
    medium: int
    high_accounts: int
    medium_accounts: int

    @property
    def key(self) -> str:
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class Endless:
    """Running contracts without an end date; `arr` in yen, free ones left out."""

    accounts: int
    arr: int


@dataclass(frozen=True)
class RenewalPage:
    """The accounts of one page in order, all months of the list, and what they add up to."""

    months: list[Month]
    total: Month | None
    statuses: list[AccountStatus]
    is_more: bool
    is_cut: bool


def renewal_page(*, for_user, judgements, query, as_of: date) -> RenewalPage:
    """Return one page of what `query` asks for, and totals over all of it."""
    chosen = _chosen(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
    months = months_of(chosen, judgements=judgements)
    shown = _asked(months, query)
    start = (query.page - 1) * query.size
    # Only the months of this page are sorted: a year of 100,000 contracts is not.
    held, before = _holding(shown, start, start + query.size + 1)
    rows = _in_order(_within(chosen, held), query=query, judgements=judgements)
    found = list(rows[start - before : start - before + query.size + 1])
    is_more = len(found) > query.size
    is_cut = is_more and query.page == LAST_PAGE
    return RenewalPage(months, _total(shown), found[: query.size], is_more and not is_cut, is_cut)


def endless_contracts(*, for_user, judgements, query) -> Endless:
    """Count what runs on without an end date, by the filters of `query` that do not speak of ends."""
    chosen = _running(for_user=for_user, judgements=judgements, query=query).filter(ends_on=None)
    row = chosen.order_by().aggregate(
        accounts=Count("pk"), arr=Sum("arr", filter=Q(is_free=False), default=0)
    )
    return Endless(**row)


def all_renewals(*, for_user, judgements, query, as_of: date):
    """Return every line that `query` asks for, in the order of its pages, as a queryset."""
    chosen = _chosen(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
    if query.month:
        chosen = chosen.filter(ends_on__range=_days_of_month(_first_of(query.month)))
    return _in_order(chosen, query=query, judgements=judgements)


def months_of(chosen, *, judgements) -> list[Month]:
    """Add up a queryset of AccountStatus by the month in which contracts end, the earliest first."""
    paid = Q(is_free=False)
    at = {
        level: Q(risk=level) & ~Q(pk__in=judgements.sealed.get("risk", ()))
        for level in (RiskLevel.HIGH, RiskLevel.MEDIUM)
    }
    rows = (
        chosen.order_by()
        .values(first=TruncMonth("ends_on"))
        .annotate(
            accounts=Count("pk"),
            free=Count("pk", filter=~paid),
            paid_arr=Sum("arr", filter=paid),
            high=Sum("arr", filter=paid & at[RiskLevel.HIGH]),
            medium=Sum("arr", filter=paid & at[RiskLevel.MEDIUM]),
            high_accounts=Count("pk", filter=at[RiskLevel.HIGH]),
            medium_accounts=Count("pk", filter=at[RiskLevel.MEDIUM]),
        )
        .order_by("first")
    )
    return [_month(row) for row in rows]


def _month(row):
    return Month(
        first=row["first"],
        accounts=row["accounts"],
        free=row["free"],
        arr=row["paid_arr"] or 0,
        high=row["high"] or 0,
        medium=row["medium"] or 0,
        high_accounts=row["high_accounts"],
        medium_accounts=row["medium_accounts"],
    )


def _total(months):
    if not months:
        return None
    added = ("accounts", "free", "arr", "high", "medium", "high_accounts", "medium_accounts")
    sums = {name: sum(getattr(month, name) for month in months) for name in added}
    return Month(first=months[0].first, **sums)


def _chosen(*, for_user, judgements, query, as_of):
    chosen = _running(for_user=for_user, judgements=judgements, query=query)
    until = as_of + timedelta(days=query.days)
    return chosen.filter(ends_on__range=(as_of, until), renewed_from=None)


def _running(*, for_user, judgements, query):
    chosen = AccountStatus.objects.visible_to(for_user, kind=ObjectKind.RENEWAL)
    chosen = chosen.filter(is_running=True)
    if query.mine:
        chosen = chosen.filter(csm=for_user)
    if query.segment:
        chosen = chosen.filter(in_segments(query.segment))
    if query.csm:
        chosen = chosen.filter(of_csms(query.csm))
    asked = (("risk__in", levels(RISKS, query.risk)), ("is_risk_disputed", query.differs))
    for lookup, value in asked:
        if value:
            chosen = judgements.unsealed(
                chosen.filter(**{lookup: value}), "risk", account_field="pk"
            )
    return chosen


def _asked(months, query):
    return [month for month in months if query.month in ("", month.key)]


def _holding(months, start, stop):
    """Return the months that hold the lines from `start` to before `stop`, and the lines before them."""
    held, skipped, before = [], 0, 0
    for month in months:
        after = before + month.accounts
        if after <= start:
            skipped = after
        elif before < stop:
            held.append(month)
        before = after
    return held, skipped


def _within(chosen, months):
    if not months:
        return chosen.none()
    final = _days_of_month(months[-1].first)[1]
    return chosen.filter(ends_on__range=(months[0].first, final))


def _first_of(key):
    return date.fromisoformat(f"{key}-01")


def _days_of_month(first):
    next_month = (first + timedelta(days=31)).replace(day=1)
    return first, next_month - timedelta(days=1)


def _in_order(chosen, *, query, judgements):
    """Sort by month; in each the paid before the free, then as the query says, ties by id."""
    arr = F("arr").desc(nulls_last=True)
    orders = {
        "risk": (*_worst_first(judgements), arr, "ends_on"),
        "arr": (arr, "ends_on"),
        "ends": ("ends_on", arr),
    }
    ordered = chosen.order_by(TruncMonth("ends_on"), "is_free", *orders[query.sort], "pk")
    return ordered.select_related("segment", "csm")


def _worst_first(judgements):
    """Put first where CSM and rules differ, then the higher risk; what is sealed counts as neither."""
    sealed = judgements.sealed.get("risk", ())
    differs, risk = F("is_risk_disputed"), F("risk")
    if sealed:
        differs = Case(When(pk__in=sealed, then=Value(False)), default=differs)
        risk = Case(When(pk__in=sealed, then=Value(None)), default=risk)
    return differs.desc(), risk.desc(nulls_last=True)
