"""Bringing files in: received durably, judged, loaded, and the verdict kept."""

from contextlib import closing, nullcontext
from dataclasses import replace
from functools import partial

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import get_language

from core import audit, ledger
from core.calendar import business_date
from intake.domain.datasets import DATASETS, USAGE
from intake.domain.encodings import ENCODING_NAMES
from intake.domain.instructions import Instructions
from intake.domain.opening import open_table
from intake.domain.refusals import FileRefusedError
from intake.loads.loading import Load, refuse_file, settle
from intake.loads.recognising import leave_unchanged, loaded_before
from intake.loads.records import JudgedRecords
from intake.loads.usage import JudgedUsage
from intake.models import Origin, SourceInstructions, Upload
from intake.notices import UNENDED, Notice
from intake.storing import (
    discard_refused,
    fingerprint,
    kept_bytes,
    refused_rows_file,
    store,
)
from intake.undo.revisions import Revisions


def receive(
    *,
    dataset,
    file_name,
    blocks,
    at,
    by,
    source="main",
    origin=Origin.BROWSER,
    good_rows=False,
    instructions=None,
    loads_itself=False,
):
    """Keep a file brought at the instant `at` durably and ask for its check; returns the `Upload`.

    When this returns, the bytes are on disk and the work is in the ledger: a crash loses neither. The
    file is read as its source was read before, unless `instructions` say otherwise. One that
    `loads_itself` is loaded without a person's word where its check finds nothing against it.
    """
    return take_in(
        store(blocks),
        dataset=dataset,
        source=source,
        origin=origin,
        file_name=file_name,
        instructions=instructions,
        good_rows=good_rows,
        loads_itself=loads_itself,
        at=at,
        by=by,
    )


@transaction.atomic
def take_in(
    stored,
    *,
    dataset,
    source,
    origin,
    file_name,
    instructions,
    good_rows,
    loads_itself,
    at,
    by,
):
    """Ask for the check of bytes that `storing.store` has kept; otherwise as `receive`."""
    stored_as, sha256, size = stored
    upload = Upload.objects.create(
        dataset=dataset,
        source=source,
        origin=origin,
        file_name=file_name[:255],
        sha256=sha256,
        size_bytes=size,
        stored_as=stored_as,
        instructions=remembered(dataset, source) if instructions is None else instructions,
        is_good_rows_only=good_rows,
        uploaded_by=by,
    )
    request(upload, "check", at=at, by=by, loads_itself=loads_itself)
    audit.record(
        actor=by,
        verb="upload",
        object_kind="upload",
        object_id=upload.pk,
        detail={"dataset": dataset, "sha256": sha256, "size_bytes": size},
    )
    return upload


def request(upload, kind, *, at, by, **options):
    """Ask for an upload to be worked on, "check" or "upload", and keep the run with it."""
    options |= {"upload": upload.pk, "language": by.language if by else get_language()}
    run, is_new = ledger.request_run(
        kind=kind, business_date=business_date(at), key=str(upload.pk), options=options, by=by
    )
    upload.run = run if is_new else ledger.restart(run.pk, by=by, options=options)
    upload.save(update_fields=["run"])


def remembered(dataset, source):
    """Return how the files of a source were read the latest time a person said so."""
    kept = SourceInstructions.objects.filter(dataset=dataset, source=source).first()
    return kept.instructions if kept else {}


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
    of the refused rows or None); the verdict names the upload that loaded the same file before.

    The load is written down as an `Upload` with the file's hash, together with what it wrote: one
    that could not run leaves nothing. The file itself stays where it is. Raises OSError,
    django.db.DatabaseError, core.locks.LockBusyError.
    """
    with path.open("rb") as stream:
        sha256, size = fingerprint(stream)
        upload = Upload(
            dataset=dataset,
            source=source,
            origin=Origin.COMMAND,
            file_name=path.name[:255],
            sha256=sha256,
            size_bytes=size,
            instructions=(instructions or Instructions()).as_dict(),
            is_good_rows_only=good_rows,
            makes_accounts=makes_accounts,
        )
        upload.same_as = loaded_before(upload)
        verdict, refused = _load(upload, partial(nullcontext, stream), at, tell, _audit_load)
    return replace(verdict, same_as=upload.same_as_id), refused


def load_upload(upload, *, at, tell, finish, wait, is_told_apart=False):
    """Load an upload at the instant `at` from its kept bytes; returns as `load_file`.

    `wait()` is called before the load takes its turn, and `finish(verdict)` in the transaction that
    holds what was written and the verdict, so that a load either is over with all its traces or has
    not happened. One whose file was loaded since its check is left unchanged, unless it
    `is_told_apart`. Raises as `load_file`.
    """
    first = None if is_told_apart else loaded_before(upload)
    if first:
        return leave_unchanged(upload, first, finish), None
    kept = partial(kept_bytes, upload)
    return _load(upload, kept, at, tell, lambda _, verdict: finish(verdict), wait)


def _load(upload, content, at, tell, finish, wait=lambda: None):
    """Load what the context manager of `content()` gives; may raise FileRefusedError there."""
    with refused_rows_file() as refused:

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
            wait=wait,
        )
        verdict = _judge_and_settle(content, load)
        return verdict, refused.path if refused.name else None


def _judge_and_settle(content, load):
    try:
        with (
            content() as stream,
            closing(open_table(stream, load.instructions)) as opened,
            closing(judge_of(load.dataset)(opened.text, load)) as judged,
        ):
            return settle(load, judged, said_of(opened))
    except FileRefusedError as error:
        return refuse_file(load, error)


def judge_of(dataset):
    """Return what judges the files of a dataset."""
    return JudgedUsage if dataset is USAGE else JudgedRecords


def said_of(opened):
    """Say what a file was read as, where it is not plain UTF-8, and whether it may be cut."""
    found = {
        "unpacked": opened.container if opened.container == "gzip" else "",
        "read_sheet": opened.sheet,
        "read_as": "" if opened.encoding == "utf-8" else ENCODING_NAMES[opened.encoding],
    }
    notices = [Notice(code, (name,)) for code, name in found.items() if name]
    return notices if opened.is_ended else [*notices, Notice(UNENDED, ())]


def _keep_verdict(upload, verdict, refused_name):
    before = upload.refused_rows_file
    upload.state, upload.verdict = verdict.state, verdict.as_kept()
    upload.refused_rows_file, upload.finished_at = refused_name, Now()
    upload.save()
    transaction.on_commit(lambda: discard_refused(before))


def _audit_load(upload, verdict):
    detail = {"dataset": upload.dataset, "sha256": upload.sha256, "state": verdict.state}
    audit.record(
        actor=None,
        verb="load",
        object_kind="upload",
        object_id=upload.pk,
        detail={**detail, **vars(verdict.counts)},
    )
