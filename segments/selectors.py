"""Reads about segments."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Q

from accounts.models import Account
from core.calendar import to_ordinal
from core.wording import localized
from segments.models import ProposalState, RuleSpan, Segment, SegmentProposal, SegmentSpan


def segment_keys():
    """Return all segment keys in their order of priority."""
    return tuple(Segment.objects.values_list("key", flat=True))


def segment_grid(*, account_ids, days, keys):
    """Return the place in `keys` of each account's segment on each day, -1 for none; (n, d) int16."""
    grid = np.full((len(account_ids), len(days)), -1, np.int16)
    row_of = {account: row for row, account in enumerate(account_ids)}
    place_of = {key: place for place, key in enumerate(keys)}
    spans = SegmentSpan.objects.filter(account__among=account_ids).order_by("from_on", "pk")
    rows = list(spans.values_list("account_id", "segment__key", "from_on", "to_on"))
    first = np.searchsorted(days, [to_ordinal(start) for *_, start, _ in rows])
    last = np.searchsorted(days, [to_ordinal(end or date.max) for *_, end in rows])
    for (account, key, *_), begin, end in zip(rows, first, last, strict=True):
        grid[row_of[account], begin:end] = place_of[key]
    return grid


def rule_spans_of(account_ids, *, ended_on=None):
    """Return {account id: row (pk, account_id, segment_key, from_on) of its rule span}.

    The open one, or the one that ended on a day; accounts without are left out.
    """
    spans = RuleSpan.objects.filter(account__among=account_ids, to_on=ended_on)
    rows = spans.values_list("pk", "account_id", "segment_key", "from_on", named=True)
    return {row.account_id: row for row in rows}


def current_segments(account_ids):
    """Return {account id: segment of its open span}; accounts without one are left out."""
    segments = Segment.objects.in_bulk()
    spans = SegmentSpan.objects.filter(account__among=account_ids, to_on=None)
    return {
        account: segments[segment]
        for account, segment in spans.values_list("account_id", "segment_id")
    }


def exceptions_until(account_ids):
    """Return {account id: until when it is an exception}; accounts that are none are left out."""
    spans = SegmentSpan.objects.filter(account__among=account_ids, to_on=None)
    return dict(spans.exclude(held_until=None).values_list("account_id", "held_until"))


def read_segments(account_ids):
    """Return {account id: name of its segment in the reader's language}."""
    found = current_segments(account_ids)
    return {account_id: localized(segment, "name") for account_id, segment in found.items()}


def exception_of(account_id) -> SegmentSpan | None:
    """Return the span by which an account stands in a segment against the rules, None where it does not."""
    open_spans = SegmentSpan.objects.filter(account=account_id, to_on=None)
    return open_spans.exclude(held_until=None).first()


def latest_proposals(account_ids):
    """Return {account id: day of its latest proposal}."""
    found = defaultdict(lambda: None)
    rows = SegmentProposal.objects.filter(account__among=account_ids).order_by("proposed_on")
    found.update(rows.values_list("account_id", "proposed_on"))
    return found


@dataclass(frozen=True)
class MoveLine:
    """A proposed move; `can_decide` tells whether the reader is one of those who decide it."""

    id: int
    account: Account
    current: str
    proposed: str
    true_since: date
    proposed_on: date
    can_decide: bool


def open_moves(*, for_user):
    """Return a `MoveLine` for every open proposal the member may see, the oldest first."""
    is_open = {"state": ProposalState.OPEN}
    rows = SegmentProposal.objects.visible_to(for_user).filter(**is_open)
    decidable = set(
        SegmentProposal.objects.decidable_by(for_user)
        .filter(**is_open)
        .values_list("pk", flat=True)
    )
    return [
        MoveLine(
            each.pk,
            each.account,
            localized(each.current, "name") if each.current else "",
            localized(each.proposed, "name"),
            each.true_since,
            each.proposed_on,
            each.pk in decidable,
        )
        for each in rows.select_related("account", "current", "proposed").order_by(
            "proposed_on", "pk"
        )
    ]


def open_moves_count(*, for_user, segment_keys) -> int:
    """Count the open proposals from or to these segments that the member may see."""
    rows = SegmentProposal.objects.visible_to(for_user).filter(state=ProposalState.OPEN)
    either = Q(current__key__in=segment_keys) | Q(proposed__key__in=segment_keys)
    return rows.filter(either).count()
