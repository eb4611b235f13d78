"""Reads of the list of accounts: one query for the rows, whatever is asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from accounts.access import ObjectKind, Scope, scope_of
from book.attention import has_moved, needing
from book.ends import days_of_ends
from book.fields.kinds import Reader
from book.goals import asked_by_goal
from book.models import AccountStatus
from book.past import stood
from book.putting_away import away_from
from book.query import LAST_PAGE, NO_CSM, UNCLASSIFIED
from book.sorting import in_order
from book.verdicts import BANDS, RISKS, STAGES
from core.models import Role, Run, State, User
from core.search import search_key
from engagement.domain.nps import DETRACTORS_TO, PROMOTERS_FROM
from engagement.selectors import attendances_counted
from health.selectors import risk_words
from segments.models import Segment

NPS_ANSWERS = {
    "promoter": Q(nps__gte=PROMOTERS_FROM),
    "passive": Q(nps__gt=DETRACTORS_TO, nps__lt=PROMOTERS_FROM),
    "detractor": Q(nps__lte=DETRACTORS_TO),
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


def latest_night() -> date | None:
    """Return the latest day that a night has judged, None before the first night."""
    return judged_nights().first()


def judged_nights():
    """Return the days that a night has judged, the latest first, as a queryset."""
    over = Run.objects.filter(kind="nightly", state__in=[State.DONE, State.PARTIAL])
    return over.order_by("-business_date").values_list("business_date", flat=True)


def book_page(*, for_user, judgements, query, as_of: date) -> BookPage:
    """Return one page of the accounts in sight that `query` asks for."""
    ordered = whole_list(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
    start = (query.page - 1) * query.size
    found = list(ordered.select_related("segment", "csm")[start : start + query.size + 1])
    is_more = len(found) > query.size
    is_cut = is_more and query.page == LAST_PAGE
    return BookPage(found[: query.size], is_more and not is_cut, is_cut)


def whole_list(*, for_user, judgements, query, as_of: date):
    """Return all accounts that `query` asks for, in its order over all pages, as a queryset."""
    chosen = chosen_accounts(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
    return in_order(chosen, sort=query.sort, judgements=judgements)


def chosen_ids(*, for_user, judgements, query, as_of: date, most: int) -> list[int]:
    """Return the accounts that `query` asks for, over all its pages, by id; `most` of them at most."""
    chosen = chosen_accounts(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
    return list(chosen.order_by("pk").values_list("pk", flat=True)[:most])


def place_in_list(*, account_id, at: int, query, for_user, judgements, as_of: date) -> Place | None:
    """Return the neighbours of the `at`-th account of a list; None where another stands there by now."""
    chosen = chosen_accounts(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
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


def reader_on(as_of: date, *, segments) -> Reader:
    """Return what the values of a list are said with, for a list as of that day."""
    return Reader(as_of, {segment.pk: segment for segment in segments}, risk_words())


def segments_in_order():
    return list(Segment.objects.only("key", "name_en", "name_ja"))


def csms_in_sight(*, for_user):
    """Return the CSMs all of whose accounts the member may see, by name."""
    return _by_name(_are_in_sight(for_user))


def csms_to_filter_by(*, for_user):
    """Return the CSMs in sight and all who look after an account in sight, by name."""
    seen = AccountStatus.objects.visible_to(for_user).filter(csm=OuterRef("pk"))
    return _by_name(_are_in_sight(for_user) | Exists(seen))


def _are_in_sight(user):
    are_csms = Q(user_roles__role=Role.CSM)
    if scope_of(user, ObjectKind.ACCOUNT) == Scope.ALL:
        return are_csms
    return are_csms & (Q(pk=user.pk) | Q(teams__in=user.teams.all()))


def _by_name(condition):
    return list(User.objects.filter(condition).order_by("name", "pk").distinct().only("name"))


def chosen_accounts(*, for_user, judgements, query, as_of):
    """Return the accounts in sight that `query` asks for, in no order, as a queryset of AccountStatus."""
    chosen = AccountStatus.objects.visible_to(for_user)
    if query.contract != "all":
        chosen = chosen.filter(is_running=query.contract != "ended")
    if query.contract == "open":
        chosen = chosen.filter(ends_on=None)
    if query.mine:
        chosen = chosen.filter(csm=for_user)
    if query.needs:
        away = away_from(for_user, judgements=judgements, night=as_of)
        chosen = needing(chosen, judgements=judgements, away=away)
    if query.csm:
        chosen = chosen.filter(of_csms(query.csm))
    if query.company:
        chosen = chosen.filter(account__company=query.company)
    if query.segment:
        chosen = chosen.filter(in_segments(query.segment))
    if query.ends is not None:
        chosen = chosen.filter(ends_on__range=days_of_ends(query.ends, as_of))
    chosen = _as_figures_ask(chosen, query)
    key = search_key(query.q)
    if key:
        chosen = chosen.filter(search_key__contains=key)
    return _judged(chosen, judgements=judgements, query=query, as_of=as_of)


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
    if query.event:
        chosen = chosen.filter(pk__in=attendances_counted(query.event).values("account"))
    if query.nps:
        chosen = chosen.filter(reduce(or_, (NPS_ANSWERS[answer] for answer in query.nps)))
    return chosen


def _judged(chosen, *, judgements, query, as_of):
    """Filter by judgements and by all fields; what is sealed matches nothing."""
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
    if query.moved:
        chosen = chosen.filter(has_moved(judgements, query.moved))
    for past in query.was:
        chosen = stood(chosen, past, judgements=judgements)
    for at, where in enumerate(query.where):
        chosen = where.narrow(chosen, name=f"asked_{at}", judgements=judgements, as_of=as_of)
    if query.goal:
        chosen = asked_by_goal(chosen, query.goal, judgements=judgements)
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
