"""What My day shows: who needs somebody, what lies ahead, what came nearer. One read per part."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q
from django.urls import reverse

from accounts.models import Account
from book.attention import is_needing, most_urgent_first, needing, signals_of, with_attention
from book.domain.attention import ENDS_WITHIN_DAYS
from book.models import AccountStatus
from book.query import BookQuery
from book.rows import BookRow, book_rows
from book.verdicts import Sign, shown_change, stage_sign
from core.calendar import working_day_before
from core.formats import signed
from dashboards.checks import Check, data_checks
from dashboards.day_words import signals_in_words
from dashboards.verdicts import Missing, missing_of
from definitions.models import DefinitionVersion, Kind
from health.selectors import risk_words
from metrics.selectors import metric_texts, readings_of

# What one screen holds, alone or above the morning meeting; the rest is a click away.
MOST_NEEDS, MOST_NEEDS_OF_TEAM = 15, 8
MOST_AHEAD = 8
MOST_NEAREST = 5
MOST_RISEN = 5


@dataclass(frozen=True)
class Need:
    """One account that needs somebody: its line, and every reason in words, the most urgent first.

    `change` is that of the score since the working day before.
    """

    row: BookRow
    urgency: str
    reasons: list[str]
    change: str
    change_way: str


@dataclass(frozen=True)
class Nearest:
    """An account short of few conditions: what is missing to the next stage, the nearest first."""

    row: BookRow
    next_step: Sign
    missing: list[Missing]


@dataclass(frozen=True)
class Part:
    """The first lines of a list, how many there are in all, and the way to the others."""

    lines: list
    total: int
    url: str

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


@dataclass(frozen=True)
class Day:
    """`morning` is the day after the night judged, `since` the working day before it."""

    morning: date
    since: date
    accounts: int
    needs: Part
    ahead: Part
    nearest: list[Nearest]
    risen: list[BookRow]
    checks: list[Check]


def accounts_of_day(*, for_user, is_mine):
    """Return the running accounts that a member's day is about."""
    seen = AccountStatus.objects.visible_to(for_user).filter(is_running=True)
    return seen.filter(csm=for_user) if is_mine else seen


def day_of(accounts, *, judgements, night: date, is_mine, ahead_url="") -> Day:
    """Read the day of a queryset from `accounts_of_day`; a fixed number of queries.

    `ahead_url` leads to all contracts that end, where the member may see that list.
    """
    counts = _counts(accounts, judgements, night)
    words = risk_words()
    morning = night + timedelta(days=1)
    return Day(
        morning=morning,
        since=working_day_before(morning),
        accounts=counts["accounts"],
        needs=Part(
            _needs(accounts, judgements, night, words)[: None if is_mine else MOST_NEEDS_OF_TEAM],
            counts["needing"],
            reverse("book") + BookQuery(needs=True, mine=is_mine).url(),
        ),
        ahead=Part(
            _rows(_ahead(accounts, night), judgements, night, words),
            counts["ending"],
            ahead_url,
        ),
        nearest=_nearest(accounts, judgements, night, words),
        risen=_rows(_risen(accounts, judgements), judgements, night, words),
        checks=data_checks(accounts, night=night, is_mine=is_mine),
    )


def _counts(accounts, judgements, night):
    return with_attention(accounts, judgements=judgements).aggregate(
        accounts=Count("pk"),
        needing=Count("pk", filter=is_needing(judgements)),
        ending=Count("pk", filter=is_ending(night)),
    )


def is_ending(night):
    """Return the condition that a contract ends soon and is not renewed yet."""
    soon = (night, night + timedelta(days=ENDS_WITHIN_DAYS))
    return Q(ends_on__range=soon, renewed_from=None)


def _lines(accounts):
    return accounts.select_related("segment", "csm")


def _rows(accounts, judgements, night, words):
    return book_rows(_lines(accounts), judgements=judgements, words=words, as_of=night)


def _needs(accounts, judgements, night, words):
    asking = most_urgent_first(needing(accounts, judgements=judgements))
    statuses = list(_lines(asking)[:MOST_NEEDS])
    rows = book_rows(statuses, judgements=judgements, words=words, as_of=night)
    return [
        _need(row, status, signals_of(status, judgements), words, night)
        for row, status in zip(rows, statuses, strict=True)
    ]


def _need(row, status, signals, words, night):
    change = None
    if not row.is_score_sealed and None not in (status.score, status.score_before):
        change = shown_change(status.score, status.score - status.score_before)
    return Need(
        row=row,
        urgency=signals[0].urgency.name.lower(),
        reasons=signals_in_words(signals, status, words=words, as_of=night),
        change=signed(change) if change is not None else "",
        change_way="" if not change else "up" if change > 0 else "down",
    )


def _ahead(accounts, night):
    order = ("ends_on", F("arr").desc(nulls_last=True), "pk")
    return accounts.filter(is_ending(night)).order_by(*order)[:MOST_AHEAD]


def _risen(accounts, judgements):
    risen = judgements.unsealed(
        accounts.filter(stage__gt=F("stage_before")), "stage", account_field="pk"
    )
    return risen.order_by("-stage", F("arr").desc(nulls_last=True), "pk")[:MOST_RISEN]


def _nearest(accounts, judgements, night, words):
    near = judgements.unsealed(accounts.filter(steps_to_next__gt=0), "stage", account_field="pk")
    order = ("steps_to_next", "-next_progress", F("arr").desc(nulls_last=True), "pk")
    statuses = list(_lines(near.order_by(*order))[:MOST_NEAREST])
    rows = book_rows(statuses, judgements=judgements, words=words, as_of=night)
    missing = _missing(statuses, night)
    return [
        Nearest(
            row,
            stage_sign(status.stage + 1),
            missing.get(status.pk, []),
        )
        for row, status in zip(rows, statuses, strict=True)
    ]


def _missing(statuses, night):
    """Return {account: what is missing to its next stage}, from what the night kept."""
    kept = readings_of([status.pk for status in statuses], night=night)
    versions = {reading.row.versions[Kind.STAGES] for reading in kept.values()}
    bodies = dict(DefinitionVersion.objects.filter(pk__in=versions).values_list("pk", "body"))
    # Joined to the lines, accounts would be joined to all of them before the first five are known.
    chosen = Account.objects.filter(pk__in=[status.pk for status in statuses])
    products = dict(chosen.values_list("pk", "product_id"))
    texts = {product: metric_texts(product_id=product) for product in set(products.values())}
    return {
        account: missing_of(reading, bodies=bodies, texts=texts[products[account]])
        for account, reading in kept.items()
    }
