"""Pick-ups: set up, looked after by the schedule, looked into by hand."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from core import audit, ledger
from core.calendar import business_date
from core.models import Run, State
from intake.models import Pickup
from intake.pickup.letters import tell_of_trouble
from intake.pickup.looking import look
from intake.pickup.troubles import PlaceError

# While a file lies there that is not taken yet, one looks again this soon.
SOON = timedelta(seconds=50)
# One that cannot be taken for longer than this is looked at in the usual rhythm again.
LATELY = timedelta(hours=6)
# How long the runs of looks that went well are kept.
KEPT = timedelta(days=7)


@transaction.atomic
def save_pickup(pickup, *, by):
    """Set a pick-up up, or change one; its files are judged and mailed about in the name of `by`."""
    verb = "change_pickup" if pickup.pk else "add_pickup"
    pickup.set_by = by
    pickup.save()
    _audit(pickup, verb, by, {"place": pickup.place, "pattern": pickup.pattern})
    return pickup


@transaction.atomic
def pause_pickup(pickup, *, is_active, by):
    """Have the schedule leave a place alone, or look into it again."""
    Pickup.objects.filter(pk=pickup.pk).update(is_active=is_active)
    _audit(pickup, "resume_pickup" if is_active else "pause_pickup", by)


def request_look(pickup, *, by=None):
    """Ask for the look that follows the latest one; asking again before it is over gives the same run."""
    follows = pickup.looked_at or pickup.created_at
    run, is_new = ledger.request_run(
        kind="pickup",
        business_date=business_date(follows),
        key=f"{pickup.pk}/{follows:%Y%m%dT%H%M%S%f}",
        options={"pickup": pickup.pk},
        by=by,
    )
    if by and is_new:
        _audit(pickup, "look_now", by)
    return run


def ensure_looks(at):
    """See that every place is looked into that is due at the instant `at`."""
    for pickup in Pickup.objects.filter(is_active=True).prefetch_related("files"):
        if due_at(pickup) <= at:
            request_look(pickup)


def due_at(pickup):
    """Return when the next look is due."""
    if pickup.looked_at is None:
        return pickup.created_at
    lately = pickup.looked_at - LATELY
    is_waiting = any(f.picked_at is None and f.seen_at >= lately for f in pickup.files.all())
    rest = timedelta(minutes=pickup.every_minutes)
    return pickup.looked_at + (min(SOON, rest) if is_waiting else rest)


def work_look(task, *, at):
    """Do one look as a step of its run, and write down what stood against it."""
    pickup = Pickup.objects.select_related("set_by").get(pk=task.run.options["pickup"])
    trouble, counts = {}, {}
    try:
        found = look(pickup, at=at)
        counts = {"picked": int(found.upload is not None), "waiting": found.waiting}
        trouble = found.trouble.as_kept() if found.trouble else {}
    except PlaceError as error:
        trouble = error.as_kept()
    with transaction.atomic():
        _close(pickup, trouble, at)
        task.finish(counts)


def _close(pickup, trouble, at):
    """Write the look down; the first of several that meet trouble is told by mail."""
    before = Pickup.objects.select_for_update().get(pk=pickup.pk).trouble
    Pickup.objects.filter(pk=pickup.pk).update(looked_at=at, trouble=trouble)
    pickup.trouble = trouble
    if trouble and not before:
        tell_of_trouble(pickup, at=at)
    old = Run.objects.filter(kind="pickup", key__startswith=f"{pickup.pk}/", state=State.DONE)
    old.filter(finished_at__lt=at - KEPT).delete()


def note_broken_look(run):
    """Show that a look broke off for good, so that the next one comes in its turn."""
    trouble = PlaceError("broke_off").as_kept()
    Pickup.objects.filter(pk=run.options["pickup"]).update(looked_at=Now(), trouble=trouble)


def _audit(pickup, verb, by, detail=None):
    audit.record(
        actor=by, verb=verb, object_kind="pickup", object_id=pickup.pk, detail=detail or {}
    )
