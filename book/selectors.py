"""Reads of the list of accounts: one query for the rows, whatever is asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from accounts.access import ObjectKind, Scope, scope_of
from book.attention import needing
from book.models import AccountStatus
from book.past import stood
from book.query import LAST_PAGE, NO_CSM, UNCLASSIFIED
from book.sorting import in_order
from book.verdicts import BANDS, RISKS, STAGES, Sign
from core.models import Role, Run, State, User
from core.search import search_key
from segments.models import Segment

NPS_ANSWERS = {
    "promoter": Q(nps__gte=9),
    "passive": Q(nps__range=(7, 8)),
    "detractor": Q(nps__lte=6),
    "silent": Q(is_nps_answered=False),
    "asked": Q(is_nps_answered__isnull=False),
}
# Usage has not arrived up to the night that judged the account.
STALE = Q(usage_to__lt=F("night"))


@dataclass(frozen=True)
class BookPage:
    """Rows of one page; `is_more` says whether another follows, `is_cut` that it cannot be shown."""

    statuses: list[AccountStatus]
    is_more: bool
    is_cut: bool


@dataclass(frozen=True)
class Place:
    """The `at`-th of `total` accounts of a list, with the ways to its neighbours and back to it."""

    at: int
    total: int
    before_url: str
    after_url: str
    list_url: str


@dataclass(frozen=True)
class BandCount:
    """How many accounts stand in a band, and the way to see just those."""

    sign: Sign
    accounts: int
    url: str


@dataclass(frozen=True)
class BookTotals:
    """`arr` in yen over paid contracts; accounts whose score is sealed are in no band."""

    accounts: int
    arr: int
    free_accounts: int
    bands: list[BandCount]
    sealed: int


def latest_night() -> date | None:
    """Return the latest day that a night has judged, None before the first night."""
    over = Run.objects.filter(kind="nightly", state__in=[State.DONE, State.PARTIAL])
    return over.values_list("business_date", flat=True).first()


def book_page(*, for_user, judgements, query, as_of: date) -> BookPage:
    """Return one page of the accounts in sight that `query` asks for."""
    chosen = _chosen(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
    ordered = in_order(chosen, sort=query.sort, judgements=judgements)
    start = (query.page - 1) * query.size
    found = list(ordered.select_related("segment", "csm")[start : start + query.size + 1])
    is_more = len(found) > query.size
    is_cut = is_more and query.page == LAST_PAGE
    return BookPage(found[: query.size], is_more and not is_cut, is_cut)


def book_totals(*, for_user, judgements, query, as_of: date) -> BookTotals:
    """Count what `query` asks for, in one query over all its pages."""
    chosen = _chosen(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
    sealed = Q(pk__in=judgements.sealed.get("score", ()))
    counts = {sign.key: Count("pk", filter=Q(band=sign.level) & ~sealed) for sign in BANDS}
    row = chosen.order_by().aggregate(
        accounts=Count("pk"),
        arr=Sum("arr", filter=Q(is_free=False)),
        free_accounts=Count("pk", filter=Q(is_free=True)),
        sealed=Count("pk", filter=sealed),
        **counts,
    )
    bands = [BandCount(sign, row[sign.key], query.url(band=(sign.key,))) for sign in BANDS]
    return BookTotals(row["accounts"], row["arr"] or 0, row["free_accounts"], bands, row["sealed"])


def place_in_list(*, account_id, at: int, query, for_user, judgements, as_of: date) -> Place | None:
    """Return the neighbours of the `at`-th account of a list; None where another stands there by now."""
    chosen = _chosen(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
    ordered = in_order(chosen, sort=query.sort, judgements=judgements)
    first = max(0, at - 2)
    around = dict(enumerate(ordered.values_list("pk", flat=True)[first : at + 1], start=first + 1))
    if around.get(at) != account_id:
        return None
    page = (at - 1) // query.size + 1
    return Place(
        at=at,
        total=chosen.order_by().count(),
        before_url=_neighbour_url(around.get(at - 1), query, at - 1),
        after_url=_neighbour_url(around.get(at + 1), query, at + 1),
        list_url=reverse("book") + query.url(page=page),
    )


def _neighbour_url(account_id, query, at):
    return f"{reverse('account', args=[account_id])}{query.places_url}{at}" if account_id else ""


def segments_in_order():
    return list(Segment.objects.only("key", "name_en", "name_ja"))


def csms_in_sight(*, for_user):
    """Return the CSMs whose accounts the member may see, by name."""
    csms = User.objects.filter(user_roles__role=Role.CSM).order_by("name", "pk")
    if scope_of(for_user, ObjectKind.ACCOUNT) != Scope.ALL:
        csms = csms.filter(Q(pk=for_user.pk) | Q(teams__in=for_user.teams.all()))
    return list(csms.distinct().only("name"))


def _chosen(*, for_user, judgements, query, as_of):
    chosen = AccountStatus.objects.visible_to(for_user)
    if query.contract != "all":
        chosen = chosen.filter(is_running=query.contract != "ended")
    if query.contract == "open":
        chosen = chosen.filter(ends_on=None)
    if query.mine:
        chosen = chosen.filter(csm=for_user)
    if query.needs:
        chosen = needing(chosen, judgements=judgements)
    if query.csm:
        chosen = chosen.filter(of_csms(query.csm))
    if query.segment:
        chosen = chosen.filter(in_segments(query.segment))
    if query.ends is not None:
        chosen = chosen.filter(ends_on__range=(as_of, as_of + timedelta(days=query.ends)))
    chosen = _as_figures_ask(chosen, query)
    key = search_key(query.q)
    if key:
        chosen = chosen.filter(search_key__contains=key)
    return _judged(chosen, judgements=judgements, query=query)


def _as_figures_ask(chosen, query):
    """Filter by facts that charts and figures lead to."""
    if query.stale:
        chosen = chosen.filter(STALE)
    if query.month:
        first = date.fromisoformat(f"{query.month}-01")
        following = (first + timedelta(days=31)).replace(day=1)
        chosen = chosen.filter(ends_on__gte=first, ends_on__lt=following)
    if query.uses:
        chosen = chosen.filter(features__contains=f",{query.uses},")
    if query.lacks:
        chosen = chosen.exclude(features__contains=f",{query.lacks},").exclude(night=None)
    if query.nps:
        chosen = chosen.filter(reduce(or_, (NPS_ANSWERS[answer] for answer in query.nps)))
    return chosen


def _judged(chosen, *, judgements, query):
    """Filter by judgements; one that is sealed matches nothing."""
    asked = (
        ("score", "band__in", levels(BANDS, query.band)),
        ("stage", "stage__in", levels(STAGES, query.stage)),
        ("risk", "risk__in", levels(RISKS, query.risk)),
        ("risk", "is_risk_disputed", query.differs),
    )
    for question, lookup, value in asked:
        if value:
            chosen = judgements.unsealed(
                chosen.filter(**{lookup: value}), question, account_field="pk"
            )
    for past in query.was:
        chosen = stood(chosen, past, judgements=judgements)
    return chosen


def levels(signs, keys):
    return [sign.level for sign in signs if sign.key in keys]


def of_csms(keys):
    condition = Q(csm__in=[key for key in keys if key != NO_CSM])
    return condition | Q(csm=None) if NO_CSM in keys else condition


def in_segments(keys):
    """Name segments by id: a join by key would keep the index on segment and score from being used."""
    condition = Q(
        segment__in=list(Segment.objects.filter(key__in=keys).values_list("pk", flat=True))
    )
    return condition | Q(segment=None) if UNCLASSIFIED in keys else condition
