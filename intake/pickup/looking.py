"""One look into a place: what lies there, what stands still, and the one file that is taken next."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from intake.models import Origin, PickedFile, Upload, UploadState
from intake.pickup.finding import place_of
from intake.pickup.places import LARGEST_BYTES, LARGEST_GB, ChangedError
from intake.pickup.troubles import PlaceError
from intake.services import take_in
from intake.storing import discard_upload, store

# A file whose size and time stand still for so long, over two looks, is whole.
STILL = timedelta(seconds=20)
UNDER_WAY = (UploadState.RECEIVED, UploadState.CHECKING, UploadState.LOADING)


@dataclass(frozen=True)
class Look:
    """What one look brought: the upload it began, and how many files wait for a later one.

    `trouble` is what stands against a single file that was passed over.
    """

    upload: Upload | None
    waiting: int
    trouble: PlaceError | None = None


def look(pickup, *, at) -> Look:
    """Look into a place at the instant `at` and take at most one file, the oldest that is whole.

    Files go in one after the other, so that a newer one comes last: while an upload of this pick-up
    is under way, none is taken. Raises PlaceError.
    """
    place = place_of(pickup.place)
    found = place.files(pickup.pattern)
    seen = _remember(pickup, found, at)
    under_way = PickedFile.objects.filter(pickup=pickup, upload__state__in=UNDER_WAY)
    upload = trouble = None
    for file in [] if under_way.exists() else found:
        row = seen.get((file.name, file.mark))
        if upload is None and row and (file.is_whole or row.seen_at <= at - STILL):
            try:
                upload = _pick(pickup, place, file, row, at)
            except PlaceError as error:
                trouble = trouble or error
    return Look(upload, len(seen) - (upload is not None), trouble)


@transaction.atomic
def _remember(pickup, found, at):
    """Write down what is seen, forget what is no longer there; returns {key: row} of what waits."""
    known = PickedFile.objects.filter(pickup=pickup)
    rows = {(row.name, row.mark): row for row in known}
    keys = [(each.name, each.mark) for each in found]
    gone = [row.pk for key, row in rows.items() if row.picked_at is None and key not in set(keys)]
    known.filter(pk__in=gone).delete()
    PickedFile.objects.bulk_create(
        (
            PickedFile(pickup=pickup, name=name, mark=mark, seen_at=at)
            for name, mark in keys
            if (name, mark) not in rows
        ),
        ignore_conflicts=True,
    )
    return {(row.name, row.mark): row for row in known.filter(picked_at=None)}


def _pick(pickup, place, file, row, at):
    """Fetch a file and hand it over; None where it changes meanwhile, or another worker has it."""
    if file.size > LARGEST_BYTES:
        raise PlaceError("too_large", name=file.name, most=LARGEST_GB)
    try:
        with place.blocks(file) as blocks:
            stored = store(blocks)
    except ChangedError:
        return None
    upload = None
    try:
        upload = _hand_over(pickup, file, row, stored, at)
    finally:
        if upload is None:
            discard_upload(stored[0])
    return upload


@transaction.atomic
def _hand_over(pickup, file, row, stored, at):
    claimed = PickedFile.objects.filter(pk=row.pk, picked_at=None).update(picked_at=at)
    if not claimed:
        return None
    upload = take_in(
        stored,
        dataset=pickup.dataset,
        source=pickup.source,
        origin=Origin.PICKUP,
        file_name=file.name,
        instructions=None,
        good_rows=pickup.is_good_rows_only,
        loads_itself=True,
        at=at,
        by=pickup.set_by,
    )
    PickedFile.objects.filter(pk=row.pk).update(upload=upload)
    return upload
