"""Reads about segments."""

from collections import defaultdict
from datetime import date

import numpy as np

from core.calendar import to_ordinal
from segments.models import RuleSpan, Segment, SegmentProposal, SegmentSpan


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


def rule_spans_of(account_ids):
    """Return {account id: row (pk, account_id, segment_key, from_on) of its open rule span}."""
    open_spans = RuleSpan.objects.filter(account__among=account_ids, to_on=None)
    rows = open_spans.values_list("pk", "account_id", "segment_key", "from_on", named=True)
    return {row.account_id: row for row in rows}


def current_segments(account_ids):
    """Return {account id: segment of its open span}; accounts without one are left out."""
    segments = Segment.objects.in_bulk()
    spans = SegmentSpan.objects.filter(account__among=account_ids, to_on=None)
    return {
        account: segments[segment]
        for account, segment in spans.values_list("account_id", "segment_id")
    }


def latest_proposals(account_ids):
    """Return {account id: day of its latest proposal}."""
    found = defaultdict(lambda: None)
    rows = SegmentProposal.objects.filter(account__among=account_ids).order_by("proposed_on")
    found.update(rows.values_list("account_id", "proposed_on"))
    return found
