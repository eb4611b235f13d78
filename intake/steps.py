"""The one step of an upload: load it, in a worker, and show how far it is."""

from django.db import transaction
from django.utils import translation

from core.work import RunKind, StepKind
from intake.models import Upload, UploadState
from intake.services import load_upload


def _load(task):
    upload = Upload.objects.get(pk=task.run.options["upload"])
    with translation.override(task.run.options["language"]):
        verdict, _ = load_upload(upload, lambda share: task.progress.update(share=round(share, 2)))
    with transaction.atomic():
        task.finish(vars(verdict.counts))


def _fail(run):
    """Show on the upload what became of it."""
    Upload.objects.filter(pk=run.options["upload"], state__in=_OPEN).update(
        state=UploadState.FAILED
    )
    return {}


_OPEN = (UploadState.RECEIVED, UploadState.LOADING)

UPLOAD = RunKind("upload", queue="upload", steps=(StepKind("load", _load),), close=_fail)
