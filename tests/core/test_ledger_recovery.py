"""A worker whose database went away goes on by itself, and days that were missed are done in order."""

import threading
from datetime import date, timedelta

import pytest
from django.db import OperationalError, connection, transaction

from core import ledger, work
from core.models import State, Step
from core.work import RunKind, StepKind

DAY = date(2026, 3, 31)


@pytest.fixture
def ask(monkeypatch):
    """Ask for a run of one step that does `work`; returns the step's id."""

    def ask_for(do):
        kind = RunKind("recovery", queue="light", steps=(StepKind("only", do),))
        monkeypatch.setitem(work._kinds, "recovery", kind)
        run, _ = ledger.request_run(kind="recovery", business_date=DAY)
        return run.steps.get().pk

    return ask_for


def finish(task):
    with transaction.atomic():
        task.finish()


@pytest.mark.django_db(transaction=True)
def test_a_step_that_lost_its_connection_is_queued_again_at_once(ask):
    sessions = iter([lose_session, lambda: None])

    def lose_once(task):
        next(sessions)()
        finish(task)

    step_id = ask(lose_once)
    assert ledger.work_step(step_id)
    step = Step.objects.get(pk=step_id)
    assert (step.state, step.attempts, step.lease_until) == (State.QUEUED, 1, None)
    assert step.error
    assert ledger.work_step(step_id)
    step.refresh_from_db()
    assert (step.state, step.attempts, step.error) == (State.DONE, 2, "")
    assert step.run.state == State.DONE


def lose_session():
    """Take the session away from under Django, as a server that crashed does."""
    connection.ensure_connection()
    connection.connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_heart_goes_on_beating_after_the_database_was_away(ask, monkeypatch):
    beats = []
    is_beaten_twice = threading.Event()

    def beat(task):
        beats.append(task.step.pk)
        if len(beats) == 1:
            raise OperationalError("the server is starting up")
        is_beaten_twice.set()

    monkeypatch.setattr(ledger, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(ledger.Task, "beat", beat)

    def wait_for_two_beats(task):
        assert is_beaten_twice.wait(timeout=10)
        finish(task)

    step_id = ask(wait_for_two_beats)
    assert ledger.work_step(step_id)
    assert Step.objects.get(pk=step_id).state == State.DONE


@pytest.mark.django_db
def test_a_run_done_in_order_begins_when_those_of_earlier_days_are_over(monkeypatch):
    kind = RunKind("daily", queue="light", steps=(StepKind("only", finish),), is_in_order=True)
    monkeypatch.setitem(work._kinds, "daily", kind)
    days = [DAY + timedelta(days=after) for after in range(3)]
    first, second, third = [ledger.request_run(kind="daily", business_date=day)[0] for day in days]
    assert Step.objects.get().run == first
    assert ledger.work_step(Step.objects.get().pk)
    ledger.sweep()
    assert Step.objects.exclude(state=State.DONE).get().run == second
    assert ledger.drive(third.pk).state == State.DONE
    second.refresh_from_db()
    assert second.state == State.DONE
