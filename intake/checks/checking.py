"""Checking an upload: the whole file is judged and its load rehearsed, and nothing is written."""

from contextlib import closing

from django.db import transaction

from intake.checks.holding import holds
from intake.checks.preview import Preview
from intake.domain.datasets import DATASETS
from intake.domain.instructions import Instructions
from intake.domain.opening import open_table
from intake.domain.refusals import FileRefusedError
from intake.domain.survey import survey
from intake.loads.loading import Load
from intake.loads.recognising import leave_unchanged, loaded_before
from intake.models import Upload, UploadState
from intake.notices import UNENDED
from intake.services import judge_of, said_of
from intake.storing import discard_refused, kept_bytes, refused_rows_file
from intake.verdict import Counts


def check_upload(upload, *, at, tell, finish, is_told_apart=False):
    """Judge an upload at the instant `at` and keep what its load would do; returns its new state.

    `finish(counts)` is called in the transaction that keeps the preview. A file that was loaded
    before ends as unchanged, unless `is_told_apart`. Raises OSError, core.locks.LockBusyError.
    """
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.CHECKING)
    first = None if is_told_apart else loaded_before(upload)
    if first:
        return leave_unchanged(upload, first, lambda verdict: finish(vars(verdict.counts))).state
    with refused_rows_file() as refused:
        preview = Preview(upload.dataset)
        _look_through(upload, preview, at=at, tell=tell, refused=refused)
        if preview.file_refusals:
            refused.discard()
        refused.close()
        preview.holds = holds(
            upload,
            rows=preview.rows,
            known_ids=preview.known_ids,
            unknown_ids=len(preview.unknown),
            is_ended=all(each.code != UNENDED for each in preview.findings),
        )
        state = UploadState.HELD if preview.holds else UploadState.PREVIEWED
        return _keep(upload, preview.as_dict(), state, refused.name, finish)


def _look_through(upload, preview, *, at, tell, refused):
    """Read the file to its end as its load would, and remember what that would do."""

    def refuse(row, header):
        preview.see_refused(row)
        refused.add(row, header)

    load = Load(
        dataset=DATASETS[upload.dataset],
        source=upload.source,
        instructions=Instructions.of(upload.instructions),
        is_good_rows_only=upload.is_good_rows_only,
        makes_accounts=upload.makes_accounts,
        at=at,
        tell=tell,
        refuse=refuse,
        differences=preview.sample.differences,
    )
    try:
        with (
            kept_bytes(upload) as stream,
            closing(open_table(stream, load.instructions)) as opened,
        ):
            preview.see_table(opened, survey(opened.text, load.dataset, load.instructions))
            with closing(judge_of(load.dataset)(opened.text, load)) as judged:
                counts = Counts(refused=judged.refused_rows)
                made = judged.rehearse(counts, preview.sample)
                preview.see_judged(judged, counts, [*said_of(opened), *made])
    except FileRefusedError as error:
        preview.file_refusals = error.refusals


def _keep(upload, preview, state, refused_name, finish):
    before = upload.refused_rows_file
    upload.state, upload.preview, upload.verdict = state, preview, {}
    upload.refused_rows_file, upload.finished_at = refused_name, None
    with transaction.atomic():
        upload.save()
        finish(preview.get("verdict", {}).get("counts", {}))
        transaction.on_commit(lambda: discard_refused(before))
    return state
