"""Writing what members judge and change about customers; each with its audit event."""

from django.db import transaction

from accounts.models import Account, RankSpan, RiskJudgement
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
    account = Account.objects.select_for_update().get(pk=account.pk)
    if account.rank == rank:
        return
    open_spans = RankSpan.objects.filter(account=account, to_on=None)
    open_spans.filter(from_on__gte=on).delete()
    open_spans.update(to_on=on)
    RankSpan.objects.create(account=account, rank=rank, from_on=on, judged_by=by)
    account.rank = rank
    account.save(update_fields=["rank"])
    audit.record(
        actor=by,
        verb="set_rank",
        object_kind="account",
        object_id=account.pk,
        detail={"rank": rank, "on": on},
    )
