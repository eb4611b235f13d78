"""Writing what members judge and change about customers; each with its audit event."""

from collections import defaultdict

from django.db import transaction

from accounts.models import Account, CsmSpan, RankSpan, RiskJudgement
from accounts.spans import begin_spans, take_back
from core import audit


@transaction.atomic
def judge_risk(*, account, level, evidence, on, by):
    """Record the churn risk that a member sees on the day `on`; the latest judgement counts."""
    judgement = RiskJudgement.objects.create(
        account=account, level=level, evidence=evidence, judged_on=on, judged_by=by
    )
    audit.record(
        actor=by,
        verb="judge_risk",
        object_kind="account",
        object_id=account.pk,
        detail={"level": level, "evidence": evidence, "on": on},
    )
    return judgement


@transaction.atomic
def set_rank(*, account, rank, on, by):
    """Give the account the rank S, A, B or C from the day `on`; the same rank again changes nothing."""
    set_ranks(account_ids=[account.pk], rank=rank, on=on, by=by)


@transaction.atomic
def set_ranks(*, account_ids, rank, on, by):
    """Give accounts the rank S, A, B or C from the day `on`; those that have it are left alone.

    Returns the turns of their histories, each with the rank that the account "had".
    """
    had = _lock_others(account_ids, "rank", rank)
    spans = {key: {"rank": rank, "judged_by": by} for key in had}
    turns = begin_spans(RankSpan, spans, on=on)
    Account.objects.filter(pk__among=had).update(rank=rank)
    _record(had, verb="set_rank", by=by, detail={"rank": rank, "on": on})
    return {key: {**turn, "had": had[key]} for key, turn in turns.items()}


@transaction.atomic
def set_csms(*, account_ids, csm, on, by):
    """Have a member look after accounts from the day `on`; those that they have already are left alone.

    The team stays: it goes with the segment. Returns the turns of the accounts' histories, each with
    the id of the CSM that the account "had".
    """
    had = _lock_others(account_ids, "csm_id", csm.pk)
    turns = begin_spans(CsmSpan, {key: {"csm": csm} for key in had}, on=on)
    Account.objects.filter(pk__among=had).update(csm=csm)
    _record(had, verb="set_csm", by=by, detail={"csm": csm.pk, "on": on})
    return {key: {**turn, "had": had[key]} for key, turn in turns.items()}


@transaction.atomic
def take_back_ranks(turns, *, by):
    """Undo what `set_ranks` returned; nothing may have come after it (see `spans.still_hold`)."""
    _take_back(RankSpan, "rank", turns, by=by)


@transaction.atomic
def take_back_csms(turns, *, by):
    """Undo what `set_csms` returned; nothing may have come after it (see `spans.still_hold`)."""
    _take_back(CsmSpan, "csm_id", turns, by=by)


def _take_back(model, field, turns, *, by):
    take_back(model, turns)
    for value, ids in by_what_they_had(turns).items():
        Account.objects.filter(pk__among=ids).update(**{field: value})
    name = field.removesuffix("_id")
    details = {key: {name: turn["had"]} for key, turn in turns.items()}
    audit.record_each(actor=by, verb=f"undo_set_{name}", object_kind="account", details=details)


def by_what_they_had(turns):
    """Return {value: account ids} of what accounts had before these turns."""
    found = defaultdict(list)
    for key, turn in turns.items():
        found[turn["had"]].append(int(key))
    return found


def _lock_others(account_ids, field, value):
    """Lock the standing accounts whose `field` is another; return {account id: what it is}, in order."""
    rows = Account.objects.select_for_update().standing().filter(pk__among=account_ids)
    return dict(rows.exclude(**{field: value}).order_by("pk").values_list("pk", field))


def _record(account_ids, *, verb, by, detail):
    details = dict.fromkeys(account_ids, detail)
    audit.record_each(actor=by, verb=verb, object_kind="account", details=details)
