"""Undoing an upload: everything as it was before, or nothing, and why."""

from django.db import transaction

from core import audit, locks
from intake.models import LOADED_STATES, Upload, UploadState
from intake.services import request
from intake.turns import LONGEST_WAIT_SECONDS, every_lock
from intake.undo.obstacles import obstacles
from intake.undo.restoring import put_back


class UndoRefusedError(Exception):
    """Something stands against undoing the upload, and nothing was changed."""

    def __init__(self, found):
        super().__init__("; ".join(each.code for each in found))
        self.obstacles = found


@transaction.atomic
def request_undo(upload, *, by, at):
    """Ask at the instant `at` for a loaded upload to be undone by a worker; others are left alone."""
    loaded = Upload.objects.filter(pk=upload.pk, state__in=LOADED_STATES)
    if not loaded.update(state=UploadState.UNDOING):
        return
    upload.state = UploadState.UNDOING
    request(upload, "undo", at=at, by=by)


def leave_loaded(upload):
    """Show an upload that was to be undone as it was."""
    undoing = Upload.objects.filter(pk=upload.pk, state=UploadState.UNDOING)
    undoing.update(state=upload.verdict["state"])


def undo(upload, *, by, at, finish=lambda: None):
    """Take back at the instant `at` all that an upload wrote; the next night follows.

    One transaction, in turn with loads, with `finish()` as its final act. Raises UndoRefusedError
    with what stands in the way, core.locks.LockBusyError.
    """
    with locks.alone(*every_lock(), wait_seconds=LONGEST_WAIT_SECONDS):
        current = Upload.objects.select_for_update().get(pk=upload.pk)
        if found := obstacles(current, at=at):
            raise UndoRefusedError(found)
        put_back(current)
        current.state, current.undone_by, current.undone_at = UploadState.UNDONE, by, at
        current.save(update_fields=["state", "undone_by", "undone_at"])
        audit.record(
            actor=by,
            verb="undo",
            object_kind="upload",
            object_id=current.pk,
            detail={"dataset": current.dataset, "sha256": current.sha256},
        )
        finish()
    upload.refresh_from_db()
