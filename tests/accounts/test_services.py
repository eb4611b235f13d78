"""What members judge about customers is kept with its history and its audit event."""

from datetime import timedelta

import pytest

from accounts.models import RankSpan, RiskJudgement
from accounts.services import judge_risk, set_rank
from core.models import AuditEvent, Role
from tests.builders import DAY, make_account, make_user

pytestmark = pytest.mark.django_db


def test_a_judgement_keeps_level_evidence_day_and_judge():
    account, member = make_account(), make_user(Role.CSM)
    judge_risk(account=account, level=2, evidence="No answer for weeks.", on=DAY, by=member)
    kept = RiskJudgement.objects.get()
    assert (kept.account, kept.level, kept.evidence, kept.judged_on, kept.judged_by) == (
        account,
        2,
        "No answer for weeks.",
        DAY,
        member,
    )
    event = AuditEvent.objects.get()
    assert (event.verb, event.object_id, event.detail["level"]) == (
        "judge_risk",
        str(account.pk),
        2,
    )


def ranks(account):
    spans = RankSpan.objects.filter(account=account).order_by("from_on")
    return [(span.rank, span.from_on, span.to_on) for span in spans]


def test_a_new_rank_ends_the_one_before():
    account, member = make_account(), make_user(Role.CSM)
    later = DAY + timedelta(days=30)
    set_rank(account=account, rank="A", on=DAY, by=member)
    set_rank(account=account, rank="C", on=later, by=member)
    account.refresh_from_db()
    assert (account.rank, ranks(account)) == ("C", [("A", DAY, later), ("C", later, None)])


def test_the_same_rank_again_changes_nothing():
    account, member = make_account(rank="A"), make_user(Role.CSM)
    set_rank(account=account, rank="A", on=DAY, by=member)
    assert (ranks(account), AuditEvent.objects.count()) == ([], 0)


def test_two_ranks_on_one_day_leave_the_later_one():
    account, member = make_account(), make_user(Role.CSM)
    set_rank(account=account, rank="A", on=DAY, by=member)
    set_rank(account=account, rank="S", on=DAY, by=member)
    assert ranks(account) == [("S", DAY, None)]
