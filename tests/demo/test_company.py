"""A small company is built, judged as believably as it was aimed, and holds every planted case."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import transaction
from django.db.models import F

from accounts.merging import likely_master, merge, undo_merge
from accounts.models import Account, Company, ContactRoleSpan, Contract, CsmSpan, RiskJudgement
from book.models import AccountStatus
from core import ledger
from core.exact import MISSING, SCALE
from core.models import Run, State, User
from demo import services
from demo.domain.names import LONG_NAME
from demo.domain.planted import CASES, plant
from demo.domain.stories import cast
from demo.history import LATE_DAYS
from demo.members import MEMBERS
from demo.product import KEY, SITE_KEY
from demo.selectors import is_demo
from engagement.models import (
    Activity,
    Attendance,
    NpsInvitation,
    Ticket,
    UsageMonth,
    Watermark,
)
from health.domain.risk import RiskLevel
from health.domain.scorecard import Band
from intake.models import DataFinding, Upload, UploadState
from metrics.models import AccountNight
from nightly.selectors import Freshness, freshness
from segments.models import Segment, SegmentProposal, SegmentSpan
from stages.models import ClassificationAnswer, ClassificationRound, StageSpan
from stages.selectors import journeys_of
from tests.whole import whole_database

DAY = date(2026, 11, 21)
AT = datetime(2026, 11, 22, 0, 30, tzinfo=UTC)
ACCOUNTS = 24
ENTRY, ONBOARD, ACTIVE, LOYAL = range(4)


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker):
    """The company with its nights, built once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        # A heartbeat has a connection of its own, which would wait for this open transaction.
        patch.setattr(ledger, "BEAT_SECONDS", 3_600)
        built = services.build(as_of=DAY, at=AT, accounts=ACCOUNTS)
        services.judge(built, at=AT)
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def planted(company, db):
    """Return {mark: account} of the planted cases."""
    stories = plant(cast(ACCOUNTS, as_of=DAY, seed=services.SEED), as_of=DAY, seed=services.SEED)
    aliases = {f"A{story.number + 1:04}": story.mark for story in stories if story.mark}
    return {
        aliases[alias]: account
        for account in Account.objects.prefetch_related("aliases")
        for alias in [account.aliases.get().value]
        if alias in aliases
    }


def latest(account, *, night=DAY):
    return (
        AccountNight.objects.in_force().select_related("registry").get(account=account, night=night)
    )


def metric(row, key):
    value = int(np.frombuffer(row.metrics, "<i8")[row.registry.keys.index(key)])
    return None if value == MISSING else value / SCALE


def test_every_account_has_its_place_people_and_past(company, db):
    assert Account.objects.count() == ACCOUNTS
    assert AccountStatus.objects.filter(segment=None).count() == 0
    assert SegmentSpan.objects.filter(to_on=None).count() == ACCOUNTS
    assert CsmSpan.objects.filter(csm__isnull=False).count() == ACCOUNTS
    for rows in (Contract, Activity, UsageMonth):
        assert rows.objects.values("account").distinct().count() == ACCOUNTS
    assert is_demo()


def test_the_other_products_usage_is_late_and_that_is_no_fall(company, db):
    usage = Watermark.objects.filter(dataset="usage").values_list("product__key", "latest_day")
    late = DAY - timedelta(days=LATE_DAYS)
    assert dict(usage) == {KEY: DAY, SITE_KEY: late}
    assert freshness() == Freshness(DAY, late, "採用サイト")
    (account,) = Account.objects.filter(product__key=SITE_KEY)
    row = latest(account)
    stale = np.unpackbits(np.frombuffer(row.stale, np.uint8), count=len(row.registry.keys))
    assert stale[row.registry.keys.index("active_days_28")]
    assert AccountStatus.objects.get(account=account).usage_to == late
    assert Company.objects.get(accounts=account).accounts.count() == 2


def test_the_journey_is_followed_in_the_order_of_the_segment(company, db):
    journeys = journeys_of(product_id=Account.objects.filter(product__key=KEY)[0].product_id)
    followed = Account.objects.filter(milestones__isnull=False).distinct()
    assert followed.count() == ACCOUNTS - 1
    for account in followed.prefetch_related("milestones"):
        journey = journeys.get(account.team.key, journeys[""])
        reached = {each.key: each.reached_on for each in account.milestones.all()}
        assert set(reached) == {step.key for step in journey.steps}
        days = [reached[step.key] for step in journey.steps]
        known = [day for day in days if day]
        assert known == sorted(known)
        assert days == known + [None] * (12 - len(known))


