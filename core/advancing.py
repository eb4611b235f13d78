"""Moving a run of the ledger on: which of its steps may begin, and when it is over.

Never works a step: see `ledger`.
"""

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Now

from core import doorbell, work
from core.models import Run, State, Step

_OVER = (State.DONE, State.FAILED)


def advance(run_id):
    """Queue every step whose needs are over, and close the run when all steps are. Safe to repeat."""
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=run_id)
        if run.is_over or awaited(run).exists():
            return
        while _open_next(run):
            pass
        _close_if_over(run)


def awaited(run):
    """Return the runs of earlier days that must be over before this one may begin."""
    earlier = Run.objects.filter(kind=run.kind, business_date__lt=run.business_date)
    if run.state != State.QUEUED or not work.kind_of(run).is_in_order:
        return earlier.none()
    return earlier.filter(state__in=[State.QUEUED, State.RUNNING]).order_by("business_date")


def _open_next(run):
    """Queue the steps that have become ready; True when one of them had no shard, so more may be ready."""
    kind = work.kind_of(run)
    tallies = _tallies(run)
    is_any_empty = False
    for step_kind in kind.steps:
        if step_kind.name in tallies or not _is_ready(step_kind, tallies):
            continue
        payloads = step_kind.shards(run) or [None]
        if payloads == [None]:
            Step.objects.create(run=run, name=step_kind.name, state=State.DONE)
            is_any_empty = True
            continue
        steps = Step.objects.bulk_create(
            Step(run=run, name=step_kind.name, shard=shard, payload=payload)
            for shard, payload in enumerate(payloads)
        )
        doorbell.ring_on_commit(steps, queue=kind.queue)
    return is_any_empty


def _tallies(run):
    """Return {step name: (all, over, failed)}."""
    rows = (
        run.steps.order_by()
        .values("name")
        .annotate(
            every=Count("pk"),
            over=Count("pk", filter=Q(state__in=_OVER)),
            failed=Count("pk", filter=Q(state=State.FAILED)),
        )
    )
    return {row["name"]: (row["every"], row["over"], row["failed"]) for row in rows}


def _is_ready(step_kind, tallies):
    return all(name in tallies and tallies[name][0] == tallies[name][1] for name in step_kind.needs)


def _close_if_over(run):
    kind = work.kind_of(run)
    tallies = _tallies(run)
    failed = {name for name, (_, _, failures) in tallies.items() if failures}
    if any(kind.by_name[name].is_vital for name in failed):
        kind.fail(run)
        _close(run, State.FAILED, {})
    elif len(tallies) == len(kind.steps) and all(
        every == over for every, over, _ in tallies.values()
    ):
        summary = dict(kind.close(run))
        is_partial = bool(failed) or summary.pop("is_partial", False)
        _close(run, State.PARTIAL if is_partial else State.DONE, summary)


def _close(run, state, summary):
    Run.objects.filter(pk=run.pk).update(state=state, finished_at=Now(), summary=summary)
    run.steps.filter(state=State.QUEUED).update(
        state=State.FAILED, error="not begun: the run had failed"
    )
