"""Goals of a team: set, changed and dropped, each with its event in the audit trail."""

from datetime import date

import pytest
from django.utils import timezone

from core.models import AuditEvent, Role
from engagement.goals import Aim, set_goals
from engagement.models import Goal, GoalKind
from tests.builders import make_team, make_user

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)
MEET = Aim(100, days=180)


@pytest.fixture
def manager():
    return make_user(Role.MANAGER)


def put(manager, aims, month=NOVEMBER):
    return set_goals(team=make_team(), month=month, aims=aims, by=manager, at=timezone.now())


def held():
    rows = Goal.objects.order_by("pk")
    return list(rows.values_list("kind", "target", "days", "stage", "set_by__name"))


def told():
    events = AuditEvent.objects.filter(object_kind="goal").order_by("pk")
    return [(each.verb, each.object_id, each.detail) for each in events]


def test_a_goal_is_set_changed_and_dropped_and_the_trail_tells_it(manager):
    kind = GoalKind.MEET_AT_RISK
    assert put(manager, {kind: MEET}) == [kind]
    assert held() == [("meet_at_risk", 100, 180, "", "Olivia Ops")]
    assert put(manager, {kind: Aim(80, days=90)}) == [kind]
    assert held() == [("meet_at_risk", 80, 90, "", "Olivia Ops")]
    assert put(manager, {kind: None}) == [kind]
    assert held() == []
    month = f"{make_team().pk}:2026-11"
    whole, less = ({"target": t, "days": d, "stage": ""} for t, d in ((100, 180), (80, 90)))
    assert told() == [
        ("set", month, {"kind": "meet_at_risk", "before": None, "after": whole}),
        ("set", month, {"kind": "meet_at_risk", "before": whole, "after": less}),
        ("drop", month, {"kind": "meet_at_risk", "before": less, "after": None}),
    ]


def test_setting_the_same_again_changes_nothing_and_tells_nothing(manager):
    aims = {GoalKind.STAGE_UPS: Aim(3, stage="active"), GoalKind.LOG_KICKOFFS: None}
    assert put(manager, aims) == [GoalKind.STAGE_UPS]
    before = held(), told()
    assert put(make_user(Role.MANAGER, name="Another"), aims) == []
    assert (held(), told()) == before


def test_kinds_not_named_and_other_months_stay(manager):
    put(manager, {GoalKind.MEET_AT_RISK: MEET})
    put(manager, {GoalKind.LOG_KICKOFFS: Aim(100)}, month=date(2026, 12, 1))
    put(manager, {GoalKind.LOG_KICKOFFS: Aim(50)})
    assert [row[:2] for row in held()] == [
        ("meet_at_risk", 100),
        ("log_kickoffs", 100),
        ("log_kickoffs", 50),
    ]
