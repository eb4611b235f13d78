"""The board: its numbers, the way each leads, the check on demand, and rhythms that members set."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import RankSpan
from core import ledger
from core.models import AuditEvent, Role, Run, State
from intake.models import DataFinding, QualityDay, SourceRhythm, Upload
from intake.quality import steps
from intake.quality.freshness import source_lines
from tests.builders import (
    DAY,
    make_account,
    make_contact,
    make_contract,
    make_finding,
    make_run,
    make_team,
    make_usage,
    make_user,
    steady_use,
)

BASELINE = json.loads((settings.BASE_DIR / "tests/baselines/queries.json").read_text())

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_day_after():
    with time_machine.travel(f"{DAY + timedelta(days=1)} 12:00:00+09:00", tick=True):
        yield


@pytest.fixture
def ops(client):
    member = make_user(Role.OPS, name="Olivia")
    client.force_login(member)
    return member


def inspect(by, as_of=DAY):
    return ledger.drive(steps.request_inspection(as_of=as_of, by=by).pk)


def board(client):
    return client.get(reverse("quality"))


def test_before_the_first_check_it_says_so(client, ops):
    page = board(client)
    assert page.status_code == 200
    assert "The data has not been checked yet" in page.content.decode()


def test_the_button_inspects_and_a_second_press_inspects_again(client, ops):
    make_contract(make_account("Aoba"))
    assert client.post(reverse("check_quality")).status_code == 302
    run = ledger.drive(Run.objects.get(kind="inspection").pk)
    assert (run.state, run.business_date) == (State.DONE, DAY)
    assert set(DataFinding.objects.values_list("kind", flat=True)) == {"no_csm", "no_contact"}
    client.post(reverse("check_quality"))
    again = ledger.drive(run.pk)
    assert (again.state, again.round) == (State.DONE, 2)
    assert again.steps.get().counts == {"new": 0, "again": 2, "reopened": 0, "gone": 0}
    assert AuditEvent.objects.filter(verb="request_inspection").count() == 2


def test_findings_go_forward_only(ops):
    make_contract(make_account("Aoba"))
    inspect(ops)
    before = list(DataFinding.objects.order_by("pk").values())
    run = inspect(ops, as_of=DAY - timedelta(days=3))
    assert run.steps.get().counts == {"too_old": 1}
    assert list(DataFinding.objects.order_by("pk").values()) == before


def test_while_it_checks_the_board_asks_again_and_then_loads_itself(client, ops):
    run = make_run("inspection", state=State.RUNNING)
    fragment = client.get(reverse("quality"), headers={"HX-Request": "true"})
    assert ("HX-Refresh" in fragment, "Checking" in fragment.content.decode()) == (False, True)
    Run.objects.filter(pk=run.pk).update(state=State.DONE)
    assert client.get(reverse("quality"), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_what_accounts_lack_is_counted_and_each_number_leads_to_its_accounts(client, ops):
    bare, whole = make_account("Bare"), make_account("Whole", csm=make_user(Role.CSM))
    for account in (bare, whole):
        make_contract(account)
    make_contact(whole, "champion")
    make_account("No contract")
    inspect(ops)
    lines = {line.gap.key: (line.part, line.whole) for line in board(client).context["gaps"]}
    assert lines == {
        "no_csm": (1, 2),
        "no_contact": (1, 2),
        "no_contract": (1, 3),
        "no_usage": (0, 2),
        "no_end": (0, 2),
        "no_amount": (0, 2),
        "free_for_long": (0, 2),
    }
    page = client.get(reverse("quality_accounts", args=["no_contact"]))
    assert [(account.name, yen) for account, yen in page.context["lines"]] == [("Bare", 4_800_000)]
    assert client.get(reverse("quality_accounts", args=["no-such-thing"])).status_code == 404


def test_a_csm_counts_only_the_accounts_of_the_team(client):
    ours, theirs = make_team("ours"), make_team("theirs")
    mate, other = make_user(Role.CSM, teams=[ours]), make_user(Role.CSM, teams=[theirs])
    for name, csm in (("Ours", mate), ("Theirs", other), ("Theirs too", other)):
        make_contract(make_account(name, csm=csm))
    inspect(mate)
    client.force_login(mate)
    page = board(client)
    lines = {line.gap.key: (line.part, line.whole) for line in page.context["gaps"]}
    assert lines["no_contact"] == (1, 1)
    assert [line.csm for line in page.context["csms"]] == [mate]
    assert page.context["totals"] == {"waiting": 1, "nobodys": 1, "mine": 0}
    names = client.get(reverse("quality_accounts", args=["no_contact"])).context["lines"]
    assert [account.name for account, _ in names] == ["Ours"]


def test_hand_entered_fields_are_counted_by_csm_with_their_age(client, ops):
    csm = make_user(Role.CSM, name="Mia")
    for number, days in enumerate([10, 20, 90]):
        account = make_account(f"Ranked {number}", csm=csm, rank="A")
        make_contract(account)
        RankSpan.objects.create(account=account, rank="A", from_on=DAY - timedelta(days=days))
    make_contract(make_account("Unranked", csm=csm))
    make_contract(make_account("Nobody's"))
    inspect(ops)
    lines = {
        line.csm.name if line.csm else place: (line.accounts, line.cells[0])
        for place, line in enumerate(board(client).context["csms"])
    }
    accounts, cell = lines["Mia"]
    assert (accounts, cell.part, cell.whole, cell.percent, cell.age_days) == (4, 3, 4, 75, 20)
    assert (lines[0][0], lines[0][1].part) == (5, 3)
    assert (lines[2][0], lines[2][1].part) == (1, 0)
    page = client.get(reverse("quality_accounts", args=["no_rank"]) + f"?csm={csm.pk}")
    assert [account.name for account, _ in page.context["lines"]] == ["Unranked"]


def test_the_numbers_of_each_day_are_kept_for_the_trend(client, ops):
    make_contract(make_account("Aoba"))
    for back in (2, 1, 0):
        inspect(ops, as_of=DAY - timedelta(days=back))
    rows = QualityDay.objects.filter(measure="no_csm", subject="").order_by("day")
    assert list(rows.values_list("part", "whole")) == [(1, 1)] * 3
    spark = next(line.spark for line in board(client).context["gaps"] if line.gap.key == "no_csm")
    assert spark.words == "From 1 on 20 Nov to 1 on 22 Nov."


# Freshness


def make_upload(back, *, source="crm", state="loaded"):
    with time_machine.travel(f"{DAY + timedelta(days=1 - back)} 09:00:00+09:00", tick=False):
        return Upload.objects.create(
            dataset="accounts",
            source=source,
            file_name=f"{back}.csv",
            sha256="0" * 64,
            size_bytes=1,
            state=state,
        )


def lines():
    return {line.source: line for line in source_lines(at=timezone.now())}


def test_files_are_held_against_the_rhythm_in_which_they_came(ops):
    latest = [make_upload(back) for back in (45, 38, 31, 24)][-1]
    make_upload(1, state="refused")
    make_upload(3, source="new")
    crm, new = lines()["crm"], lines()["new"]
    assert (crm.every, crm.upload, crm.days_late) == ("every week", latest, 17)
    assert crm.expected_on == DAY + timedelta(days=1 - 17)
    assert (new.every, new.days_late, new.expected_on) == ("", 0, None)


def test_a_daily_file_that_never_changes_is_not_late(ops):
    make_upload(9)
    latest = [make_upload(back, state="unchanged") for back in range(8, -1, -1)][-1]
    crm = lines()["crm"]
    assert (crm.every, crm.upload, crm.days_late) == ("every day", latest, 0)


def test_usage_is_held_against_the_days_for_which_it_came(ops):
    account = make_account()
    make_usage(account, steady_use(days=30, until=DAY - timedelta(days=6)))
    line = lines()["product:hr"]
    assert (line.every, line.days_late) == ("every day", 5)
    make_usage(make_account("Other"), steady_use(days=1))
    assert lines()["product:hr"].days_late == 0


def test_a_member_may_say_how_often_a_source_comes_and_take_it_back(client, ops):
    for back in (45, 38, 31, 24):
        make_upload(back)
    given = {"dataset": "accounts", "source": "crm", "every_days": 31}
    client.post(reverse("set_rhythm"), given)
    assert (lines()["crm"].every, lines()["crm"].days_late) == ("every month", 0)
    client.post(reverse("set_rhythm"), {**given, "every_days": "soon"})
    assert SourceRhythm.objects.get().every_days == 31
    client.post(reverse("set_rhythm"), {**given, "every_days": ""})
    assert (SourceRhythm.objects.count(), lines()["crm"].every) == (0, "every week")
    assert AuditEvent.objects.filter(verb="set_rhythm").count() == 2


def test_refused_rows_are_told_by_reason_with_the_files(client, ops):
    upload = make_upload(1, state="partial")
    reason = {"code": "required", "first": [{"line": 2, "params": {}, "cells": []}]}
    reasons = [{**reason, "column": "name", "count": 5_000}, {**reason, "column": "x", "count": 2}]
    upload.verdict = {"counts": {"refused": 5_001}, "reasons": reasons}
    upload.save()
    (line,) = board(client).context["refused"]
    assert (line.code, line.rows, line.uploads) == ("required", 5_002, [upload])
    assert reverse("upload", args=[upload.pk]) in board(client).content.decode()


def test_the_account_and_ops_day_lead_to_findings(client, ops):
    account = make_account("Aoba")
    make_finding(account)
    page = client.get(reverse("account", args=[account.pk])).content.decode()
    assert "1 open finding in the data of this account" in page
    assert f"{reverse('findings')}?account={account.pk}" in page


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize("name", ["quality", "findings", "finding", "quality_accounts"])
def test_the_number_of_queries_does_not_grow(client, ops, django_assert_num_queries, name, count):
    for number in range(count):
        account = make_account(f"Account {number}", csm=make_user(Role.CSM))
        make_contract(account)
        finding = make_finding(account, owner=ops, at_stake=number)
        make_upload(number)
    QualityDay.objects.create(day=DAY, measure="no_contact", part=count, whole=count)
    arguments = {"finding": [finding.pk], "quality_accounts": ["no_contact"]}
    url = reverse(name, args=arguments.get(name, []))
    client.get(url)
    with django_assert_num_queries(BASELINE[name]):
        client.get(url)
