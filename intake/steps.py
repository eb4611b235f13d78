"""The one step of an upload and of an undo: done in a worker, with a sign of how far it is."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone, translation

from core.work import RunKind, StepKind
from intake.models import Upload, UploadState
from intake.services import load_upload
from intake.undoing import UndoRefusedError, leave_loaded, undo


def _load(task):
    upload = Upload.objects.get(pk=task.run.options["upload"])
    with translation.override(task.run.options["language"]):
        load_upload(
            upload,
            at=timezone.now(),
            tell=lambda share: task.progress.update(share=round(share, 2)),
            finish=lambda verdict: task.finish(vars(verdict.counts)),
        )


def _fail(run):
    """Show on the upload that it could not be loaded."""
    Upload.objects.filter(pk=run.options["upload"]).update(
        state=UploadState.FAILED, finished_at=Now()
    )


def _undo(task):
    upload = Upload.objects.get(pk=task.run.options["upload"])
    try:
        undo(upload, by=task.run.requested_by, at=timezone.now(), finish=task.finish)
    except UndoRefusedError as refused:
        with transaction.atomic():
            leave_loaded(upload)
            task.finish({"obstacles": len(refused.obstacles)})


def _undo_fail(run):
    """Show on the upload that it is still loaded."""
    leave_loaded(Upload.objects.get(pk=run.options["upload"]))


UPLOAD = RunKind("upload", queue="upload", steps=(StepKind("load", _load),), fail=_fail)
UNDO = RunKind("undo", queue="upload", steps=(StepKind("undo", _undo),), fail=_undo_fail)
