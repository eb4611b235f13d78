"""A probe sees a dead database; a monitor sees every part that does not do its work."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, connection
from django.db.models.functions import Now

from core import doorbell, heartbeats, ledger, tasks
from core.heartbeats import SCHEDULER, WORKER, show_life
from core.models import Heartbeat
from cs_platform import scheduler

pytestmark = pytest.mark.django_db


@pytest.fixture
def alive():
    show_life(SCHEDULER)
    show_life(WORKER)


def fall_silent(part, *, seconds):
    Heartbeat.objects.filter(name=part).update(at=Now() - timedelta(seconds=seconds))


def asked(client, path="/readyz/"):
    response = client.get(path)
    return response.status_code, response.content.decode()


@pytest.mark.usefixtures("alive")
def test_all_parts_alive_are_ready(client):
    assert asked(client) == (
        200,
        "database: ok\nmigrations: ok\nbroker: ok\nscheduler: ok\nworker: ok\n",
    )


def test_parts_that_never_showed_life_are_not_ready(client):
    assert asked(client) == (
        503,
        "database: ok\nmigrations: ok\nbroker: ok\n"
        "scheduler: no sign of life yet\nworker: no sign of life yet\n",
    )


@pytest.mark.usefixtures("alive")
@pytest.mark.parametrize("part", [SCHEDULER, WORKER])
def test_a_part_is_taken_for_dead_after_a_minute_of_silence(client, part):
    fall_silent(part, seconds=60)
    assert asked(client)[0] == 200
    fall_silent(part, seconds=61)
    status, text = asked(client)
    assert status == 503
    assert f"{part}: no sign of life for 61 s\n" in text
    assert text.count(": ok\n") == 4


@pytest.mark.usefixtures("alive")
def test_a_broker_that_does_not_answer_is_named(client, monkeypatch):
    monkeypatch.setattr(doorbell.current_app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    status, text = asked(client)
    assert (status, "broker: does not answer\n" in text) == (503, True)


@pytest.mark.usefixtures("alive")
def test_migrations_that_wait_are_counted(client):
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(name) FROM django_migrations WHERE app = 'core'")
        cursor.execute("DELETE FROM django_migrations WHERE name = %s", cursor.fetchone())
    status, text = asked(client)
    assert status == 503
    assert "migrations: 1 not applied\n" in text
    assert "worker: no sign of life yet\n" in text


def test_a_database_that_is_gone_is_said_and_nothing_else_is_asked(client, monkeypatch):
    def cursor():
        raise OperationalError("gone")

    with monkeypatch.context() as gone:
        gone.setattr(connection, "cursor", cursor)
        assert asked(client) == (503, "database: does not answer\n")
        assert asked(client, "/healthz/") == (503, "database does not answer\n")
    assert asked(client, "/healthz/") == (200, "ok\n")


@pytest.mark.django_db(transaction=True)
def test_sweeping_is_a_sign_of_the_worker_and_a_turn_of_the_schedule_one_of_the_scheduler():
    tasks.sweep()
    assert set(heartbeats.ages()) == {WORKER}
    scheduler._show_life()
    assert heartbeats.ages() == {WORKER: 0, SCHEDULER: 0}


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_scheduler_without_a_database_keeps_its_schedule(monkeypatch, caplog, error):
    def gone(name):
        raise error("gone")

    monkeypatch.setattr(scheduler, "show_life", gone)
    scheduler._show_life()
    assert caplog.messages == ["no sign of life from the scheduler: gone"]


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_hands_are_full_still_shows_life(monkeypatch):
    monkeypatch.setattr(ledger, "BEAT_SECONDS", 0.01)

    class Held:
        def beat(self):
            return True

    with ledger._heartbeat(Held()):
        while not Heartbeat.objects.filter(name=WORKER).exists():
            pass
    assert set(heartbeats.ages()) == {WORKER}


@pytest.mark.usefixtures("alive")
def test_the_command_says_the_same_and_fails_only_for_what_was_asked(capsys):
    fall_silent(WORKER, seconds=90)
    call_command("ready", "scheduler", "broker")
    assert capsys.readouterr().out == "database: ok\nbroker: ok\nscheduler: ok\n"
    with pytest.raises(CommandError, match="not ready"):
        call_command("ready")
    assert capsys.readouterr().out.splitlines()[-1] == "worker: no sign of life for 90 s"
    with pytest.raises(CommandError, match="No such part: disk"):
        call_command("ready", "disk")
