"""What a person decides about an upload: read it another way, load it, try it again, throw it away."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from core import audit, ledger
from intake.models import SourceInstructions, Upload, UploadState
from intake.services import request
from intake.storing import discard_refused, discard_upload

WAITING = (UploadState.PREVIEWED, UploadState.HELD)


class DecisionRefusedError(Exception):
    """The decision does not fit the upload as it stands; `code` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Confirmation:
    """What was ticked beside the button, and of which check (`check_of`) the preview was above it."""

    good_rows: bool = False
    all_the_same: bool = False
    seen: str | None = None


def confirm(upload, confirmation, *, by, at):
    """Have a previewed upload loaded; raises DecisionRefusedError and changes nothing where it may not be.

    Codes: "over" when it waits no longer, "seen" when the preview is another by now, "nothing" when
    no row can be loaded, "refused" when rows are refused and it is not to be the good ones only,
    "held" when it is held and that was not answered.
    """
    with transaction.atomic():
        current = _waiting(upload, confirmation.seen)
        code = _against(current, confirmation)
        if code:
            raise DecisionRefusedError(code)
        changes = {
            "state": UploadState.LOADING,
            "is_good_rows_only": confirmation.good_rows,
            "confirmed_by": by,
        }
        is_told_apart = bool(current.run and current.run.options.get("is_told_apart"))
        _move(current, changes)
        request(current, "upload", at=at, by=by, is_told_apart=is_told_apart)
        _record(current, "confirm_upload", by, good_rows=confirmation.good_rows)
    return current


def go_on(upload, *, at):
    """Have an upload that nobody looks at loaded, where its check has found nothing against that."""
    unseen = Confirmation(good_rows=upload.is_good_rows_only)
    if upload.state in WAITING and not _against(upload, unseen):
        confirm(upload, unseen, by=None, at=at)


def read_anew(upload, instructions, *, makes_accounts, by, at):
    """Check an upload again, read another way, and remember that way for its source.

    Raises DecisionRefusedError.
    """
    with transaction.atomic():
        current = _checked(_waiting(upload))
        kept = instructions.as_dict()
        if kept != current.instructions:
            _remember(current, kept, by)
        changes = {
            "state": UploadState.RECEIVED,
            "instructions": kept,
            "makes_accounts": makes_accounts,
        }
        _move(current, changes)
        request(current, "check", at=at, by=by)
        _record(current, "read_upload", by, instructions=kept, makes_accounts=makes_accounts)
    return current


def try_again(upload, *, by, at):
    """Do what failed, or the check of a file that was loaded before, once more.

    Raises DecisionRefusedError.
    """
    with transaction.atomic():
        current = _locked(upload)
        if not may_try_again(current):
            raise DecisionRefusedError("over")
        run = _checked(current).run
        is_load = run.kind == "upload"
        state = UploadState.LOADING if is_load else UploadState.RECEIVED
        was_unchanged = current.state == UploadState.UNCHANGED
        is_told_apart = was_unchanged or run.options.get("is_told_apart", False)
        _move(current, {"state": state, "same_as": None, "finished_at": None})
        ledger.restart(run.pk, by=by, options={"is_told_apart": is_told_apart})
    return current


def may_try_again(upload):
    """Tell whether `try_again` has something to do, and the bytes and the run to do it with."""
    is_kept = bool(upload.stored_as and upload.run_id)
    return is_kept and upload.state in (UploadState.UNCHANGED, UploadState.FAILED)


def discard(upload, *, by):
    """Throw a previewed upload away, its bytes too; raises DecisionRefusedError."""
    with transaction.atomic():
        current = _waiting(upload)
        throw_away(current)
        _record(current, "discard_upload", by)


def throw_away(upload):
    """Take an upload that waits out of the way, and its bytes off the disk."""
    changes = {"state": UploadState.DISCARDED, "stored_as": "", "refused_rows_file": ""}
    stored_as, refused = upload.stored_as, upload.refused_rows_file
    _move(upload, {**changes, "preview": {}, "finished_at": Now()})
    transaction.on_commit(lambda: (discard_upload(stored_as), discard_refused(refused)))


def forget(upload, *, by):
    """Forget how the files of the upload's source are to be read."""
    SourceInstructions.objects.filter(dataset=upload.dataset, source=upload.source).delete()
    _record(upload, "forget_instructions", by, dataset=upload.dataset, source=upload.source)


def check_of(upload):
    """Name the check that the preview of an upload is of: its run, and the how manieth time it was done."""
    return f"{upload.run.pk}.{upload.run.round}" if upload.run else "forgotten"


def _locked(upload):
    return Upload.objects.select_for_update(of=("self",)).select_related("run").get(pk=upload.pk)


def _waiting(upload, seen=None):
    current = _locked(upload)
    if current.state not in WAITING:
        raise DecisionRefusedError("over")
    if seen is not None and check_of(current) != seen:
        raise DecisionRefusedError("seen")
    return current


def _checked(upload):
    """Make sure that the run of an upload is over to its end, so that it can be done again."""
    if upload.run and not upload.run.is_over:
        raise DecisionRefusedError("seen")
    return upload


def _against(upload, confirmation):
    verdict = upload.preview["verdict"]
    if verdict["rows"] == verdict["counts"]["refused"]:
        return "nothing"
    if verdict["counts"]["refused"] and not confirmation.good_rows:
        return "refused"
    if upload.state == UploadState.HELD and not confirmation.all_the_same:
        return "held"
    return ""


def _move(upload, changes):
    """Change an upload that nobody has changed since it was read."""
    found = Upload.objects.filter(pk=upload.pk, state=upload.state)
    if not found.update(**changes):
        raise DecisionRefusedError("over")
    for name, value in changes.items():
        setattr(upload, name, value)


def _remember(upload, kept, by):
    SourceInstructions.objects.update_or_create(
        dataset=upload.dataset,
        source=upload.source,
        defaults={"instructions": kept, "set_by": by},
    )


def _record(upload, verb, by, **detail):
    audit.record(actor=by, verb=verb, object_kind="upload", object_id=upload.pk, detail=detail)
