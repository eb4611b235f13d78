"""A company that has something to show on every page, and the objects those pages are about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import Account, RiskJudgement
from core.models import Role, User
from definitions.models import Kind
from definitions.services import put_in_force
from engagement.goals import Aim, set_goals
from engagement.models import (
    Attendance,
    AttendanceStatus,
    Event,
    GoalKind,
    Milestone,
    NpsInvitation,
)
from intake.models import PickedFile, Pickup, Upload
from segments.models import Segment
from stages.models import Cause, ClassificationAnswer
from tests import builders
from tests.builders import DAY, make_account, make_user

STEPS = ("kickoff", "setup", "live")
COUNTS = {"new": 3, "changed": 1, "unchanged": 2, "refused": 1}
FIRST = {
    "line": 2,
    "params": {"value": "Aoba", "found": 300, "longest": 200},
    "cells": ["A-1", "Aoba"],
}
VERDICT = {
    "counts": COUNTS,
    "findings": [{"code": "full_width", "column": "seats", "count": 2, "lines": [3, 4]}],
    "header": ["account_id", "name"],
    "reasons": [
        {"column": "name", "code": "required", "count": 2, "first": [FIRST, FIRST]},
        {"column": "name", "code": "too_long", "count": 1, "first": [FIRST]},
    ],
}


@dataclass(frozen=True)
class Everything:
    """`member` sees all of it, `objects` are by the name of the argument that addresses take."""

    member: User
    accounts: Mapping[str, Account]
    objects: Mapping[str, object]


def plainly(name: str, most: int = 200) -> str:
    return name


def at_length(name: str, most: int = 200) -> str:
    """Return a name as long as its field allows, nearly all of it one word."""
    return f"{name} of {'Donaudampfschifffahrtsgesellschaft' * 8}"[:most]


def make_everything(named: Callable[..., str] = plainly) -> Everything:
    """Write the company and judge two nights of it; `named` makes a name of so many characters at most."""
    member = make_user(Role.ADMIN, Role.CSM, Role.CRE, name=named("Ada Admin", 100))
    ken = make_user(Role.CSM, name=named("Ken Sato", 100))
    segments = [Segment.objects.get(key=key) for key in ("side_duty", "graduate_season")]
    for segment in segments:
        segment.name_en, segment.name_ja = named(segment.name_en, 80), named(segment.name_ja, 80)
        segment.manager = segment.ops_partner = segment.marketing_partner = ken
        segment.save()
        ken.teams.add(segment.team)
    accounts = {
        name: _account(named, number, name, csm=csm, segment=segments[number % 2])
        for number, (name, csm) in enumerate(
            zip("abcdefgh", (member, member, member, ken, ken, None, None, ken), strict=True)
        )
    }
    _of_two_products(accounts["a"], named, segments[0])
    _journey(named)
    _facts(accounts, named, member)
    builders.judge_night(DAY - timedelta(days=28))
    run = builders.judge_night(DAY)
    for segment in segments:
        _goals(segment, member)
    return Everything(member, accounts, _objects(accounts, named, member, ken, run))


def _account(named, number, name, *, csm, segment):
    account = make_account(
        named(f"Account {name}"), csm=csm, seats=100, rank="SABC"[number % 4], plan=named("Pro", 60)
    )
    builders.place_in_segment(account, segment)
    fields = {} if number else {"annual_amount": 9_000_000}
    if name == "h":
        fields = {"is_free": True, "annual_amount": None}
    builders.make_contract(account, starts_on=DAY - timedelta(days=700))
    builders.make_contract(account, days=310 + 30 * number, **fields)
    if name != "f":
        until = DAY - timedelta(days=(0, 0, 28, 28, 60, 60, 60, 60)[number])
        builders.make_usage(account, builders.steady_use(until=until, value=1 + number))
    return account


def _of_two_products(account, named, segment):
    other = make_account(named("Account a2"), csm=account.csm, product=builders.make_product("ats"))
    other.company = account.company
    other.save()
    builders.place_in_segment(other, segment)
    builders.make_contract(other)


def _journey(named):
    steps = [
        {
            "key": key,
            "days": 30,
            "name_en": named(key.title()),
            "name_ja": key,
            "content": [{"name_en": "Checklist", "name_ja": "チェックリスト"}],
        }
        for key in STEPS
    ]
    put_in_force(
        kind=Kind.JOURNEY,
        key="journey",
        texts={"name_en": "Success journey", "name_ja": "サクセスジャーニー"},
        body={"milestones": steps, "overrides": {}},
        product=builders.make_product(),
        reason="for a test",
    )


def _facts(accounts, named, member):
    for number, account in enumerate(accounts.values()):
        for key in STEPS[: number % 3 + 1]:
            Milestone.objects.create(account=account, key=key, reached_on=DAY - timedelta(days=30))
        if number % 3 < 2:
            due_on = DAY - timedelta(days=10)
            Milestone.objects.create(account=account, key=STEPS[number % 3 + 1], due_on=due_on)
    for number, name in enumerate("abcd"):
        NpsInvitation.objects.create(
            account=accounts[name],
            external_id=name,
            invited_on=DAY - timedelta(days=20),
            responded_on=DAY - timedelta(days=10) if number else None,
            score=(None, 10, 8, 3)[number],
            comment=named("It is slow") if number else "",
        )
    for on in (DAY - timedelta(days=7), DAY + timedelta(days=7)):
        event = Event.objects.create(external_id=f"{on}", name=named("User group"), held_on=on)
        for name, status in (("a", "ATTENDED"), ("b", "REGISTERED"), ("c", "DECLINED")):
            is_ahead = on > DAY and status == "ATTENDED"
            status = AttendanceStatus["REGISTERED" if is_ahead else status]
            Attendance.objects.create(event=event, account=accounts[name], status=status)
    for name in "ab":
        account = accounts[name]
        builders.make_contact(account, "champion", name=named("Hana Mori", 120))
        builders.make_contact(account, "sponsor", name=named("Jun Ito", 120), to_on=DAY)
        builders.make_activity(account, by=member, subject=named("Spoke"))
        builders.make_request(account, by=member, what=named("An export"), why=named("By hand"))
        RiskJudgement.objects.create(
            account=account, level=3, evidence=named("Silent"), judged_on=DAY, judged_by=member
        )


def _goals(segment, member):
    aims = {
        GoalKind.MEET_AT_RISK: Aim(100, days=180),
        GoalKind.STAGE_UPS: Aim(1, stage="active"),
        GoalKind.ANSWER_DETRACTORS: Aim(100, days=3),
        GoalKind.LOG_KICKOFFS: Aim(100),
    }
    month = DAY.replace(day=1)
    set_goals(team=segment.team, month=month, aims=aims, by=member, at=timezone.now())


def _objects(accounts, named, member, ken, run):
    a, b = accounts["a"], accounts["b"]
    upload = Upload.objects.create(
        dataset="accounts",
        file_name=named("accounts") + ".csv",
        sha256="0" * 64,
        size_bytes=5_000,
        state="partial",
        refused_rows_file="x.csv",
        uploaded_by=member,
        verdict=VERDICT,
    )
    builders.make_proposal(b, to="graduate_season", current="side_duty")
    builders.make_view(member, named("Mornings", 60))
    return {
        "account_id": a.pk,
        "company_id": a.company_id,
        "run_id": run.pk,
        "finding_id": builders.make_finding(a, at_stake=9_000_000, owner=ken).pk,
        "upload_id": upload.pk,
        "pickup_id": make_pickup(upload).pk,
        "segment_key": "side_duty",
        "round_id": _round(accounts, member).pk,
        "other_id": b.pk,
        "written_id": builders.make_next_step(a, by=member, what=named("Call")).row.pk,
        "merge_id": builders.make_merge(b, name=named("Entered twice")).pk,
        "promise_id": builders.make_promise(a, expected=named("Interviews")).pk,
    }


def make_pickup(upload):
    """Write a pick-up with a file that was taken, one that waits, and a trouble."""
    trouble = {"code": "closed_file", "params": {"name": "b.csv", "reason": "Permission denied"}}
    pickup = Pickup.objects.create(place="crm/accounts", dataset="accounts", trouble=trouble)
    at = {"seen_at": upload.created_at}
    PickedFile.objects.create(
        pickup=pickup, name="a.csv", mark="1", upload=upload, picked_at=upload.created_at, **at
    )
    PickedFile.objects.create(pickup=pickup, name="b.csv", mark="1", **at)
    return pickup


def _round(accounts, member):
    held = builders.make_round()
    for number, account in enumerate(accounts.values()):
        answer = {"answer": number % 4, "computed": number % 3, "cause": Cause.values[0]}
        if number % 4 == number % 3:
            answer["cause"] = ""
        ClassificationAnswer.objects.create(round=held, account=account, member=member, **answer)
    return held
