"""A worker whose database went away goes on by itself when it is back."""

import threading
from datetime import date

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

    monkeypatch.setattr(ledger, "HEARTBEAT_SECONDS", 0.01)
    monkeypatch.setattr(ledger.Task, "beat", beat)

    def wait_for_two_beats(task):
        assert is_beaten_twice.wait(timeout=10)
        finish(task)

    step_id = ask(wait_for_two_beats)
    assert ledger.work_step(step_id)
    assert Step.objects.get(pk=step_id).state == State.DONE
