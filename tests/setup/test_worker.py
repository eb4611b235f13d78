"""The worker's delivery rules, and one command that is a whole worker without any service."""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from celery import current_app
from django.conf import settings
from redis import Redis

from cs_platform.celery import REDIS_OPTIONS, app, filesystem_options, transport_options

RULES = {
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "task_time_limit": 600,
    "visibility_timeout": 900,
    "broker_connection_max_retries": None,
    "broker_connection_retry_on_startup": True,
    "task_ignore_result": True,
    "accept_content": ["json"],
    "worker_max_tasks_per_child": 200,
    "worker_soft_shutdown_timeout": 30,
}


@pytest.mark.parametrize(("name", "value"), RULES.items())
def test_a_delivery_rule_is_in_force(name, value):
    assert app.conf[name] == value


def test_no_task_may_outlive_the_patience_of_its_broker():
    patience = {
        app.conf.visibility_timeout,
        app.conf.result_backend_transport_options["visibility_timeout"],
        REDIS_OPTIONS["visibility_timeout"],
    }
    assert patience == {900}
    assert app.conf.task_time_limit < 900


def test_a_worker_listens_to_every_queue_and_no_message_reaches_two():
    declared = [(q.name, q.exchange.name, q.routing_key) for q in app.amqp.queues.values()]
    assert declared == [(name, name, name) for name in ("light", "upload", "nightly")]


@pytest.mark.django_db
def test_every_scheduled_task_exists():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_every_thread_of_a_process_rings_the_configured_broker():
    with ThreadPoolExecutor(1) as other:
        assert other.submit(current_app._get_current_object).result() is app


def test_the_embedded_broker_reads_what_it_writes(tmp_path):
    options = filesystem_options(tmp_path / "broker")
    assert options["data_folder_in"] == options["data_folder_out"]
    assert (tmp_path / "broker" / "messages").is_dir()
    assert (tmp_path / "broker" / "control").is_dir()


@pytest.mark.parametrize("url", ["redis://h:1/0", "rediss://h:1/0", "redis+socket:///s"])
def test_every_kind_of_redis_repairs_within_the_same_time(url):
    assert transport_options(url) == REDIS_OPTIONS


@pytest.fixture
def machine(tmp_path):
    """The environment of a machine with nothing but a data folder, its database migrated."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cs_platform.settings",
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "CELERY_BROKER_URL": "filesystem://",
    }
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=settings.BASE_DIR, env=environment, check=True)
    return environment


def test_one_command_schedules_and_works_without_any_service(machine, tmp_path):
    log = tmp_path / "worker.log"
    command = [sys.executable, "-m", "celery", "-A", "cs_platform", "worker"]
    command += ["-B", "-P", "threads", "-c", "2", "--loglevel", "INFO"]
    with log.open("w") as output:
        worker = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=machine, stdout=output, stderr=output
        )
    try:
        assert wait_for(r"core\.tasks\.sweep\[[\w-]+\] succeeded", log, seconds=40), log.read_text()
    finally:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(timeout=30) == 0


def wait_for(pattern, log, *, seconds):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if re.search(pattern, log.read_text()):
            return True
        time.sleep(0.2)
    return False


@pytest.mark.redis
def test_a_message_lands_in_its_own_queue_and_nowhere_else(redis_url):
    with app.connection_for_write(redis_url, transport_options=REDIS_OPTIONS) as broker:
        sent = app.send_task("core.tasks.work", args=[1], queue="nightly", connection=broker)
    # Tests beside this one may send messages of their own.
    waiting, own = Redis.from_url(redis_url), sent.id.encode()
    found = [waiting.lrange(name, 0, -1) for name in ("light", "upload", "nightly")]
    assert [sum(own in each for each in messages) for messages in found] == [0, 0, 1]
