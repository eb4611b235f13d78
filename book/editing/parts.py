"""What of an account may be changed from a list, field by field: who may, what it was, how it is written."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.access import ObjectKind
from accounts.models import CsmSpan, RankSpan
from accounts.services import set_csms, set_ranks, take_back_csms, take_back_ranks
from core.models import User
from core.wording import localized
from segments.models import Segment, SegmentSpan
from segments.moving import put_in_segments, take_back_moves


@dataclass(frozen=True)
class Edit:
    """What to change; None or "" leaves a field as it is.

    With `segment` the accounts are exceptions to its rules until the day `held_until`, for a `reason`.
    """

    csm: User | None = None
    rank: str = ""
    segment: Segment | None = None
    reason: str = ""
    held_until: date | None = None


class CsmPart:
    key, word, model, question = "csm", _("CSM"), CsmSpan, ""
    kind = ObjectKind.ACCOUNT_EDIT
    refusal = _("Only their CSM, their team's manager, the CS head and ops may change them.")

    def to(self, edit):
        return edit.csm.name if edit.csm else ""

    def was(self, row):
        return row.csm.name if row.csm else ""

    def is_same(self, row, edit):
        return row.csm_id == edit.csm.pk

    def write(self, ids, edit, *, on, by):
        return set_csms(account_ids=ids, csm=edit.csm, on=on, by=by)

    def take_back(self, turns, *, on, by):
        take_back_csms(turns, by=by)


class RankPart:
    key, word, model, question = "rank", _("Rank"), RankSpan, "rank"
    kind, refusal = CsmPart.kind, CsmPart.refusal

    def to(self, edit):
        return edit.rank

    def was(self, row):
        return row.rank

    def is_same(self, row, edit):
        return row.rank == edit.rank

    def write(self, ids, edit, *, on, by):
        return set_ranks(account_ids=ids, rank=edit.rank, on=on, by=by)

    def take_back(self, turns, *, on, by):
        take_back_ranks(turns, by=by)


class SegmentPart:
    key, word, model, question = "segment", _("Segment exception"), SegmentSpan, ""
    kind = ObjectKind.SEGMENT_MOVE
    refusal = _("Only their team's manager, the CS head and ops decide on segments.")

    def to(self, edit):
        return localized(edit.segment, "name") if edit.segment else ""

    def was(self, row):
        return localized(row.span.segment, "name") if row.span else ""

    def is_same(self, row, edit):
        held = (edit.segment.pk, edit.held_until)
        return row.span is not None and (row.span.segment_id, row.span.held_until) == held

    def write(self, ids, edit, *, on, by):
        return put_in_segments(
            account_ids=ids,
            segment=edit.segment,
            from_on=on,
            by=by,
            reason=edit.reason,
            held_until=edit.held_until,
        )

    def take_back(self, turns, *, on, by):
        take_back_moves(turns, on=on, by=by)


PARTS = (CsmPart(), RankPart(), SegmentPart())
