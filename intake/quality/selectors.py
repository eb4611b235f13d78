"""Reads of the data quality board: findings as lists and one by one, what accounts lack, what was refused."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, Sum

from accounts.access import SCOPES, ObjectKind, Scope, scope_of
from accounts.models import Account, Product
from accounts.querysets import seen_by
from core.models import AuditEvent, Run, User
from engagement.models import Series
from intake.models import DataFinding, FindingState, QualityDay, RootCause
from intake.quality.inspections import Group, Inspection, Way, inspection_of, inspections
from intake.quality.query import FindingQuery

NOBODY, ME = "none", "me"
PAGE = 50
# Whoever may see findings may be given one.
_ROLES = [role for role, kinds in SCOPES.items() if ObjectKind.QUALITY in kinds]


@dataclass(frozen=True)
class FindingLine:
    """A finding in the reader's language; `who` is its account, or the product that it concerns.

    `ways` are those that stand open to the reader.
    """

    finding: DataFinding
    inspection: Inspection
    who: str
    says: str
    ways: list[Way]


@dataclass(frozen=True)
class FindingPage:
    lines: list[FindingLine]
    total: int
    at_stake: int
    is_more: bool


@dataclass(frozen=True)
class KindLine:
    """How many findings of one kind wait, and what is at stake with them."""

    inspection: Inspection
    waiting: int
    nobodys: int
    at_stake: int


@dataclass(frozen=True)
class Moment:
    """One thing that a member did about a finding; `changes` as (word, value)."""

    at: Any
    by: str
    verb: str
    changes: dict[str, Any]


def findings(*, for_user):
    """Return the findings that a member may see, of inspections that there are."""
    known = [each.key for each in inspections()]
    return DataFinding.objects.visible_to(for_user).filter(kind__in=known)


def finding_page(*, for_user, query: FindingQuery) -> FindingPage:
    """Return one page, what stakes most first, then the oldest."""
    chosen = _chosen(findings(for_user=for_user), for_user, query)
    total = chosen.aggregate(n=Count("pk"), yen=Sum("at_stake"))
    start = (query.page - 1) * PAGE
    ordered = chosen.order_by("-at_stake", "first_seen_on", "pk")
    rows = list(ordered.select_related("account", "other_account", "owner")[start : start + PAGE])
    is_more = total["n"] > start + PAGE
    return FindingPage(in_words(rows, for_user=for_user), total["n"], total["yen"] or 0, is_more)


def _chosen(rows, user, query):
    if query.state == "waiting":
        rows = rows.waiting()
    elif query.state != "all":
        rows = rows.filter(state=query.state)
    if query.kind:
        rows = rows.filter(kind=query.kind)
    if query.group:
        rows = rows.filter(kind__in=_kinds_of(query.group))
    if query.owner:
        rows = rows.filter(owner={NOBODY: None, ME: user}.get(query.owner, query.owner))
    if query.csm == ME:
        rows = rows.filter(Q(account__csm=user) | Q(other_account__csm=user))
    if query.account:
        rows = rows.filter(Q(account=query.account) | Q(other_account=query.account))
    return rows


def _kinds_of(group):
    return [each.key for each in inspections() if each.group == group]


def in_words(rows: list[DataFinding], *, for_user) -> list[FindingLine]:
    """Put findings into words; two queries, whatever their number."""
    series = Series.objects.in_bulk(
        {row.detail["series"] for row in rows if "series" in row.detail}
    )
    products = dict(
        Product.objects.filter(
            pk__in={row.detail["product"] for row in rows if "product" in row.detail}
        ).values_list("pk", "name")
    )
    return [_line(row, series, products, for_user) for row in rows]


def _line(row, series, products, user):
    known = series.get(row.detail.get("series"))
    row.series_label = known.label if known else ""
    inspection = inspection_of(row.kind)
    who = row.account.name if row.account_id else products.get(row.detail.get("product"), "")
    ways = [way for way in inspection.ways(row) if scope_of(user, way.kind) != Scope.NONE]
    return FindingLine(row, inspection, who, inspection.says(row), ways)


def finding_of(finding_id, *, for_user) -> FindingLine | None:
    """Return one finding; None where there is none or it is not for this member."""
    rows = findings(for_user=for_user).select_related("account", "other_account", "owner")
    return next(iter(in_words(list(rows.filter(pk=finding_id)), for_user=for_user)), None)


def history_of(finding) -> list[Moment]:
    """Return what members did about a finding, newest first."""
    events = AuditEvent.objects.filter(object_kind="finding", object_id=str(finding.pk))
    events = list(events.select_related("actor").order_by("-id"))
    owners = {each.detail["owner"] for each in events if each.detail.get("owner")}
    names = dict(User.objects.filter(pk__in=owners).values_list("pk", "name"))
    return [_moment(each, names) for each in events]


def _moment(event, names):
    detail = {**event.detail}
    if "owner" in detail:
        detail["owner"] = names.get(detail["owner"], "")
    for name, choices in (("state", FindingState), ("root_cause", RootCause)):
        if detail.get(name):
            detail[name] = choices(detail[name]).label
    return Moment(event.at, event.actor.name if event.actor else "", event.verb, detail)


def kind_lines(*, for_user) -> list[tuple[Group, list[KindLine], list[str]]]:
    """Return by group what waits of each kind, and the names of those of which nothing does."""
    counted = findings(for_user=for_user).waiting().order_by().values("kind")
    counts = {
        row["kind"]: row
        for row in counted.annotate(
            n=Count("pk"), nobodys=Count("pk", filter=Q(owner=None)), yen=Sum("at_stake")
        )
    }
    none = {"n": 0, "nobodys": 0, "yen": 0}
    by_group = defaultdict(list)
    for each in inspections():
        row = counts.get(each.key, none)
        by_group[each.group].append(KindLine(each, row["n"], row["nobodys"], row["yen"] or 0))
    return [
        (
            group,
            [line for line in by_group[group] if line.waiting],
            [line.inspection.name for line in by_group[group] if not line.waiting],
        )
        for group in Group
        if by_group[group]
    ]


def waiting_count(*, for_user, account=None, is_nobodys=False) -> int:
    """Return how many findings wait that a member may see: of one account, or without an owner."""
    if scope_of(for_user, ObjectKind.QUALITY) == Scope.NONE:
        return 0
    rows = findings(for_user=for_user).waiting()
    if account is not None:
        rows = rows.filter(Q(account=account) | Q(other_account=account))
    return (rows.filter(owner=None) if is_nobodys else rows).count()


def waiting_for(member) -> tuple[int, int]:
    """Return how many findings wait that were given to a member, and how many that nobody has yet
    about the accounts of that member's book.
    """
    if scope_of(member, ObjectKind.QUALITY) == Scope.NONE:
        return 0, 0
    is_theirs = Q(account__csm=member) | Q(other_account__csm=member)
    counts = (
        findings(for_user=member)
        .waiting()
        .aggregate(
            given=Count("pk", filter=Q(owner=member)),
            nobodys=Count("pk", filter=Q(owner=None) & is_theirs),
        )
    )
    return counts["given"], counts["nobodys"]


def accounts_in_sight(*, for_user):
    """Return the accounts whose data a member looks after."""
    return Account.objects.filter(seen_by(for_user, kind=ObjectKind.QUALITY))


def owners_in_sight(*, for_user):
    """Return the members to whom a finding may be given: all of them, or those of one's teams."""
    active = User.objects.filter(is_active=True)
    if scope_of(for_user, ObjectKind.QUALITY) < Scope.ALL:
        active = active.filter(Q(teams__in=for_user.teams.all()) | Q(pk=for_user.pk))
    able = active.filter(user_roles__role__in=_ROLES)
    return able.distinct().order_by("name", "pk")


def account_in_sight(account_id, *, for_user) -> Account | None:
    return accounts_in_sight(for_user=for_user).filter(pk=account_id).first()


def waiting_totals(*, for_user) -> dict[str, int]:
    """Return how many findings wait in a member's sight, how many of them are nobody's or theirs."""
    return (
        findings(for_user=for_user)
        .waiting()
        .aggregate(
            waiting=Count("pk"),
            nobodys=Count("pk", filter=Q(owner=None)),
            mine=Count("pk", filter=Q(owner=for_user)),
        )
    )


def inspection_run() -> Run | None:
    """Return the latest inspection that somebody asked for."""
    return Run.objects.filter(kind="inspection").first()


def inspected_on():
    """Return the latest day that was inspected, or None."""
    return QualityDay.objects.order_by("-day").values_list("day", flat=True).first()
