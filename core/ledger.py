"""The ledger: runs and their steps as rows, claimed by lease, done once, taken up again after a crash.

Never knows what a step does. A step's writes and its "done" are one transaction; a worker that lost
its lease finds that out at `finish` and everything it wrote is rolled back.
"""

import logging
import threading
import time
import traceback
import uuid
from contextlib import contextmanager
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from core import doorbell, work
from core.advancing import advance, awaited
from core.heartbeats import BEAT_SECONDS, WORKER, show_life
from core.log_context import log_context
from core.models import Run, State, Step
from core.querysets import LEASE, MOST_ATTEMPTS

log = logging.getLogger(__name__)

# A doorbell that was rung and not answered for this long is taken for lost. With a sweep every ten
# seconds a step is then taken up within a minute; in a long queue it costs a message or two more.
UNHEARD = timedelta(seconds=40)
# A database that crashed is back within seconds; past this the lease ends soon anyway.
PATIENCE_SECONDS = 20
_AWAY = (OperationalError, InterfaceError)


class LeaseLostError(Exception):
    """Another worker took the step over: what was written here must not stand."""


class Task:
    """A claimed step: the right to do its work until the lease ends."""

    def __init__(self, step):
        self.step = step
        self.run = step.run
        self.payload = step.payload
        self.progress = {}

    def finish(self, counts=None):
        """Mark the step done inside the caller's transaction; raises LeaseLostError if it is not ours."""
        done = self._mine().update(
            state=State.DONE, finished_at=Now(), counts=counts or {}, lease_until=None, error=""
        )
        if not done:
            raise LeaseLostError(self.step.pk)

    def beat(self):
        """Renew the lease and show the progress; True while the step is still ours."""
        return self._mine().update(lease_until=Now() + LEASE, counts=self.progress) == 1

    def _mine(self):
        return Step.objects.filter(
            pk=self.step.pk, state=State.RUNNING, lease_token=self.step.lease_token
        )


def request_run(*, kind, business_date, key="", options=None, by=None):
    """Return `(run, is_new)` for this piece of business; asking again gives the same run."""
    with transaction.atomic():
        run, is_new = Run.objects.get_or_create(
            kind=kind,
            business_date=business_date,
            key=key,
            defaults={"options": options or {}, "requested_by": by},
        )
    if is_new:
        advance(run.pk)
    return run, is_new


@transaction.atomic
def restart(run_id, *, by=None, options=None):
    """Do a run that is over once more; a run still under way is left alone. Returns the run."""
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.is_over:
        run.steps.all().delete()
        run.state, run.round, run.requested_by = State.QUEUED, run.round + 1, by
        run.started_at = run.finished_at = None
        run.options = {**run.options, **(options or {})}
        run.summary = {}
        run.save()
        advance(run.pk)
    return run


def claim(step_id):
    """Take the step by compare-and-swap; None when it is not free."""
    token = str(uuid.uuid4())
    taken = (
        Step.objects.claimable()
        .filter(pk=step_id)
        .update(
            state=State.RUNNING,
            lease_token=token,
            lease_until=Now() + LEASE,
            started_at=Now(),
            attempts=F("attempts") + 1,
        )
    )
    if not taken:
        return None
    step = Step.objects.select_related("run").get(pk=step_id)
    if step.lease_token != token:
        return None
    Run.objects.filter(pk=step.run_id, state=State.QUEUED).update(
        state=State.RUNNING, started_at=Now()
    )
    return Task(step)


def work_step(step_id):
    """Do one step if it is free: claim, work under a heartbeat, move the run on. True when it was ours."""
    task = _patiently(lambda: claim(step_id))
    if task is None:
        return False
    with log_context(run_id=task.run.pk, step_id=step_id):
        _do(task)
        _patiently(lambda: advance(task.run.pk))
    return True


def _do(task):
    step_kind = work.kind_of(task.run).by_name[task.step.name]
    began = time.monotonic()
    try:
        with _heartbeat(task):
            step_kind.work(task)
    except LeaseLostError:
        log.warning("step %s was taken over", task.step.pk)
    except Exception as error:  # noqa: BLE001 whatever the step raised is shown on its row
        _give_back(task, error)
    else:
        seconds = round(time.monotonic() - began, 3)
        told = f"{task.run.kind} {task.run.business_date}: {task.step.name}"
        log.info("%s done in %s s", told, seconds, extra={"seconds": seconds})


def _give_back(task, error):
    """Queue the step again, or fail it for good after the last attempt; the error stays on its row."""
    log.exception("step %s of run %s failed", task.step.name, task.run.pk)
    is_last = task.step.attempts >= MOST_ATTEMPTS
    text = "".join(traceback.format_exception_only(error)).strip()
    given = _patiently(
        lambda: task._mine().update(
            state=State.FAILED if is_last else State.QUEUED,
            error=text[:2000],
            lease_until=None,
            rung_at=None,
            finished_at=Now() if is_last else None,
        )
    )
    if given and not is_last:
        doorbell.ring([task.step.pk], queue=work.kind_of(task.run).queue)


def _patiently(move):
    """Make a move that may be repeated, again and again while the database is away, on new connections."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        try:
            return move()
        except _AWAY:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.5)


@contextmanager
def _heartbeat(task):
    over = threading.Event()

    def beat():
        while not over.wait(BEAT_SECONDS):
            try:
                task.beat()
                # All hands busy with long steps answer no schedule, and are alive all the same.
                show_life(WORKER)
            except _AWAY as error:
                log.warning("no heartbeat for step %s: %s", task.step.pk, error)
            finally:
                # The next beat may find another server: it begins with a connection of its own.
                connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def sweep():
    """Mend what a crash or a lost message left: fail the hopeless, ring for the stale, move runs on."""
    hopeless = list(Step.objects.exhausted().values_list("pk", "run_id"))
    Step.objects.exhausted().update(
        state=State.FAILED, finished_at=Now(), error=f"its worker died {MOST_ATTEMPTS} times"
    )
    waiting = Step.objects.expired() | Step.objects.unheard(after=UNHEARD)
    by_queue = {}
    for step in waiting.select_related("run"):
        by_queue.setdefault(work.kind_of(step.run).queue, []).append(step.pk)
    for queue, ids in by_queue.items():
        doorbell.ring(ids, queue=queue)
    open_runs = Run.objects.filter(state__in=[State.QUEUED, State.RUNNING])
    for run_id in {run_id for _, run_id in hopeless} | set(open_runs.values_list("pk", flat=True)):
        advance(run_id)


def drive(run_id, *, tell=lambda run: None):
    """Do a run's steps here, side by side with any other worker, until it is over. Returns the run.

    `tell` is called after every step. Steps held by a living worker are waited for; those of a dead
    one are taken over when their lease ends. Runs that must be over before this one are done first.
    """
    for earlier in awaited(Run.objects.get(pk=run_id)):
        drive(earlier.pk, tell=tell)
    while True:
        free = Step.objects.filter(run_id=run_id).claimable().order_by("pk")
        is_any = any(work_step(step_id) for step_id in list(free.values_list("pk", flat=True)[:1]))
        run = Run.objects.get(pk=run_id)
        tell(run)
        if run.is_over:
            return run
        if not is_any and not free.exists():
            sweep()
            time.sleep(0.2)
