"""Asking for nights: by the clock, by a person, or for a range of the past."""

from datetime import timedelta

from accounts.models import Account
from core import audit, ledger
from core.calendar import business_date, judged_day
from core.models import Run

# A night judged this much later than its day no longer saw only what was known on the day.
KNOWN_WITHIN = timedelta(days=3)
# After an outage the nights that were missed are made up for, this far back.
CATCH_UP = timedelta(days=7)


def request_night(*, night, at, by=None):
    """Ask for the night that judges day `night`; one that is over is done again. Returns the run."""
    options = {"is_reconstructed": business_date(at) - night > KNOWN_WITHIN}
    run, is_new = ledger.request_run(kind="nightly", business_date=night, options=options, by=by)
    if not is_new and run.is_over:
        run = ledger.restart(run.pk, by=by, options=options)
    if by:
        audit.record(
            actor=by,
            verb="request_night",
            object_kind="run",
            object_id=run.pk,
            detail={"night": night, "round": run.round},
        )
    return run


def request_backfill(*, first, final, every_days=1, by=None):
    """Ask for all nights from `first` to `final`, counted back from `final`; kept nights stay as they are."""
    options = {"from": first.isoformat(), "every_days": every_days, "is_reconstructed": True}
    run, is_new = ledger.request_run(
        kind="backfill",
        business_date=final,
        key=f"{first.isoformat()}/{every_days}",
        options=options,
        by=by,
    )
    if not is_new and run.is_over:
        run = ledger.restart(run.pk, by=by, options=options)
    return run


def ensure_nights(at):
    """See that every night that is over has a run: yesterday's, and those missed since the first, lately."""
    if not Account.objects.exists():
        return
    final = judged_day(at)
    known = set(Run.objects.filter(kind="nightly").values_list("business_date", flat=True))
    day = max(min(known, default=final), final - CATCH_UP)
    while day <= final:
        if day not in known:
            options = {"is_reconstructed": business_date(at) - day > KNOWN_WITHIN}
            ledger.request_run(kind="nightly", business_date=day, options=options)
        day += timedelta(days=1)
