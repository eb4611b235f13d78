"""How far goals have come, counted from facts: whom they concern, with whom it is done, who is late."""

from datetime import date, timedelta

import pytest

from accounts.selectors import judgements_for
from book.counting import count_segments
from book.goals import GoalAsk, GoalReading
from book.models import AccountStatus
from book.query import BookQuery
from book.selectors import book_page
from book.services import keep_segment_nights
from core.models import Role
from engagement.models import Activity, Goal, GoalKind, Milestone, NpsInvitation
from tests.builders import (
    DAY,
    make_account,
    make_contract,
    make_night,
    make_seal,
    make_segment,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db
# The day that is judged is the 22nd of November; the month opened with the night of the 31st of October.
NOVEMBER, OPENING = date(2026, 11, 1), date(2026, 10, 31)
HIGH, AT_RISK, HEALTHY = 3, 1, 3


@pytest.fixture
def segment():
    return make_segment()


def customer(name, *, opening=None, now=None, ends_on=None):
    """Write an account of the segment, on the night that opened the month and on the latest."""
    found = make_account(name, team=make_segment().team)
    if opening is not None:
        make_night(found, day=OPENING, segment_key="graduate_season", **opening)
    if now is not None:
        make_night(found, segment_key="graduate_season", **now)
    if ends_on:
        make_contract(found, starts_on=date(2026, 1, 1), days=(ends_on - date(2025, 12, 31)).days)
    make_status(found, segment=make_segment())
    return found


def touch(account, day, kind="meeting"):
    number = Activity.objects.count()
    Activity.objects.create(
        account=account, external_id=f"T{number}", happened_on=date(2026, 11, day), kind=kind
    )


def detractor(account, day, score=3):
    NpsInvitation.objects.create(
        account=account,
        external_id=f"N{NpsInvitation.objects.count()}",
        invited_on=date(2026, 10, 20),
        responded_on=date(2026, 11, day),
        score=score,
    )


def make_goal(kind, target=100, *, days=None, stage="", month=NOVEMBER):
    return Goal.objects.create(
        team=make_segment().team,
        month=month,
        kind=kind,
        target=target,
        days=days,
        stage=stage,
        set_at="2026-11-01T00:00Z",
    )


def count(goal, *, reader=None, as_of=DAY):
    """Return the names (concerned, done, late), and how many are needed."""
    reader = reader or make_user(Role.CS_HEAD)
    for night in (OPENING, DAY):
        keep_segment_nights(count_segments(night=night), nights=[night])
    read = GoalReading(
        team=goal.team,
        as_of=as_of,
        judgements=judgements_for(reader),
        seen=AccountStatus.objects.visible_to(reader),
    )
    state = read.state(goal)
    names = dict(AccountStatus.objects.values_list("pk", "name"))
    sets = (state.concerned, state.done, state.late)
    return (*("".join(sorted(names[pk] for pk in each)) for each in sets), state.needed)


def test_who_was_at_risk_when_the_month_opened_and_renews_in_time_is_to_be_met(segment):
    soon, far = date(2027, 4, 30), date(2027, 5, 1)
    a = customer("a", opening={"band": AT_RISK, "risk": 0}, ends_on=soon)
    customer("b", opening={"band": HEALTHY, "risk": HIGH}, ends_on=soon)
    customer("c", opening={"band": AT_RISK, "risk": HIGH}, ends_on=far)
    customer("d", opening={"band": HEALTHY, "risk": 2}, ends_on=soon)
    customer("e", now={"band": AT_RISK, "risk": HIGH}, ends_on=soon)
    touch(a, 20)
    goal = make_goal(GoalKind.MEET_AT_RISK, days=180)
    assert count(goal) == ("ab", "a", "", 2)
    assert count(goal, as_of=date(2026, 11, 19)) == ("ab", "", "", 2)


@pytest.mark.parametrize(
    ("day", "kind", "done"),
    [(1, "visit", "a"), (22, "qbr", "a"), (5, "email", ""), (23, "qbr", "")],
)
def test_only_a_meeting_within_the_month_counts_as_met(segment, day, kind, done):
    a = customer("a", opening={"band": AT_RISK}, ends_on=date(2027, 1, 31))
    touch(a, day, kind)
    assert count(make_goal(GoalKind.MEET_AT_RISK, days=180))[1] == done


def test_a_share_of_those_concerned_is_rounded_up(segment):
    for name in "abc":
        customer(name, opening={"band": AT_RISK}, ends_on=date(2027, 1, 31))
    assert count(make_goal(GoalKind.MEET_AT_RISK, 50, days=180)) == ("abc", "", "", 2)


def test_a_stage_up_is_to_stand_at_the_stage_now_and_to_have_stood_below_it(segment):
    for name, was, is_now in (("a", 1, 2), ("b", 0, 3), ("c", 2, 3), ("d", 1, 1), ("e", 2, 1)):
        customer(name, opening={"stage": was}, now={"stage": is_now})
    customer("f", now={"stage": 2})
    assert count(make_goal(GoalKind.STAGE_UPS, 3, stage="active")) == ("abd", "ab", "", 3)


def test_a_detractor_is_answered_by_a_touch_within_the_days(segment):
    days = {"a": (6, 11), "b": (6, 12), "c": (20, None), "d": (10, 9), "e": (2, 2)}
    for name, (answered, touched) in days.items():
        each = customer(name, now={})
        detractor(each, answered, score=9 if name == "e" else 6)
        if touched:
            touch(each, touched, "call")
    assert count(make_goal(GoalKind.ANSWER_DETRACTORS, days=5)) == ("abcd", "a", "bd", 4)


def test_every_answer_of_a_detractor_asks_for_its_own_touch(segment):
    a = customer("a", now={})
    detractor(a, 3)
    detractor(a, 15)
    touch(a, 4)
    goal = make_goal(GoalKind.ANSWER_DETRACTORS, days=5)
    assert count(goal)[1] == ""
    touch(a, 20)
    assert count(goal)[1] == "a"


def test_a_kick_off_due_in_the_month_is_done_once_it_is_reached(segment):
    due = {"a": (5, 7), "b": (5, None), "c": (30, None), "d": (30, 25)}
    for name, (due_on, reached_on) in due.items():
        Milestone.objects.create(
            account=customer(name, now={}),
            key="kickoff",
            due_on=date(2026, 11, due_on),
            reached_on=reached_on and date(2026, 11, reached_on),
        )
    Milestone.objects.create(account=customer("e", now={}), key="setup", due_on=DAY)
    assert count(make_goal(GoalKind.LOG_KICKOFFS)) == ("abcd", "a", "b", 4)


def test_what_is_sealed_for_the_reader_concerns_nobody(segment):
    a = customer("a", opening={"band": AT_RISK, "stage": 1}, ends_on=date(2027, 1, 31))
    reader = make_user(Role.CSM, teams=[segment.team])
    goal = make_goal(GoalKind.MEET_AT_RISK, days=180)
    assert count(goal, reader=reader)[0] == "a"
    make_seal(reader, a, "risk")
    assert count(goal, reader=reader) == ("", "", "", 0)
    ups = make_goal(GoalKind.STAGE_UPS, 1, stage="active")
    assert count(ups, reader=reader)[0] == "a"
    make_seal(reader, a, "stage")
    assert count(ups, reader=reader)[0] == ""


def test_an_account_of_another_teams_segment_is_not_concerned(segment):
    other = make_segment("multi_site", order=1)
    a = make_account("a", team=other.team)
    make_night(a, segment_key="multi_site")
    make_status(a, segment=other)
    detractor(a, 3)
    assert count(make_goal(GoalKind.ANSWER_DETRACTORS, days=5))[0] == ""


def test_a_month_that_is_over_counts_what_was_done_by_its_end(segment):
    a = customer("a", opening={"band": AT_RISK}, ends_on=date(2027, 1, 31))
    customer("b", opening={"band": AT_RISK}, ends_on=date(2027, 1, 31))
    goal = make_goal(GoalKind.MEET_AT_RISK, days=180)
    touch(a, 30)
    assert count(goal, as_of=date(2026, 12, 5)) == ("ab", "a", "b", 2)


def test_the_list_shows_the_accounts_behind_a_goal(segment):
    for name, was, is_now in (("a", 1, 2), ("b", 1, 1), ("c", 2, 2)):
        customer(name, opening={"stage": was}, now={"stage": is_now})
    goal = make_goal(GoalKind.STAGE_UPS, 1, stage="active")
    reader = make_user(Role.CSM, teams=[segment.team])
    count(goal)

    def listed(state, *, goal_id=goal.pk, by=reader):
        query = BookQuery(goal=GoalAsk(goal_id, state, DAY), contract="all", sort="name")
        page = book_page(for_user=by, judgements=judgements_for(by), query=query, as_of=DAY)
        return "".join(status.name for status in page.statuses)

    assert [listed(each) for each in ("all", "open", "done", "late")] == ["ab", "b", "a", ""]
    assert listed("all", goal_id=goal.pk + 1) == ""
    assert listed("all", by=make_user(Role.CSM)) == ""


def test_before_any_night_a_goal_concerns_nobody(segment):
    read = GoalReading(
        team=segment.team,
        as_of=DAY - timedelta(days=1),
        judgements=judgements_for(make_user(Role.CS_HEAD)),
        seen=AccountStatus.objects.all(),
    )
    for kind, fields in (
        (GoalKind.MEET_AT_RISK, {"days": 180}),
        (GoalKind.STAGE_UPS, {"stage": "active"}),
    ):
        assert read.state(make_goal(kind, 2, **fields)).concerned == frozenset()
