"""Recognising a file that still stands as it was loaded: nothing of it needs to be written again."""

from django.db import transaction
from django.db.models.functions import Now

from intake.models import LOADED_STATES, Upload, UploadState
from intake.verdict import Counts, Verdict

_STANDING = (*LOADED_STATES, UploadState.UNDOING)


def loaded_before(upload):
    """Return the latest upload that stands, where it brought the same bytes in, read the same way."""
    standing = Upload.objects.filter(
        dataset=upload.dataset, source=upload.source, state__in=_STANDING
    )
    latest = standing.exclude(pk=upload.pk).order_by("finished_at", "pk").last()
    is_same = latest is not None and (latest.state, latest.sha256, latest.instructions) == (
        UploadState.LOADED,
        upload.sha256,
        upload.instructions,
    )
    return latest if is_same else None


def leave_unchanged(upload, first, finish):
    """End an upload as one whose file `first` has loaded already; returns its verdict.

    `finish(verdict)` is called in the same transaction.
    """
    verdict = Verdict(upload.dataset, UploadState.UNCHANGED, Counts(), same_as=first.pk)
    upload.state, upload.same_as, upload.finished_at = UploadState.UNCHANGED, first, Now()
    with transaction.atomic():
        upload.save()
        finish(verdict)
    return verdict
