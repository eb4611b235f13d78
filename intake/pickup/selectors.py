"""Reads about pick-ups: where one looks, what the latest look brought, what stands against it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext

from intake.models import PickedFile, Pickup, SourceInstructions
from intake.pickup.troubles import in_words
from intake.selectors import dataset_name

MOST_FILES = 30


@dataclass(frozen=True)
class PickupLine:
    """One pick-up in words; `waiting` are the names of files seen and not taken yet."""

    pickup: Pickup
    dataset: str
    rhythm: Any
    trouble: str
    waiting: list[str]
    latest: PickedFile | None


@dataclass(frozen=True)
class Reading:
    """How the files of a source are read, as it was remembered: their column and ours."""

    columns: list[tuple[str, str]]
    set_by: Any
    set_at: datetime


def pickups() -> list[PickupLine]:
    """Return all pick-ups, those with trouble first and paused ones last."""
    files = PickedFile.objects.select_related("upload").order_by("-picked_at", "-pk")
    found = Pickup.objects.prefetch_related(Prefetch("files", files)).order_by("place", "pk")
    lines = [_line(each) for each in found]
    return sorted(lines, key=lambda line: (not line.pickup.is_active, not line.trouble))


def pickup_of(pickup_id) -> Pickup | None:
    return Pickup.objects.filter(pk=pickup_id).select_related("set_by").first()


def files_of(pickup) -> list[PickedFile]:
    """Return the files that lie there or were taken, newest first."""
    files = PickedFile.objects.filter(pickup=pickup).select_related("upload")
    return list(files.order_by("-seen_at", "-pk")[:MOST_FILES])


def reading_of(pickup) -> Reading | None:
    """Return how files of the pick-up's dataset and source are read; None where nobody has said it."""
    kept = (
        SourceInstructions.objects.filter(dataset=pickup.dataset, source=pickup.source)
        .select_related("set_by")
        .first()
    )
    if kept is None:
        return None
    columns = sorted(kept.instructions.get("mapped", {}).items())
    return Reading(columns, kept.set_by, kept.set_at)


def _line(pickup):
    files = list(pickup.files.all())
    return PickupLine(
        pickup=pickup,
        dataset=dataset_name(pickup.dataset),
        rhythm=pickup.get_every_minutes_display(),
        trouble=in_words(pickup.trouble, gettext),
        waiting=sorted(each.name for each in files if each.picked_at is None),
        latest=max(
            (each for each in files if each.picked_at),
            key=lambda each: each.picked_at,
            default=None,
        ),
    )
