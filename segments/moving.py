"""Moving accounts between segments by hand, and taking that back; their CSMs stay."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import Account
from accounts.services import by_what_they_had
from accounts.spans import begin_spans, take_back
from core import audit
from engagement.models import FactChange
from segments.models import ProposalState, SegmentProposal, SegmentSpan

# An exception is looked at again once a year at least.
LONGEST_EXCEPTION: Final = timedelta(days=366)


@transaction.atomic
def put_in_segments(*, account_ids, segment, from_on, by, reason, held_until=None):
    """Move accounts to a segment by hand or by an accepted proposal; its team takes them on.

    `from_on` may lie in the past: the next night follows their paths anew. With `held_until` they are
    exceptions: what the rules propose for them is withdrawn, and nothing proposed before that day.
    Returns the turns of their histories, each with the team that the account "had" and the proposals
    "withdrawn".
    """
    locked = Account.objects.select_for_update().filter(pk__among=account_ids).order_by("pk")
    had = dict(locked.values_list("pk", "team_id"))
    fields = {"segment": segment, "reason": reason, "held_until": held_until}
    turns = begin_spans(SegmentSpan, dict.fromkeys(had, fields), on=from_on)
    withdrawn = withdraw_proposals(had) if held_until else {}
    _follow_anew(had, since=from_on)
    Account.objects.filter(pk__among=had).update(team=segment.team)
    detail = {"segment": segment.key, "from_on": from_on, "reason": reason}
    if held_until:
        detail["held_until"] = held_until
    audit.record_each(
        actor=by,
        verb="put_in_segment",
        object_kind="account",
        details=dict.fromkeys(had, detail),
    )
    return {
        key: {**turn, "had": had[key], "withdrawn": withdrawn.get(key, [])}
        for key, turn in turns.items()
    }


@transaction.atomic
def take_back_moves(turns, *, on, by):
    """Undo what `put_in_segments` returned; nothing may have come after it (see `spans.still_hold`)."""
    take_back(SegmentSpan, turns)
    for team, ids in by_what_they_had(turns).items():
        Account.objects.filter(pk__among=ids).update(team=team)
    withdrawn = [each for turn in turns.values() for each in turn["withdrawn"]]
    waiting = SegmentProposal.objects.filter(pk__among=withdrawn, state=ProposalState.WITHDRAWN)
    waiting.update(state=ProposalState.OPEN, decided_at=None)
    _follow_anew(map(int, turns), since=on)
    details = {key: {"team": turn["had"]} for key, turn in turns.items()}
    audit.record_each(actor=by, verb="undo_put_in_segment", object_kind="account", details=details)


def withdraw_proposals(account_ids):
    """Withdraw the open proposals for these accounts; return {account id: their ids}."""
    waiting = SegmentProposal.objects.filter(account__among=account_ids, state=ProposalState.OPEN)
    found = {account: [key] for key, account in waiting.values_list("pk", "account_id")}
    waiting.update(state=ProposalState.WITHDRAWN, decided_at=timezone.now())
    return found


def _follow_anew(account_ids, *, since):
    """Have the next night follow the paths of these accounts anew."""
    FactChange.objects.bulk_create(
        [FactChange(account_id=key, earliest_day=since) for key in account_ids], batch_size=1_000
    )
