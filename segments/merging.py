"""The segment of accounts that are merged: the master's holds, unless the other's is taken."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.merge_parts import Field, Part
from accounts.merge_rows import Ending
from core.wording import localized
from segments.models import ProposalState, RuleSpan, SegmentProposal, SegmentSpan
from segments.selectors import current_segments

REASON = "taken over in a merge"
_GROUP = "segment"


def segment_field(pair):
    """Give the segment as a field of the record."""
    current = current_segments([pair.master.pk, pair.merged.pk])
    yield Field("segment", _("Segment"), partial(_shown, current), _take)


def _shown(current, account):
    segment = current.get(account.pk)
    return localized(segment, "name") if segment else ""


def _take(pair, journal):
    """Put the master in the merged account's segment from the day of the merge; its CSM stays."""
    taken = SegmentSpan.objects.filter(account=pair.merged, to_on=None).order_by("from_on").last()
    if taken is None:
        return
    before = SegmentSpan.objects.filter(account=pair.master)
    from_on = pair.on if before.exists() else taken.from_on
    for span in before.filter(to_on=None).order_by("pk"):
        if span.from_on < from_on:
            journal.change(span, group=_GROUP, to_on=from_on)
        else:
            journal.remove(span, group=_GROUP)
    new = SegmentSpan(
        account=pair.master,
        segment=taken.segment,
        from_on=from_on,
        reason=taken.reason or REASON,
        held_until=taken.held_until,
    )
    journal.add(new, group=_GROUP)
    journal.change(pair.master, group=_GROUP, team_id=taken.segment.team_id)
    journal.see([from_on])


class Proposals(Part):
    """Nobody decides any more where the merged account belongs."""

    models = (SegmentProposal,)

    def move(self, pair, journal):
        waiting = SegmentProposal.objects.filter(account=pair.merged, state=ProposalState.OPEN)
        for proposal in waiting:
            journal.change(proposal, state=ProposalState.WITHDRAWN, decided_at=pair.at)


PARTS = (Ending(SegmentSpan), Ending(RuleSpan), Proposals())
