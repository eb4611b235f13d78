"""The morning meeting, CSM by CSM: what asks for something, what moved, what was put away already."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from book.attention import has_moved, most_urgent_first, needing
from book.models import PutAway
from book.putting_away import morning_after
from book.query import NO_CSM
from book.rows import book_rows
from book.selectors import of_csms
from book.verdicts import band_sign, stage_sign
from dashboards.day.needs import Need, needs_in_words
from dashboards.day.steps_due import Steps, steps_by_owner
from dashboards.day.team import TeamLine
from health.selectors import risk_words

# What a CSM can talk through in a few minutes, and what fits a page of paper.
MOST_NEEDS, MOST_RISEN = 12, 6


@dataclass(frozen=True)
class Item:
    """An account that asks; `seen_until` where its CSM has put all of it away."""

    need: Need
    seen_until: date | None


@dataclass(frozen=True)
class Rise:
    """An account whose band or stage is higher than before: from what to what, in words."""

    name: str
    url: str
    moves: list[tuple[str, str]]


@dataclass(frozen=True)
class Talk:
    """What there is to talk about with one CSM."""

    line: TeamLine
    items: list[Item]
    risen: list[Rise]
    steps: Steps | None

    @property
    def more(self) -> int:
        return self.line.tally.needing - len(self.items)


def talks(
    accounts, lines: Sequence[TeamLine], *, for_user, judgements, night, today: date, away=()
) -> list[Talk]:
    """Return a `Talk` for each of these lines of CSMs; a fixed number of queries, however many.

    `away` holds what the reader has put away: it is talked about no more.
    """
    theirs = accounts.filter(of_csms([line.key for line in lines]))
    items = _items(theirs, judgements, night, away)
    risen = _risen(theirs, judgements, night)
    owners = [line.key for line in lines if line.key != NO_CSM]
    steps = steps_by_owner(owners, for_user=for_user, today=today)
    return [
        Talk(line, items[line.key], risen[line.key], steps.get(_id(line.key))) for line in lines
    ]


def _id(key):
    return None if key == NO_CSM else int(key)


def _items(accounts, judgements, night, away):
    """Return {CSM: what asks, the most urgent first}."""
    asking = most_urgent_first(needing(accounts, judgements=judgements, away=away))
    statuses = _first_of_each(asking, MOST_NEEDS)
    seen = _seen_by_their_csm(statuses, night)
    found = defaultdict(list)
    for need, status in zip(
        needs_in_words(statuses, judgements=judgements, night=night), statuses, strict=True
    ):
        found[_key(status)].append(Item(need, seen.get(status.pk)))
    return found


def _seen_by_their_csm(statuses, night):
    """Return {account: until when its CSM has put away all that it asks for}."""
    rows = PutAway.objects.filter(
        account__in=[status.pk for status in statuses], until__gt=morning_after(night)
    )
    held = {
        (account, member): (signals, until)
        for account, member, signals, until in rows.values_list(
            "account_id", "member_id", "signals", "until"
        )
    }
    found = {}
    for status in statuses:
        signals, until = held.get((status.pk, status.csm_id), (0, None))
        if until and not status.attention & ~signals:
            found[status.pk] = until
    return found


def _risen(accounts, judgements, night):
    """Return {CSM: accounts whose band or stage rose, the largest first}."""
    rose = accounts.filter(has_moved(judgements, "rose")).order_by(
        F("arr").desc(nulls_last=True), "pk"
    )
    statuses = _first_of_each(rose, MOST_RISEN)
    rows = book_rows(statuses, judgements=judgements, words=risk_words(), as_of=night)
    found = defaultdict(list)
    for status, row in zip(statuses, rows, strict=True):
        found[_key(status)].append(Rise(row.name, row.url, _moves(status, row)))
    return found


def _moves(status, row):
    """Name a move only where the reader may know it."""
    moves = []
    if row.stage and status.stage_before is not None and status.stage > status.stage_before:
        moves.append((stage_sign(status.stage_before).word, row.stage.word))
    if row.band and status.band_before and status.band > status.band_before:
        moves.append((band_sign(status.band_before).word, row.band.word))
    return moves


def _first_of_each(ordered, most):
    """Return the first `most` of each CSM of an ordered queryset, in its order."""
    place = Window(RowNumber(), partition_by=[F("csm")], order_by=ordered.query.order_by)
    lines = ordered.annotate(place=place).filter(place__lte=most)
    return list(lines.select_related("segment", "csm"))


def _key(status):
    return str(status.csm_id) if status.csm_id else NO_CSM
