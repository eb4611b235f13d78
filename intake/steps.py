"""The one step of an upload: load it, in a worker, and show how far it is."""

from django.db.models.functions import Now
from django.utils import timezone, translation

from core.work import RunKind, StepKind
from intake.models import Upload, UploadState
from intake.services import load_upload


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


UPLOAD = RunKind("upload", queue="upload", steps=(StepKind("load", _load),), fail=_fail)
