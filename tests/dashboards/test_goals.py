"""The page of goals: what is shown, who sets, what is refused, and a fixed number of queries."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from core.models import AuditEvent, Role
from engagement.models import Goal
from tests.builders import DAY, make_run, make_segment, make_user
from tests.dashboards.segment_company import make_company

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
URL = "/segments/graduate_season/goals/"
WANTED = {
    "month": "2026-11",
    "meet_at_risk_target": "100",
    "meet_at_risk_days": "180",
    "stage_ups_target": "2",
    "stage_ups_stage": "active",
    "answer_detractors_target": "",
    "answer_detractors_days": "5",
    "log_kickoffs_target": "",
}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
        yield


@pytest.fixture
def manager(client):
    company = make_company()
    user = make_user(Role.MANAGER, name="Rie Nakamura", teams=[company.ours.team])
    client.force_login(user)
    return user


def put(client, **changes):
    return client.post(f"{URL}set/", {**WANTED, **changes})


def test_a_manager_sets_goals_and_sees_their_progress_and_who_set_them(client, manager):
    assert "these figures are proposed" in client.get(URL).content.decode()
    assert put(client).url == f"{URL}?month=2026-11"
    page = client.get(URL)
    lines = [
        (line.words, line.done, line.needed, line.concerned) for line in page.context["page"].lines
    ]
    assert lines == [
        ("Meet every account at risk that renews within 180 days", 0, 0, 0),
        ("2 stage-ups to Active", 1, 2, 2),
    ]
    text = page.content.decode()
    assert "Rie Nakamura" in text
    assert "these figures are proposed" not in text


def test_the_dashboard_shows_the_goals_of_its_month(client, manager):
    put(client)
    page = client.get("/segments/graduate_season/")
    assert [line.words for line in page.context["board"].goals][1] == "2 stage-ups to Active"
    assert "Goals for Nov 2026" in page.content.decode()
    earlier = client.get("/segments/graduate_season/", {"as_of": "2026-10-25"})
    assert earlier.context["board"].goals == []


def test_the_lists_behind_a_goal_hold_as_many_accounts(client, manager):
    put(client)
    for line in client.get(URL).context["page"].lines:
        for number, url in (
            (line.concerned, line.concerned_url),
            (line.done, line.done_url),
            (line.open, line.open_url),
            (line.late, line.late_url),
        ):
            page = client.get(url)
            assert (len(page.context["lines"]), page.context["form"].misread) == (number, [])


def test_a_goal_without_its_days_is_refused_and_nothing_changes(client, manager):
    answer = put(client, meet_at_risk_days="")
    assert answer.status_code == 422
    assert "Say within how many days." in answer.content.decode()
    assert (Goal.objects.count(), AuditEvent.objects.filter(object_kind="goal").count()) == (0, 0)


@pytest.mark.parametrize("month", ["2026-10", "2027-02"])
def test_a_month_that_is_over_or_far_ahead_is_not_set(client, manager, month):
    assert put(client, month=month).status_code == 404
    assert Goal.objects.count() == 0


def test_a_csm_sees_the_goals_and_sets_none(client, manager):
    put(client)
    client.force_login(make_user(Role.CSM, teams=[make_segment().team]))
    text = client.get(URL).content.decode()
    assert "2 stage-ups to Active" in text
    assert "Set these goals" not in text
    assert put(client, stage_ups_target="9").status_code == 404
    assert Goal.objects.get(kind="stage_ups").target == 2


@pytest.mark.parametrize("month", ["2026-12\n", "20２６-12"])
def test_what_only_looks_like_a_month_leads_to_this_one(client, manager, month):
    this, asked = client.get(URL), client.get(URL, {"month": month})
    assert asked.context["page"].month == this.context["page"].month


def test_a_manager_of_another_team_sets_nothing_here(client, manager):
    client.force_login(make_user(Role.MANAGER, teams=[make_segment("multi_site").team]))
    assert put(client).status_code == 404
    assert Goal.objects.count() == 0


def test_a_month_without_goals_says_so_to_who_cannot_set_them(client, manager):
    client.force_login(make_user(Role.CSM, teams=[make_segment().team]))
    assert "No goals are set for this month." in client.get(URL).content.decode()


def test_the_proposal_follows_from_the_months_before_and_from_today(client, manager):
    proposals = {each.kind.value: each for each in client.get(URL).context["page"].proposals}
    assert proposals["stage_ups"].aim.target == 1
    assert (
        proposals["stage_ups"].why == "0 in the three months before; lacking one condition now: 0"
    )
    assert proposals["meet_at_risk"].why == "0 accounts at risk renew by then: ARR ¥0"
    assert proposals["log_kickoffs"].why == "0 kick-offs are due in the month"


def test_the_number_of_queries_is_fixed(client, manager, django_assert_num_queries):
    put(client)
    client.get(URL)
    with django_assert_num_queries(BASELINE["segment_goals"]):
        assert client.get(URL).status_code == 200


def test_before_the_first_night_the_page_stands(client):
    client.force_login(make_user(Role.CS_HEAD))
    make_run(day=DAY)
    make_segment()
    assert client.get(URL).status_code == 200
