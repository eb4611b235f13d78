"""Bringing files in: received durably, judged, loaded, and the verdict kept."""

from contextlib import closing

from django.db import transaction
from django.db.models.functions import Now

from core import audit, ledger
from core.calendar import business_date
from intake.domain.datasets import DATASETS, USAGE
from intake.domain.instructions import Instructions
from intake.domain.opening import open_table
from intake.domain.refusals import FileRefusedError
from intake.loading import Load, refuse_file, settle
from intake.models import Upload, UploadState
from intake.notices import Notice
from intake.records_load import JudgedRecords
from intake.revisions import Revisions
from intake.storing import fingerprint, refused_rows_file, store, uploads_folder
from intake.usage_load import JudgedUsage


def receive(*, dataset, file_name, blocks, good_rows, at, by):
    """Keep a file uploaded at the instant `at` durably and ask for its load; returns the `Upload`.

    When this returns, the bytes are on disk and the work is in the ledger: a crash loses neither.
    """
    stored_as, sha256, size = store(blocks)
    with transaction.atomic():
        upload = Upload.objects.create(
            dataset=dataset,
            file_name=file_name[:255],
            sha256=sha256,
            size_bytes=size,
            stored_as=stored_as,
            is_good_rows_only=good_rows,
            uploaded_by=by,
        )
        run, _ = ledger.request_run(
            kind="upload",
            business_date=business_date(at),
            key=str(upload.pk),
            options={"upload": upload.pk, "language": by.language},
            by=by,
        )
        Upload.objects.filter(pk=upload.pk).update(run=run)
        audit.record(
            actor=by,
            verb="upload",
            object_kind="upload",
            object_id=upload.pk,
            detail={"dataset": dataset, "sha256": sha256, "size_bytes": size},
        )
    upload.run = run
    return upload


def load_file(
    path,
    *,
    dataset,
    at,
    source="main",
    instructions=None,
    good_rows=False,
    makes_accounts=False,
    tell=lambda share: None,
):
    """Load a file that stands on this machine at the instant `at`, read as `instructions` say.

    With `makes_accounts`, ids of accounts that are not known become accounts. Returns (verdict, path
    of the refused rows or None).

    The load is written down as an `Upload` with the file's hash, together with what it wrote: one
    that could not run leaves nothing. The file itself stays where it is. Raises OSError,
    django.db.DatabaseError, core.locks.LockBusyError.
    """
    sha256, size = fingerprint(path)
    upload = Upload(
        dataset=dataset,
        source=source,
        file_name=path.name[:255],
        sha256=sha256,
        size_bytes=size,
        instructions=(instructions or Instructions()).as_dict(),
        is_good_rows_only=good_rows,
        makes_accounts=makes_accounts,
    )
    return _load(upload, path, at, tell, _audit_load)


def load_upload(upload, *, at, tell, finish):
    """Load an upload at the instant `at` from its kept bytes; returns as `load_file`.

    `finish(verdict)` is called in the transaction that holds what was written and the verdict, so
    that a load either is over with all its traces or has not happened. Raises as `load_file`.
    """
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.LOADING)
    path = uploads_folder() / upload.stored_as
    return _load(upload, path, at, tell, lambda _, verdict: finish(verdict))


def _load(upload, path, at, tell, finish):
    with path.open("rb") as stream, refused_rows_file() as refused:

        def keep(verdict):
            if verdict.file_refusals:
                refused.discard()
            refused.close()
            _keep_verdict(upload, verdict, refused.name)
            finish(upload, verdict)

        load = Load(
            dataset=DATASETS[upload.dataset],
            source=upload.source,
            instructions=Instructions.of(upload.instructions),
            is_good_rows_only=upload.is_good_rows_only,
            makes_accounts=upload.makes_accounts,
            at=at,
            tell=tell,
            refuse=refused.add,
            keep=keep,
            revisions=Revisions(upload),
        )
        verdict = _judge_and_settle(stream, load)
        return verdict, refused.path if refused.name else None


def _judge_and_settle(stream, load):
    judge = JudgedUsage if load.dataset is USAGE else JudgedRecords
    try:
        with (
            closing(open_table(stream, load.instructions)) as opened,
            closing(judge(opened.text, load)) as judged,
        ):
            return settle(load, judged, _said_of(opened))
    except FileRefusedError as error:
        return refuse_file(load, error)


def _said_of(opened):
    return () if opened.encoding == "utf-8" else (Notice("read_as", (opened.encoding,)),)


def _keep_verdict(upload, verdict, refused_name):
    upload.state, upload.verdict = verdict.state, verdict.as_kept()
    upload.refused_rows_file, upload.finished_at = refused_name, Now()
    upload.save()


def _audit_load(upload, verdict):
    detail = {"dataset": upload.dataset, "sha256": upload.sha256, "state": verdict.state}
    audit.record(
        actor=None,
        verb="load",
        object_kind="upload",
        object_id=upload.pk,
        detail={**detail, **vars(verdict.counts)},
    )
