"""Inspecting as work of the ledger: by a member who asks for it, and as a step of the night."""

from django.db import transaction

from core import audit, ledger
from core.work import RunKind, StepKind
from intake.models import QualityDay
from intake.quality.findings import find, keep
from intake.quality.measures import keep_measures, measure


def inspect_night(task):
    """Inspect as of the day of a run, and write it down together with the step's end.

    A day before the latest one inspected is left alone: findings go forward only.
    """
    as_of = task.run.business_date
    if QualityDay.objects.filter(day__gt=as_of).exists():
        with transaction.atomic():
            task.finish({"too_old": 1})
        return
    left_out = set()
    found, measured = find(as_of=as_of, leave_out=left_out.add), measure(as_of=as_of)
    with transaction.atomic():
        counts = keep(found, as_of=as_of, left_out=left_out)
        keep_measures(measured, as_of=as_of)
        task.finish(counts)


def request_inspection(*, as_of, by):
    """Ask for an inspection as of a day; one that is over is done again. Returns the run."""
    run, is_new = ledger.request_run(kind=INSPECTION.name, business_date=as_of, by=by)
    if not is_new and run.is_over:
        run = ledger.restart(run.pk, by=by)
    audit.record(
        actor=by,
        verb="request_inspection",
        object_kind="run",
        object_id=run.pk,
        detail={"as_of": as_of, "round": run.round},
    )
    return run


INSPECTION = RunKind("inspection", queue="nightly", steps=(StepKind("inspect", inspect_night),))