def test_a_blind_round_is_finished_and_most_of_it_agrees(company, db):
    (held,) = ClassificationRound.objects.all()
    answers = ClassificationAnswer.objects.filter(round=held)
    assert answers.count() == 14
    assert answers.filter(answer=F("computed")).count() == 12
    kept = dict(
        AccountNight.objects.in_force().of_night(held.night).values_list("account", "stage")
    )
    assert all(kept[each.account_id] == each.computed for each in answers)
    for answer in answers.select_related("account"):
        assert answer.member == answer.account.csm


def test_nights_are_kept_as_the_platform_keeps_them(company, db):
    nights = sorted(set(AccountNight.objects.values_list("night", flat=True)))
    assert nights[-91:] == [DAY - timedelta(days=back) for back in range(90, -1, -1)]
    assert {night.weekday() for night in nights[:-91]} == {6}
    assert len(nights[:-91]) == 65
    assert set(Run.objects.values_list("state", flat=True)) == {State.DONE}
    is_known = AccountNight.objects.filter(is_reconstructed=False).values_list("night", flat=True)
    assert set(is_known) == {DAY}
    assert company.is_whole


def test_all_four_stages_and_three_bands_are_there(company, db):
    rows = AccountNight.objects.in_force().of_night(DAY)
    stages = Counter(rows.values_list("stage", flat=True))
    assert set(stages) == {ENTRY, ONBOARD, ACTIVE, LOYAL}
    assert max(stages, key=stages.get) in (ONBOARD, ACTIVE)
    bands = Counter(rows.values_list("band", flat=True))
    assert set(bands) == {Band.HEALTHY, Band.CAUTION, Band.AT_RISK}
    assert bands[Band.HEALTHY] > bands[Band.CAUTION]
    assert StageSpan.objects.filter(from_on__gt=DAY - timedelta(days=180)).exists()


def test_rules_find_the_segment_that_each_account_was_made_for(company, db):
    moving = Account.objects.filter(segment_proposals__isnull=False)
    judged = AccountNight.objects.in_force().of_night(DAY).exclude(account__in=moving)
    rows = judged.exclude(rule_segment_key="")
    assert {row.rule_segment_key == row.segment_key for row in rows} == {True}
    # Who has hardly begun, or uses the other product only, gives no sign of how they work.
    assert rows.count() >= judged.count() * 0.75


def test_some_were_asked_and_stayed_silent(company, db):
    silent = NpsInvitation.objects.filter(responded_on=None)
    assert 0 < silent.count() < NpsInvitation.objects.count()
    assert set(silent.values_list("score", flat=True)) == {None}
    assert Ticket.objects.filter(closed_on=None).exists()
    assert Attendance.objects.filter(status="attended").exists()


def test_every_case_is_there(planted):
    assert set(planted) == {case.mark for case in CASES}


def test_a_healthy_account_has_lost_its_champion(planted):
    row = latest(planted["champion_left"])
    assert row.band == Band.HEALTHY
    assert metric(row, "champions") == 0
    assert metric(row, "champion_left_days") == 18
    gone = ContactRoleSpan.objects.get(contact__account=planted["champion_left"], to_on__lte=DAY)
    assert not Activity.objects.filter(contact=gone.contact, happened_on__gte=gone.to_on).exists()


def test_an_account_whose_sponsor_left_is_capped(planted):
    row = latest(planted["sponsor_left"])
    assert (row.exception_key, row.score) == ("sponsor_left", 4_900)


def test_a_graduate_hirer_off_season_is_silent_and_not_red(planted):
    row = latest(planted["off_season"])
    assert metric(row, "idle_days") >= 56
    assert row.band == Band.HEALTHY
    assert row.risk < RiskLevel.HIGH
    assert row.stage == ACTIVE


def test_one_rose_overnight(planted):
    spans = StageSpan.objects.filter(account=planted["rose_overnight"]).order_by("from_on")
    assert list(spans.values_list("stage", "from_on")) == [
        (ENTRY, DAY - timedelta(days=14)),
        (ONBOARD, DAY),
    ]


