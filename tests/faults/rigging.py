"""What a fault needs inside the processes under test, all of it chosen by the environment.

FAULT_SHARD_ACCOUNTS  accounts in a shard, for nights of more steps
FAULT_CLOCK           "real start|days a second|first instant|final instant": what ticks take for now
FAULT_TICK_SECONDS    seconds between ticks, for a clock that runs faster
FAULT_POINT           a name of POINTS: the process that first comes there ends at once
FAULT_MARKS           a folder in which that is noted, so that it happens once
FAULT_COPIES_SEED     messages come twice or three times, see `transport.py`
"""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from celery import current_app
from django.db import transaction
from kombu.transport import TRANSPORT_ALIASES

import cs_platform.celery  # noqa: F401 it puts its own transport in
from core import doorbell, ledger, tasks, work
from core.work import RunKind, StepKind
from nightly import steps


def _probe(task):
    with transaction.atomic():
        task.finish({"seen": 1})


def _die(task):
    os._exit(1)


PROBE = RunKind("probe", queue="light", steps=(StepKind("probe", _probe),))
DEADLY = RunKind(
    "deadly",
    queue="nightly",
    steps=(StepKind("deadly", _die, is_vital=False), StepKind("probe", _probe, needs=("deadly",))),
)


def rig():
    work.register(PROBE)
    work.register(DEADLY)
    if size := os.environ.get("FAULT_SHARD_ACCOUNTS"):
        steps.SHARD_ACCOUNTS = int(size)
    if clock := os.environ.get("FAULT_CLOCK"):
        tasks.timezone = SimpleNamespace(now=other_clock(clock))
    if seconds := os.environ.get("FAULT_TICK_SECONDS"):
        current_app.conf.beat_schedule["tick"]["schedule"] = float(seconds)
    if os.environ.get("FAULT_COPIES_SEED"):
        # In place of the platform's own, which is put in where its Celery app is made.
        TRANSPORT_ALIASES["redis"] = "tests.faults.transport:Transport"
    if point := os.environ.get("FAULT_POINT"):
        POINTS[point](lambda: end_once(point))


def other_clock(text):
    """Return a `now` for ticks only, between its first and final instant: leases keep the true time."""
    begun, days_a_second, first, final = text.split("|")
    first, final = datetime.fromisoformat(first), datetime.fromisoformat(final)

    def now():
        days = (time.time() - float(begun)) * float(days_a_second)
        return min(max(first, first + timedelta(days=days)), final)

    return now


def end_once(point):
    """End this process as a crash would, unless one already ended here."""
    try:
        os.close(os.open(Path(os.environ["FAULT_MARKS"]) / point, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os._exit(1)


def _before_ringing(end):
    ring = doorbell.ring
    doorbell.ring = lambda *args, **kwargs: (end(), ring(*args, **kwargs))[1]


def _after_claim(end):
    claim = ledger.claim

    def claim_and_end(step_id):
        task = claim(step_id)
        if task:
            end()
        return task

    ledger.claim = claim_and_end


def _before_finish(end):
    finish = ledger.Task.finish
    ledger.Task.finish = lambda task, counts=None: (end(), finish(task, counts))[1]


def _after_finish(end):
    finish = ledger.Task.finish
    ledger.Task.finish = lambda task, counts=None: (finish(task, counts), end())[0]


def _after_commit(end):
    finish = ledger.Task.finish

    def finish_and_end_on_commit(task, counts=None):
        finish(task, counts)
        transaction.on_commit(end)

    ledger.Task.finish = finish_and_end_on_commit


def _after_work(end):
    work_step = ledger.work_step
    ledger.work_step = lambda step_id: work_step(step_id) and end()


POINTS = {
    "row stored, not yet published": _before_ringing,
    "claimed, not yet begun": _after_claim,
    "written, not yet done": _before_finish,
    "done, not yet committed": _after_finish,
    "committed, run not yet moved on": _after_commit,
    "moved on, not yet acknowledged": _after_work,
}
