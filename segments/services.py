"""Writing segments: rules speak every night, people decide once a month."""

from datetime import date, timedelta
from operator import itemgetter

from django.db import transaction
from django.utils import timezone

from accounts.models import Account, Team
from core import audit
from definitions.models import Kind
from definitions.selectors import versions_in_force
from segments.domain.proposals import Decision, proposal
from segments.domain.rules import SegmentRules
from segments.followers import follow_move
from segments.models import (
    ProposalState,
    RuleSpan,
    Segment,
    SegmentProposal,
    SegmentSpan,
)
from segments.moving import put_in_segments, withdraw_proposals
from segments.selectors import (
    current_segments,
    exceptions_until,
    latest_proposals,
    rule_spans_of,
)

ALWAYS = date(1970, 1, 1)
# The reason of a span that a night began by itself, where nobody had placed the account.
FIRST_PLACEMENT = "first placement by rule"


@transaction.atomic
def install_segments(rules):
    """Write a segment, with a team of its own, for each rule that has none yet. Returns how many."""
    is_new = 0
    for order, rule in enumerate(rules.segments):
        names = {"name_en": rule.texts.name_en, "name_ja": rule.texts.name_ja}
        team, _ = Team.objects.get_or_create(key=rule.key, defaults=names)
        _, created = Segment.objects.get_or_create(
            key=rule.key,
            defaults={
                **names,
                "order": order,
                "strategy_en": rule.strategy_en,
                "strategy_ja": rule.strategy_ja,
                "team": team,
            },
        )
        is_new += created
    return is_new


def install_shipped_segments():
    """Write the segments that the common rules in force name."""
    version = versions_in_force(kind=Kind.SEGMENTS)["segments"]
    install_segments(SegmentRules.from_body(version.body))


def note_rule_results(results, *, night, lapsed=frozenset()):
    """Remember what the rules said on `night`: {account id: segment key or ""}.

    A span goes on while the answer is the same, but not for the ids in `lapsed`, of which nothing was
    said the night before. The same night told again leaves what its latest answers leave alone. Nights
    are told in order; an earlier night than the latest one told changes nothing.
    """
    open_spans = rule_spans_of(results)
    ended_spans = rule_spans_of(results, ended_on=night)
    begun, ended, corrected, reopened, undone = [], [], [], [], []
    for account_id, key in results.items():
        span, before = open_spans.get(account_id), ended_spans.get(account_id)
        goes_on = account_id not in lapsed
        if span is None:
            begun.append((account_id, key))
        elif span.from_on < night and not (goes_on and span.segment_key == key):
            ended.append(span.pk)
            begun.append((account_id, key))
        elif span.from_on == night and before and goes_on and before.segment_key == key:
            undone.append(span.pk)
            reopened.append(before.pk)
        elif span.from_on == night and span.segment_key != key:
            corrected.append(RuleSpan(pk=span.pk, segment_key=key))
    RuleSpan.objects.filter(pk__among=undone).delete()
    RuleSpan.objects.filter(pk__among=reopened).update(to_on=None)
    RuleSpan.objects.filter(pk__among=ended).update(to_on=night)
    RuleSpan.objects.bulk_update(corrected, ["segment_key"], batch_size=500)
    RuleSpan.objects.bulk_create(
        (RuleSpan(account_id=each, segment_key=key, from_on=night) for each, key in begun),
        batch_size=1000,
    )


