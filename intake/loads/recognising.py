"""Recognising a file that was loaded before: nothing of it needs to be written again."""

from django.db import transaction
from django.db.models.functions import Now

from intake.models import Upload, UploadState
from intake.verdict import Counts, Verdict


def loaded_before(upload):
    """Return the upload that brought the same bytes in, read the same way, where one did and still stands."""
    same = Upload.objects.filter(
        dataset=upload.dataset,
        source=upload.source,
        sha256=upload.sha256,
        state=UploadState.LOADED,
    )
    same = same.exclude(pk=upload.pk).order_by("pk")
    return next((each for each in same if each.instructions == upload.instructions), None)


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
