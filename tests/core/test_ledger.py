"""A run is a row: its steps are claimed once, done once, and taken up again after a crash."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now

from core import doorbell, ledger, work
from core.models import Lock, Run, State, Step
from core.work import RunKind, StepKind

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 22)


class Worker:
    """A kind of run whose steps tell what was done, and misbehave on demand."""

    def __init__(self):
        self.done, self.moods = [], {}

    def __call__(self, task):
        name = (task.step.name, task.step.shard)
        with transaction.atomic():
            Lock.objects.create(name=f"written by {name} in round {task.run.round}")
            self.moods.get(name, lambda task: None)(task)
            task.finish({"rows": 1})
        self.done.append(name)

    def kind(self, *steps, close=lambda run: {}):
        return RunKind("test", queue="light", steps=steps, close=close)

    def step(self, name, *needs, shards=1, is_vital=True):
        payloads = [{"shard": number} for number in range(shards)]
        return StepKind(name, self, needs, lambda run: payloads, is_vital)


@pytest.fixture
def worker():
    return Worker()


@pytest.fixture
def register(monkeypatch):
    monkeypatch.setattr(work, "_kinds", {})
    return work.register


@pytest.fixture
def rung(monkeypatch):
    """Step ids that workers were told of, instead of telling them."""
    ids = []
    monkeypatch.setattr(doorbell, "_publish", lambda step_id, queue: ids.append(step_id) or True)
    return ids


@pytest.fixture
def two_steps(worker, register, rung):
    register(worker.kind(worker.step("first", shards=2), worker.step("second", "first")))
    return request()


def request(**options):
    return ledger.request_run(kind="test", business_date=DAY, options=options)[0]


def states(run):
    return [(step.name, step.shard, step.state) for step in run.steps.order_by("pk")]


def fails(task):
    raise ValueError("no luck")


def loses_its_lease(task):
    Step.objects.filter(pk=task.step.pk).update(lease_token="of another")


# Asking


def test_asking_twice_gives_the_same_run(two_steps):
    again, is_new = ledger.request_run(kind="test", business_date=DAY, options={"other": 1})
    assert (again, is_new, again.options) == (two_steps, False, {})
    assert Step.objects.count() == 2


def test_another_day_kind_or_key_is_another_run(two_steps, register, worker):
    runs = [
        ledger.request_run(kind="test", business_date=DAY + timedelta(days=1)),
        ledger.request_run(kind="test", business_date=DAY, key="x"),
    ]
    assert [is_new for _, is_new in runs] == [True, True]


def test_only_steps_whose_needs_are_over_wait_for_a_worker(two_steps):
    assert states(two_steps) == [("first", 0, State.QUEUED), ("first", 1, State.QUEUED)]
    ledger.work_step(two_steps.steps.get(shard=0).pk)
    assert states(two_steps) == [("first", 0, State.DONE), ("first", 1, State.QUEUED)]
    ledger.work_step(two_steps.steps.get(shard=1).pk)
    assert states(two_steps)[2:] == [("second", 0, State.QUEUED)]


def test_workers_are_told_once_the_change_is_durable(
    worker, register, rung, django_capture_on_commit_callbacks
):
    register(worker.kind(worker.step("only", shards=2)))
    with django_capture_on_commit_callbacks(execute=True):
        run = request()
        assert rung == []
    assert rung == list(run.steps.values_list("pk", flat=True))
    assert not run.steps.filter(rung_at=None).exists()


def test_a_message_that_cannot_be_sent_leaves_the_rest_to_the_sweeper(two_steps, monkeypatch):
    first, second = two_steps.steps.values_list("pk", flat=True)
    monkeypatch.setattr(doorbell, "_publish", lambda step_id, queue: step_id == first)
    doorbell.ring([first, second], queue="light")
    assert list(Step.objects.filter(rung_at=None).values_list("pk", flat=True)) == [second]


# Claiming


def test_a_step_is_claimed_by_one_worker(two_steps):
    step = two_steps.steps.first()
    task = ledger.claim(step.pk)
    assert ledger.claim(step.pk) is None
    step.refresh_from_db()
    assert (step.state, step.attempts) == (State.RUNNING, 1)
    assert task.beat()
    two_steps.refresh_from_db()
    assert two_steps.state == State.RUNNING


def test_a_step_whose_worker_died_is_claimed_again_and_the_dead_one_cannot_finish(two_steps):
    step = two_steps.steps.first()
    dead = ledger.claim(step.pk)
    expire(step)
    living = ledger.claim(step.pk)
    assert living.step.attempts == 2
    assert not dead.beat()
    with pytest.raises(ledger.LeaseLostError):
        dead.finish()
    living.finish()
    step.refresh_from_db()
    assert step.state == State.DONE


def expire(step, **fields):
    Step.objects.filter(pk=step.pk).update(lease_until=Now() - timedelta(seconds=1), **fields)


def test_a_beat_renews_the_lease(two_steps):
    step = two_steps.steps.first()
    task = ledger.claim(step.pk)
    expire(step)
    assert task.beat()
    assert not Step.objects.expired().exists()


def test_a_lost_lease_rolls_back_what_was_written(two_steps, worker):
    worker.moods["first", 0] = loses_its_lease
    step = two_steps.steps.get(shard=0)
    assert ledger.work_step(step.pk)
    assert not Lock.objects.filter(name__startswith="written").exists()
    assert worker.done == []
    step.refresh_from_db()
    assert step.state == State.RUNNING


def test_a_step_that_is_not_free_is_not_worked(two_steps, worker):
    step = two_steps.steps.first()
    ledger.claim(step.pk)
    assert not ledger.work_step(step.pk)
    assert worker.done == []


# Failing


def test_a_step_that_fails_is_tried_three_times_and_leaves_nothing(two_steps, worker, rung):
    worker.moods["first", 0] = fails
    step = two_steps.steps.get(shard=0)
    found = []
    for _ in range(4):
        ledger.work_step(step.pk)
        step.refresh_from_db()
        found.append((step.state, step.attempts, step.error))
    error = "ValueError: no luck"
    assert found == [
        (State.QUEUED, 1, error),
        (State.QUEUED, 2, error),
        (State.FAILED, 3, error),
        (State.FAILED, 3, error),
    ]
    assert rung == [step.pk, step.pk]
    assert not Lock.objects.filter(name__startswith="written").exists()


def test_a_step_that_succeeds_at_last_leaves_no_error(two_steps, worker):
    worker.moods["first", 0] = lambda task: fails(task) if task.step.attempts < 3 else None
    run = ledger.drive(two_steps.pk)
    step = run.steps.get(name="first", shard=0)
    assert (run.state, step.attempts, step.error) == (State.DONE, 3, "")


def test_a_run_fails_with_a_vital_step_and_begins_no_other(two_steps, worker):
    worker.moods["first", 0] = fails
    run = ledger.drive(two_steps.pk)
    assert run.state == State.FAILED
    assert run.finished_at is not None
    assert {name for name, _ in worker.done} <= {"first"}
    assert not run.steps.filter(state=State.QUEUED).exists()


def test_a_run_goes_on_in_part_without_a_step_that_is_not_vital(worker, register, rung):
    worker.moods["first", 1] = fails
    register(
        worker.kind(worker.step("first", shards=2, is_vital=False), worker.step("second", "first"))
    )
    run = ledger.drive(request().pk)
    assert run.state == State.PARTIAL
    assert worker.done == [("first", 0), ("second", 0)]


# Closing


def test_a_run_is_done_when_all_steps_are(two_steps, worker):
    told = []
    run = ledger.drive(two_steps.pk, tell=lambda run: told.append(run.state))
    assert run.state == State.DONE
    assert worker.done == [("first", 0), ("first", 1), ("second", 0)]
    assert told == [State.RUNNING, State.RUNNING, State.DONE]
    assert [step.counts for step in run.steps.all()] == [{"rows": 1}] * 3


@pytest.mark.parametrize(("is_partial", "state"), [(False, State.DONE), (True, State.PARTIAL)])
def test_the_close_of_a_run_sums_it_up(worker, register, rung, is_partial, state):
    register(
        worker.kind(worker.step("only"), close=lambda run: {"rows": 5, "is_partial": is_partial})
    )
    run = ledger.drive(request().pk)
    assert (run.state, run.summary) == (state, {"rows": 5})


def test_a_step_without_shards_is_over_at_once(worker, register, rung):
    register(worker.kind(worker.step("nothing", shards=0), worker.step("then", "nothing")))
    run = ledger.drive(request().pk)
    assert run.state == State.DONE
    assert worker.done == [("then", 0)]


def test_a_run_of_nothing_is_over_at_once(worker, register, rung):
    register(worker.kind(worker.step("nothing", shards=0)))
    run = request()
    run.refresh_from_db()
    assert run.state == State.DONE


# Again


def test_a_run_that_is_over_is_done_once_more(two_steps, worker):
    ledger.drive(two_steps.pk)
    run = ledger.restart(two_steps.pk, options={"x": 1})
    assert (run.state, run.round, run.summary, run.started_at) == (State.QUEUED, 2, {}, None)
    assert run.options == {"x": 1}
    assert ledger.drive(run.pk).state == State.DONE
    assert len(worker.done) == 6
    assert Run.objects.count() == 1


def test_a_run_under_way_is_not_begun_anew(two_steps, worker):
    ledger.work_step(two_steps.steps.first().pk)
    run = ledger.restart(two_steps.pk)
    assert (run.round, run.state) == (1, State.RUNNING)
    assert run.steps.filter(state=State.DONE).count() == 1


# Sweeping


def test_the_sweeper_rings_again_for_a_step_whose_worker_died(two_steps, rung):
    dead, other = two_steps.steps.all()
    ledger.claim(dead.pk)
    expire(dead)
    Step.objects.filter(pk=other.pk).update(rung_at=Now())
    ledger.sweep()
    assert rung == [dead.pk]


def test_the_sweeper_rings_again_for_a_doorbell_not_answered(two_steps, rung):
    unheard, heard = two_steps.steps.all()
    Step.objects.filter(pk=heard.pk).update(rung_at=Now())
    Step.objects.filter(pk=unheard.pk).update(rung_at=Now() - timedelta(seconds=61))
    ledger.sweep()
    assert rung == [unheard.pk]


def test_the_sweeper_gives_up_on_a_step_that_killed_three_workers(two_steps):
    step = two_steps.steps.first()
    ledger.claim(step.pk)
    expire(step, attempts=3)
    assert ledger.claim(step.pk) is None
    ledger.sweep()
    step.refresh_from_db()
    two_steps.refresh_from_db()
    assert (step.state, step.error) == (State.FAILED, "its worker died 3 times")
    assert two_steps.state == State.FAILED


def test_the_sweeper_moves_on_a_run_whose_worker_died_between_two_steps(two_steps, worker):
    for step in two_steps.steps.all():
        ledger.claim(step.pk).finish()
    assert not two_steps.steps.filter(name="second").exists()
    ledger.sweep()
    assert states(two_steps)[2:] == [("second", 0, State.QUEUED)]
