"""The steps of an upload, each in a worker: check it without writing anything, load it, undo it."""

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone, translation

from core.work import RunKind, StepKind
from intake.checks.checking import check_upload
from intake.deciding.services import go_on
from intake.models import Upload, UploadState
from intake.services import load_upload
from intake.turns import ahead_of
from intake.undo.services import UndoRefusedError, leave_loaded, undo


def _check(task):
    upload, options = _upload(task), task.run.options

    def finish(counts):
        task.finish(counts)
        if options.get("loads_itself"):
            go_on(upload, at=at)

    at = timezone.now()
    with translation.override(options["language"]):
        check_upload(
            upload,
            at=at,
            tell=_tell(task),
            finish=finish,
            is_told_apart=options.get("is_told_apart", False),
        )


def _load(task):
    upload = _upload(task)

    def wait():
        # SQLite's only writer is the other one: saying so would wait for it as well.
        first = ahead_of(upload) if connection.vendor == "postgresql" else None
        if first:
            task.progress["waits_for"] = first.pk
            task.beat()

    with translation.override(task.run.options["language"]):
        load_upload(
            upload,
            at=timezone.now(),
            tell=_tell(task),
            finish=lambda verdict: task.finish(vars(verdict.counts)),
            wait=wait,
            is_told_apart=task.run.options.get("is_told_apart", False),
        )


def _upload(task):
    return Upload.objects.get(pk=task.run.options["upload"])


def _tell(task):
    return lambda share: task.progress.update(share=round(share, 2))


def _fail(run):
    """Show on the upload that it could not be worked on."""
    Upload.objects.filter(pk=run.options["upload"], run=run).update(
        state=UploadState.FAILED, finished_at=Now()
    )


def _undo(task):
    upload = _upload(task)
    try:
        undo(upload, by=task.run.requested_by, at=timezone.now(), finish=task.finish)
    except UndoRefusedError as refused:
        with transaction.atomic():
            leave_loaded(upload)
            task.finish({"obstacles": len(refused.obstacles)})


def _undo_fail(run):
    """Show on the upload that it is still loaded."""
    leave_loaded(Upload.objects.get(pk=run.options["upload"]))


CHECK = RunKind("check", queue="upload", steps=(StepKind("check", _check),), fail=_fail)
UPLOAD = RunKind("upload", queue="upload", steps=(StepKind("load", _load),), fail=_fail)
UNDO = RunKind("undo", queue="upload", steps=(StepKind("undo", _undo),), fail=_undo_fail)
