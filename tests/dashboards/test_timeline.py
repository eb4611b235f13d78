"""Everything that happened with an account, from all the places it is kept."""

from datetime import timedelta

import pytest
from django.utils import translation

from dashboards.account.held import held_by
from dashboards.account.sources import nps_word
from dashboards.account.timeline import open_lanes, timeline
from engagement.models import (
    Activity,
    Attendance,
    Event,
    ForeignStage,
    ForeignTask,
    Milestone,
    NpsInvitation,
    Ticket,
)
from tests.builders import DAY, make_account, make_contact, make_contract

pytestmark = pytest.mark.django_db


def ago(days):
    return DAY - timedelta(days=days)


@pytest.fixture
def account():
    account = make_account()
    other = make_account("Other")
    make_contract(account, starts_on=ago(30), plan="Pro")
    make_contact(account, "sponsor", to_on=ago(1))
    asked = {"contact": None, "invited_on": ago(9)}
    NpsInvitation.objects.create(
        account=account, external_id="1", responded_on=ago(7), score=9, comment="Good", **asked
    )
    Ticket.objects.create(account=account, external_id="1", opened_on=ago(6), closed_on=ago(5))
    event = Event.objects.create(external_id="1", name="User group", held_on=ago(4))
    Attendance.objects.create(account=account, event=event, status="attended")
    Milestone.objects.create(account=account, key="kickoff", reached_on=ago(3))
    for owner in (account, other):
        Activity.objects.create(
            account=owner, external_id="1", happened_on=ago(2), kind="meeting", subject="Review"
        )
    return account


def entries(account, **asked):
    with translation.override("en"):
        found = timeline(account_id=account.pk, held=held_by(account.pk), **{"until": DAY, **asked})
        return [((DAY - entry.on).days, str(entry.kind), entry.text) for entry in found]


def test_all_that_happened_stands_newest_first(account):
    assert entries(account) == [
        (1, "Sponsor left", "Hana Mori"),
        (2, "Meeting", "Review"),
        (3, "Milestone reached", "kickoff"),
        (4, "Attended", "User group"),
        (5, "Ticket closed", ""),
        (6, "Ticket opened", " (Normal)"),
        (7, "NPS answer", "9 · promoter"),
        (9, "NPS asked", ""),
        (30, "Contract begins", "Pro"),
    ]


def test_what_came_later_is_not_known_yet(account):
    assert entries(account, until=ago(7))[0] == (7, "NPS answer", "9 · promoter")
    assert entries(account, until=ago(8))[0] == (9, "NPS asked", "no answer so far")


def test_a_contract_that_has_ended_says_what_its_end_brought(account):
    make_contract(account, starts_on=ago(400), days=366, plan="Old", outcome="churned")
    assert (35, "Contract ends", "Churned") in entries(account)


def test_a_contract_closed_before_its_end_date_ends_where_it_was_closed(account):
    make_contract(account, starts_on=ago(400), days=366, closed_on=ago(50))
    make_contract(account, starts_on=ago(500), days=401, closed_on=ago(90))
    ended = [on for on, kind, _text in entries(account) if kind == "Contract ends"]
    assert ended == [50, 100]


def test_a_contract_without_an_end_date_ends_where_it_was_closed(account):
    make_contract(account, starts_on=ago(400), days=None, closed_on=ago(8), outcome="churned")
    make_contract(account, starts_on=ago(500), days=None, plan="Open")
    assert entries(account, lanes=["contract"]) == [
        (8, "Contract ends", "Churned"),
        (30, "Contract begins", "Pro"),
        (400, "Contract begins", ""),
        (500, "Contract begins", "Open"),
    ]
    assert entries(account, lanes=["contract"], until=ago(9))[0] == (30, "Contract begins", "Pro")


def test_one_lane_alone_and_since_a_day(account):
    assert entries(account, lanes=["ticket"]) == [
        (5, "Ticket closed", ""),
        (6, "Ticket opened", " (Normal)"),
    ]
    assert entries(account, lanes=["ticket"], since=ago(5)) == [(5, "Ticket closed", "")]


def test_only_the_latest_are_shown(account):
    assert [days for days, _, _ in entries(account, most=3)] == [1, 2, 3]


def test_what_another_tool_kept_is_marked_with_its_name(account):
    tool = {"account": account, "tool": "Gainsight"}
    ForeignStage.objects.create(**tool, from_on=ago(12), stage="Adopting")
    Activity.objects.create(
        **tool, external_id="1", happened_on=ago(11), kind="call", subject="Hello", author="Aki"
    )
    due = {**tool, "due_on": ago(10), "title": "Sponsor left"}
    ForeignTask.objects.create(**due, external_id="1", owner="Aki", playbook="Risk", status="Open")
    ForeignTask.objects.create(**due, external_id="2", closed_on=ago(8))
    ForeignTask.objects.create(**{**due, "due_on": DAY + timedelta(days=1)}, external_id="3")
    assert entries(account, since=ago(12))[-5:] == [
        (8, "Task closed", "Sponsor left"),
        (9, "NPS asked", ""),
        (10, "Task due", "Sponsor left"),
        (11, "Call", "Hello"),
        (12, "Gainsight: stage", "Adopting"),
    ]
    with translation.override("en"):
        found = timeline(account_id=account.pk, held=held_by(account.pk), until=DAY, since=ago(12))
        assert [(each.line, each.who, each.body) for each in found if each.tool] == [
            ("Task closed (Gainsight) Sponsor left", "", ""),
            ("Task due (Gainsight) Sponsor left", "Aki", "Risk · Open"),
            ("Call (Gainsight) Hello", "Aki", ""),
        ]


def test_a_lane_of_tasks_is_offered_only_where_there_are_some(account):
    def offered():
        lanes = open_lanes(
            account_id=account.pk, held=held_by(account.pk), until=DAY, is_stage_sealed=True
        )
        return [lane.key for lane in lanes]

    usual = ["touch", "note", "request", "event", "nps", "ticket", "people", "contract"]
    assert offered() == usual
    ForeignTask.objects.create(
        account=account, tool="Gainsight", external_id="1", title="Call", closed_on=ago(8)
    )
    assert offered() == [*usual, "task"]


def test_of_one_day_what_was_asked_and_opened_stands_before_what_was_answered_and_closed(account):
    for number in range(3):
        day = {"account": account, "external_id": f"same-{number}"}
        Ticket.objects.create(**day, opened_on=ago(20), closed_on=ago(20), subject=f"T{number}")
        NpsInvitation.objects.create(**day, invited_on=ago(20), responded_on=ago(20), score=number)
    Activity.objects.create(
        account=account, external_id="n", happened_on=ago(20), kind="note", subject="N"
    )
    Activity.objects.create(
        account=account, external_id="c", happened_on=ago(20), kind="call", subject="C"
    )
    found = [(kind, text) for days, kind, text in entries(account) if days == 20]
    assert found == [
        *[("Call", "C"), ("Note", "N"), *[("NPS asked", "")] * 3],
        *[("NPS answer", f"{score} · detractor") for score in (2, 1, 0)],
        *[("Ticket opened", f"T{number} (Normal)") for number in (2, 1, 0)],
        *[("Ticket closed", f"T{number}") for number in (2, 1, 0)],
    ]


@pytest.mark.parametrize(
    ("score", "word"),
    [
        (10, "promoter"),
        (9, "promoter"),
        (8, "passive"),
        (7, "passive"),
        (6, "detractor"),
        (0, "detractor"),
    ],
)
def test_an_answer_has_its_word(score, word):
    with translation.override("en"):
        assert nps_word(score) == word
