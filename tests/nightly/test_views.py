"""The pages of nights: list, live progress, accounts left out, running again."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Role, Run, State, Step
from nightly.models import Quarantine
from nightly.selectors import freshness, progress_of
from tests import builders
from tests.builders import DAY, make_account, make_contract, make_run, make_user

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def ops(client):
    user = make_user(Role.OPS)
    client.force_login(user)
    return user


def running_run():
    run = make_run(state=State.RUNNING, started_at=timezone.now())
    Step.objects.create(run=run, name="open", state=State.DONE, attempts=1)
    shards = [
        (State.DONE, 1, {"judged": 900}, ""),
        (State.DONE, 2, {"judged": 80}, ""),
        (State.RUNNING, 1, {"judged": 5}, ""),
        (State.QUEUED, 1, {}, "DatabaseError: busy"),
    ]
    for shard, (state, attempts, counts, error) in enumerate(shards):
        Step.objects.create(
            run=run,
            name="judge",
            shard=shard,
            state=state,
            attempts=attempts,
            counts=counts,
            error=error,
        )
    return run


def test_progress_counts_shards_and_accounts_while_it_runs(db):
    progress = progress_of(running_run(), at=timezone.now())
    judge = progress.steps[1]
    assert (judge.done, judge.shards, judge.percent, judge.state) == (2, 4, 50, State.RUNNING)
    assert (progress.judged, judge.attempts) == (985, 2)
    assert judge.errors == [(3, State.QUEUED, "DatabaseError: busy")]
    assert [step.state for step in progress.steps] == ["done", "running", *["queued"] * 4]


def test_a_running_run_asks_again_every_two_seconds_and_one_that_is_over_does_not(client, ops):
    run = running_run()
    url = reverse("night", args=[run.pk])
    fragment = client.get(url, headers=FRAGMENT).content.decode()
    assert 'hx-trigger="every 2s"' in fragment
    assert "<html" not in fragment
    Run.objects.filter(pk=run.pk).update(state=State.DONE, finished_at=timezone.now())
    assert "hx-trigger" not in client.get(url, headers=FRAGMENT).content.decode()


def test_a_real_night_shows_what_it_did(client, ops):
    account = make_account()
    make_contract(account)
    builders.make_usage(account, builders.steady_use(days=30))
    run = builders.judge_night()
    page = client.get(reverse("night", args=[run.pk]))
    assert [step.state for step in page.context["progress"].steps] == ["done"] * 6
    assert page.context["progress"].judged == 1
    assert freshness().night == DAY


def test_accounts_left_out_are_named_with_what_went_wrong(client, ops):
    run, account = make_run(state=State.PARTIAL), make_account("Poison Plc")
    Quarantine.objects.create(run=run, account=account, step="judge", error="ValueError: cut")
    page = client.get(reverse("night", args=[run.pk])).content.decode()
    assert "Poison Plc" in page
    assert "ValueError: cut" in page


def test_running_again_begins_a_new_round_and_is_written_down(client, ops):
    run = make_run()
    answer = client.post(reverse("run_again", args=[run.pk]))
    run.refresh_from_db()
    assert answer["Location"] == reverse("night", args=[run.pk])
    assert (run.round, run.requested_by, run.is_over) == (2, ops, False)
    assert AuditEvent.objects.get().verb == "request_night"


def test_a_backfill_is_run_again_over_the_same_nights(client, ops):
    first = (DAY - timedelta(days=21)).isoformat()
    options = {"from": first, "every_days": 7, "is_reconstructed": True}
    run = make_run("backfill", options=options, key=f"{first}/7")
    client.post(reverse("run_again", args=[run.pk]))
    run.refresh_from_db()
    assert (run.round, run.options) == (2, options)


def test_a_run_under_way_is_left_alone(client, ops):
    run = make_run(state=State.RUNNING)
    answer = client.post(reverse("run_again", args=[run.pk]), follow=True)
    run.refresh_from_db()
    assert run.round == 1
    assert "still under way" in answer.content.decode()


@pytest.mark.parametrize(
    ("day", "status"), [("2026-11-21", 302), ("2026-11-22", 422), ("nonsense", 422), ("", 422)]
)
def test_only_a_day_that_is_over_can_be_judged(client, ops, day, status):
    with time_machine.travel("2026-11-22 09:00:00+09:00", tick=True):
        client.force_login(ops)
        answer = client.post(reverse("nights"), {"night": day})
    assert answer.status_code == status
    assert Run.objects.filter(kind="nightly").count() == (status == 302)


def test_the_list_of_nights_says_when_there_is_none(client, ops):
    assert "No night has run yet" in client.get(reverse("nights")).content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_is_fixed(client, ops, django_assert_num_queries, count):
    for number in range(count):
        run = make_run(day=DAY - timedelta(days=number), requested_by=ops)
        Quarantine.objects.create(run=run, account=make_account(), step="judge", error="x")
    client.get(reverse("nights"))
    with django_assert_num_queries(BASELINE["nights"]):
        client.get(reverse("nights"))
    with django_assert_num_queries(BASELINE["night"]):
        client.get(reverse("night", args=[run.pk]))