def decide_moves(account_ids, *, night):
    """Place accounts that never had a segment, and propose the moves that are due on `night`.

    Open proposals that the rules no longer make, or that were made real meanwhile, are withdrawn. A
    placement holds from the next day on, so that a night judged twice sees the same. Returns
    (placed, proposed).
    """
    ruled = rule_spans_of(account_ids)
    current = current_segments(account_ids)
    latest = latest_proposals(account_ids)
    held = exceptions_until(account_ids)
    _withdraw_stale(ruled, current)
    by_key = {segment.key: segment for segment in Segment.objects.all()}
    placed, proposed = [], []
    for account_id, span in ruled.items():
        now = current.get(account_id)
        decision = proposal(
            current=now.key if now else None,
            ruled=span.segment_key or None,
            true_since=span.from_on,
            as_of=night,
            latest_proposed_on=latest[account_id],
            held_until=held.get(account_id),
        )
        if decision is Decision.PLACE:
            placed.append((account_id, by_key[span.segment_key]))
        elif decision is Decision.PROPOSE:
            proposed.append(
                SegmentProposal(
                    account_id=account_id,
                    current=now,
                    proposed=by_key[span.segment_key],
                    true_since=span.from_on,
                    proposed_on=night,
                )
            )
    _place(placed, night=night)
    _propose(proposed)
    return len(placed), len(proposed)


def _withdraw_stale(ruled, current):
    """Withdraw what is proposed of accounts that the rules place elsewhere now, or that are there."""
    waiting = SegmentProposal.objects.filter(account__among=ruled, state=ProposalState.OPEN)
    stale = [
        each.account_id
        for each in waiting.select_related("proposed")
        if ruled[each.account_id].segment_key != each.proposed.key
        or current.get(each.account_id) == each.proposed
    ]
    withdraw_proposals(stale)


def _place(placed, *, night):
    SegmentSpan.objects.bulk_create(
        SegmentSpan(
            account_id=account_id,
            segment=segment,
            from_on=night + timedelta(days=1),
            reason=FIRST_PLACEMENT,
        )
        for account_id, segment in placed
    )
    for segment in {segment for _, segment in placed}:
        ids = [account_id for account_id, each in placed if each == segment]
        Account.objects.filter(pk__among=ids).update(team=segment.team)


def _propose(proposed):
    withdraw_proposals([each.account_id for each in proposed])
    SegmentProposal.objects.bulk_create(proposed)


@transaction.atomic
def decide_proposal(*, proposal_id, is_accepted, by, on):
    """Accept or decline an open proposal; one already decided stays as it is. Returns it."""
    found = SegmentProposal.objects.select_for_update().get(pk=proposal_id)
    if found.state != ProposalState.OPEN:
        return found
    found.state = ProposalState.ACCEPTED if is_accepted else ProposalState.DECLINED
    found.decided_by, found.decided_at = by, timezone.now()
    found.save()
    if is_accepted:
        put_in_segments(
            account_ids=[found.account_id],
            segment=found.proposed,
            from_on=on,
            by=by,
            reason="proposal accepted",
        )
        follow_move([found.account_id])
    else:
        audit.record(
            actor=by,
            verb="decline_segment",
            object_kind="account",
            object_id=found.account_id,
            detail={"segment": found.proposed.key, "proposed_on": found.proposed_on},
        )
    return found


def find_segment(text):
    """Return the segment of this key or name, None where there is none."""
    folded = text.strip().casefold()
    for segment in Segment.objects.all():
        if folded in (segment.key, segment.name_en.casefold(), segment.name_ja.casefold()):
            return segment
    return None


def apply_segments(found, *, on):
    """Put accounts in the segments a file names: {account id: segment}.

    An account without a segment is taken to have been in it since the first of its days. What is
    proposed for those that moved is withdrawn. Returns {account id: from when} for them.
    """
    current = current_segments(list(found))
    moved = {
        account_id: on if account_id in current else ALWAYS
        for account_id, segment in sorted(found.items(), key=itemgetter(0))
        if current.get(account_id) != segment
    }
    SegmentSpan.objects.filter(account__among=moved, to_on=None, from_on__gte=on).delete()
    SegmentSpan.objects.filter(account__among=moved, to_on=None).update(to_on=on)
    SegmentSpan.objects.bulk_create(
        SegmentSpan(
            account_id=account_id,
            segment=found[account_id],
            from_on=from_on,
            reason="uploaded",
        )
        for account_id, from_on in moved.items()
    )
    for segment in {found[account_id] for account_id in moved}:
        ids = [account_id for account_id in moved if found[account_id] == segment]
        Account.objects.filter(pk__among=ids).update(team=segment.team)
    withdraw_proposals(moved)
    return moved
