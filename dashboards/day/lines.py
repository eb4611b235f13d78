"""What My day shows: who needs somebody, what lies ahead, what came nearer. One read per part."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.urls import reverse

from accounts.models import Account
from book.models import AccountStatus
from book.putting_away import away_from, days_to_choose, morning_after
from book.query import BookQuery
from book.rows import BookRow, book_rows
from book.verdicts import Sign, stage_sign
from core.calendar import working_day_before
from dashboards.account.verdicts import Missing, missing_of
from dashboards.day.checks import Check, data_checks, file_checks, finding_checks
from dashboards.day.needs import needs_of
from dashboards.day.tally import Tally, is_ending, sum_of, tallies
from dashboards.renewals.months import ending_url
from definitions.models import DefinitionVersion, Kind
from health.selectors import risk_words
from metrics.selectors import metric_texts, readings_of

# What one screen holds, alone or above the morning meeting; the rest is a click away.
MOST_NEEDS, MOST_NEEDS_OF_TEAM = 15, 8
MOST_AHEAD = 8
MOST_NEAREST = 5
MOST_RISEN = 5


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
class Morning:
    """`morning` is the day after the night judged, `since` the working day before it."""

    morning: date
    since: date


@dataclass(frozen=True)
class Away:
    """An account that still asks, but that the member has put away until a day."""

    account_id: int
    name: str
    until: date


@dataclass(frozen=True)
class Asking:
    """Who needs the member, and what they have put away, the first to come back first.

    `found` counts the running accounts by segment and CSM, `accounts` all of them; `choices` are days
    until which to put something away, by their key.
    """

    at: Morning
    found: list[Tally]
    accounts: int
    needs: Part
    away: list[Away]
    choices: dict[str, date]


@dataclass(frozen=True)
class Parts:
    """What stands below: what ends, what is near to rise, what rose, what to check in the data."""

    ahead: Part
    nearest: list[Nearest]
    risen: list[BookRow]
    checks: list[Check]


def morning_of(night: date) -> Morning:
    morning = morning_after(night)
    return Morning(morning, working_day_before(morning))


def accounts_of_day(*, for_user, is_mine):
    """Return the running accounts that a member's day is about."""
    seen = AccountStatus.objects.visible_to(for_user).filter(is_running=True)
    return seen.filter(csm=for_user) if is_mine else seen


def asking_of(accounts, *, for_user, judgements, night: date, is_mine) -> Asking:
    """Read who of a queryset from `accounts_of_day` needs the member; a fixed number of queries."""
    away = away_from(for_user, judgements=judgements, night=night)
    found = tallies(accounts, judgements=judgements, night=night, away=away)
    total = sum_of(found)
    most = MOST_NEEDS if is_mine else MOST_NEEDS_OF_TEAM
    at = morning_of(night)
    return Asking(
        at=at,
        found=found,
        accounts=total.accounts,
        needs=Part(
            needs_of(accounts, judgements=judgements, night=night, away=away, most=most),
            total.needing,
            reverse("book") + BookQuery(needs=True, mine=is_mine).url(),
        ),
        away=_away(accounts, away),
        choices=days_to_choose(at.morning),
    )


def parts_of(accounts, found: list[Tally], *, for_user, judgements, night: date, is_mine) -> Parts:
    """Read what stands below the accounts that ask; a fixed number of queries."""
    words = risk_words()
    return Parts(
        ahead=Part(
            _rows(_ahead(accounts, night), judgements, night, words),
            sum_of(found).ending,
            ending_url(for_user=for_user, mine=is_mine),
        ),
        nearest=_nearest(accounts, judgements, night, words),
        risen=_rows(_risen(accounts, judgements), judgements, night, words),
        checks=[
            *(finding_checks(for_user=for_user) if is_mine else ()),
            *file_checks(for_user=for_user),
            *data_checks(accounts, found, night=night, is_mine=is_mine),
        ],
    )


def _lines(accounts):
    return accounts.select_related("segment", "csm")


def _rows(accounts, judgements, night, words):
    return book_rows(_lines(accounts), judgements=judgements, words=words, as_of=night)


def _away(accounts, away):
    names = accounts.filter(pk__in=away).values_list("pk", "name")
    lines = [Away(account_id, name, away[account_id]) for account_id, name in names]
    return sorted(lines, key=lambda line: (line.until, line.name, line.account_id))


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