def test_a_move_waits_for_the_manager_of_who_works_otherwise(planted):
    (move,) = SegmentProposal.objects.all()
    assert (move.account, move.state) == (planted["works_otherwise"], "open")
    assert (move.current.key, move.proposed.key) == ("side_duty", "specialist_agents")


def test_ops_has_brought_in_one_file_in_part_and_one_that_was_refused(company, db):
    uploads = list(Upload.objects.order_by("pk"))
    assert [(each.dataset, each.state) for each in uploads] == [
        ("activities", UploadState.PARTIAL),
        ("usage", UploadState.REFUSED),
        ("usage", UploadState.LOADED),
        ("tickets", UploadState.LOADED),
        ("history_scores", UploadState.LOADED),
        ("history_stages", UploadState.LOADED),
        ("history_tasks", UploadState.LOADED),
    ]
    assert uploads[0].verdict["counts"] == {
        "new": 3,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
    }
    assert {each.uploaded_by.email for each in uploads} == {"ops@example.com"}
    assert [each for each in uploads if each.told_state != each.state] == []


def test_the_data_quality_board_has_something_of_each_to_show(company, db):
    found = DataFinding.objects.order_by("kind").values_list("kind", "state", "count")
    assert list(found) == [
        ("duplicate", "open", 2),
        ("free_for_long", "open", 1),
        ("ticket_backwards", "open", 1),
        ("usage_jump", "open", 1),
        ("usage_late", "open", 1),
        ("usage_outside", "open", 3),
    ]


def test_one_firm_stands_in_the_list_twice(planted):
    twice = [planted["came_in_twice"], planted["came_in_again"]]
    assert [account.name for account in twice] == ["株式会社みなと設備", "㈱みなと設備"]
    assert len({account.search_key for account in twice}) == 1


def test_the_firm_that_came_in_twice_is_found_merged_and_two_again(planted):
    pair = [planted["came_in_twice"], planted["came_in_again"]]
    found = DataFinding.objects.get(kind="duplicate")
    assert {found.account, found.other_account} == set(pair)
    assert (found.figures["reason"], found.figures["likeness"]) == ("folded", 97)
    master = likely_master(*pair, on=DAY)
    merged = next(each for each in pair if each != master)
    before = whole_database()
    with transaction.atomic():
        done = merge(master=master, merged=merged, taken=(), at=AT, by=None)
        assert Account.objects.standing().count() == ACCOUNTS - 1
        assert not UsageMonth.objects.filter(account=merged).exists()
        undo_merge(done, at=AT, by=None)
        assert whole_database() == before
        transaction.set_rollback(True)


def test_the_free_contract_is_kept_apart(planted):
    status = AccountStatus.objects.get(account=planted["free_contract"])
    assert (status.is_free, status.arr) == (True, None)


def test_the_csm_judges_otherwise_than_the_rules(planted):
    account = planted["judged_otherwise"]
    assert latest(account).risk <= RiskLevel.LOW
    assert RiskJudgement.objects.get(account=account).level == RiskLevel.HIGH
    assert AccountStatus.objects.get(account=account).is_risk_disputed


def test_one_was_healthy_until_it_churned(planted):
    account = planted["left_while_healthy"]
    contract = Contract.objects.filter(account=account).latest("ends_on")
    assert contract.outcome == "churned"
    row = latest(account, night=contract.ends_on)
    assert (row.band, row.risk < RiskLevel.MEDIUM) == (Band.HEALTHY, True)
    assert not AccountNight.objects.filter(account=account, night__gt=contract.ends_on).exists()


def test_one_name_is_long(planted):
    assert planted["long_name"].name == LONG_NAME
    assert len(LONG_NAME) > 50


def test_every_member_is_there_and_none_has_a_password(company, db):
    users = User.objects.all()
    assert {user.email for user in users} == {member.email for member in MEMBERS}
    assert not any(user.has_usable_password() for user in users)


def test_a_csm_sees_the_accounts_of_their_segment_only(company, db):
    csm = User.objects.get(email="csm@example.com")
    seen = set(Account.objects.visible_to(csm).values_list("team__key", flat=True))
    assert seen == {"graduate_season"}
    assert Segment.objects.filter(manager=None).count() == 0
