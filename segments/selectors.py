"""Reads about segments."""

from collections import defaultdict

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
    spans = SegmentSpan.objects.filter(account__in=list(account_ids)).order_by("from_on", "pk")
    for account, key, start, end in spans.values_list(
        "account_id", "segment__key", "from_on", "to_on"
    ):
        first = np.searchsorted(days, to_ordinal(start))
        last = np.searchsorted(days, to_ordinal(end)) if end else len(days)
        grid[row_of[account], first:last] = place_of[key]
    return grid


def rule_spans_of(account_ids):
    """Return {account id: its open rule span}."""
    open_spans = RuleSpan.objects.filter(account__in=account_ids, to_on=None)
    return {span.account_id: span for span in open_spans}


def current_segments(account_ids):
    """Return {account id: segment of its open span}; accounts without one are left out."""
    spans = SegmentSpan.objects.filter(account__in=account_ids, to_on=None).select_related(
        "segment"
    )
    return {span.account_id: span.segment for span in spans}


def latest_proposals(account_ids):
    """Return {account id: day of its latest proposal}."""
    found = defaultdict(lambda: None)
    rows = SegmentProposal.objects.filter(account__in=account_ids).order_by("proposed_on")
    found.update(rows.values_list("account_id", "proposed_on"))
    return found
