"""An upload from the page: kept durably, loaded by a worker, over with all its traces or not at all."""

import hashlib
import json
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Account
from core import ledger
from core.models import AuditEvent, Role, Run, State, Step
from intake import services
from intake.deciding.services import Confirmation, DecisionRefusedError, confirm, try_again
from intake.models import Upload, UploadState
from intake.services import receive
from intake.storing import refused_folder, uploads_folder
from tests.builders import make_user
from tests.intake.rows import all_rows

pytestmark = pytest.mark.django_db

GOOD = b"account_id,name,csm_email\nA-1,Aoba,aki@example.com\nA-2,Kita,aki@example.com\n"
BAD = GOOD + b"A-3,,aki@example.com\n"


@pytest.fixture
def ops():
    return make_user(Role.OPS, language="en")


@pytest.fixture
def take_in(ops):
    def received(content, *, dataset="accounts", name="accounts.csv", **options):
        half = len(content) // 2
        blocks = [content[:half], content[half:]]
        said = {"dataset": dataset, "file_name": name, **options}
        return receive(blocks=blocks, at=timezone.now(), by=ops, **said)

    return received


@pytest.fixture
def confirmed(take_in, ops):
    """Take a file in, check it and have it loaded; the load waits for a worker."""

    def confirm_it(content, *, good_rows=False, **options):
        upload = take_in(content, **options)
        work(upload)
        confirmation = Confirmation(good_rows=good_rows)
        confirm(upload, confirmation, by=ops, at=timezone.now())
        upload.refresh_from_db()
        return upload

    return confirm_it


def work(upload):
    run = ledger.drive(upload.run_id)
    upload.refresh_from_db()
    return run


class Crash(BaseException):
    """A process that dies: nothing after it is done, nothing open is committed."""


def test_a_file_is_on_disk_with_its_hash_before_anybody_is_told(take_in, ops):
    upload = take_in(GOOD, name="x" * 300)
    kept = uploads_folder() / upload.stored_as
    assert kept.read_bytes() == GOOD
    assert (kept.parent.stat().st_mode & 0o777, Path(upload.stored_as).suffix) == (0o700, ".csv")
    assert (upload.sha256, upload.size_bytes) == (hashlib.sha256(GOOD).hexdigest(), len(GOOD))
    assert (upload.state, upload.file_name) == (UploadState.RECEIVED, "x" * 255)
    assert (upload.run.kind, upload.run.state, upload.run.requested_by) == (
        *("check", State.QUEUED),
        ops,
    )
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.object_id) == ("upload", ops, str(upload.pk))


def test_a_file_whose_sending_breaks_off_leaves_nothing(ops):
    def blocks():
        yield GOOD
        raise ConnectionResetError

    before = set(uploads_folder().iterdir())
    with pytest.raises(ConnectionResetError):
        receive(
            dataset="accounts",
            file_name="x",
            blocks=blocks(),
            at=timezone.now(),
            by=ops,
        )
    assert set(uploads_folder().iterdir()) == before
    assert (Upload.objects.count(), Run.objects.count()) == (0, 0)


def test_a_worker_loads_it_and_the_run_is_done(confirmed):
    upload = confirmed(GOOD)
    run = work(upload)
    step = run.steps.get()
    assert (run.state, step.state, step.counts) == (
        *(State.DONE, State.DONE),
        {"new": 2, "changed": 0, "unchanged": 0, "refused": 0},
    )
    assert (upload.state, upload.verdict["counts"]) == (UploadState.LOADED, step.counts)
    assert upload.finished_at is not None
    assert Account.objects.count() == 2


def test_a_file_whose_rows_no_longer_hold_is_refused_by_a_run_that_is_done(confirmed):
    upload = confirmed(BAD, good_rows=True)
    Upload.objects.update(is_good_rows_only=False)
    before = all_rows()
    run = work(upload)
    assert (run.state, upload.state) == (State.DONE, UploadState.REFUSED)
    assert all_rows() == before
    assert (refused_folder() / upload.refused_rows_file).exists()


def test_the_good_rows_are_loaded_where_the_page_asked_for_them(confirmed):
    upload = confirmed(BAD, good_rows=True)
    work(upload)
    assert (upload.state, Account.objects.count()) == (UploadState.PARTIAL, 2)


def test_the_file_of_refused_rows_speaks_the_language_of_who_brought_it(take_in, ops):
    ops.language = "ja"
    upload = take_in(BAD)
    work(upload)
    text = (refused_folder() / upload.refused_rows_file).read_text("utf-8-sig")
    assert "セルが空です。" in text


def test_a_step_that_dies_before_the_end_leaves_nothing_and_is_done_again(confirmed, monkeypatch):
    """The worker dies with all rows and the verdict written, and nothing committed."""
    upload = confirmed(GOOD)
    before = all_rows()
    with monkeypatch.context() as dying:
        dying.setattr(ledger.Task, "finish", _die)
        with pytest.raises(Crash):
            work(upload)
    assert all_rows() == before
    upload.refresh_from_db()
    assert (upload.state, upload.verdict) == (UploadState.LOADING, {})
    Step.objects.update(lease_until=Now() - ledger.LEASE)
    assert work(upload).state == State.DONE
    assert (upload.state, upload.verdict["counts"]["new"]) == (UploadState.LOADED, 2)


def _die(*_, **__):
    raise Crash


def test_a_worker_that_has_lost_its_step_writes_nothing(confirmed, monkeypatch):
    """A second worker takes the step over and finishes while the first one is still reading."""
    upload = confirmed(GOOD)
    step_id = upload.run.steps.get().pk
    settle = services.settle

    def overtaken(load, judged, *rest):
        monkeypatch.setattr(services, "settle", settle)
        Step.objects.filter(pk=step_id).update(lease_until=Now() - ledger.LEASE)
        assert ledger.work_step(step_id)
        return settle(load, judged, *rest)

    monkeypatch.setattr(services, "settle", overtaken)
    work(upload)
    assert (upload.state, upload.verdict["counts"]) == (
        UploadState.LOADED,
        {"new": 2, "changed": 0, "unchanged": 0, "refused": 0},
    )
    assert Account.objects.count() == 2


def test_a_fault_is_tried_three_times_and_then_shown(confirmed, monkeypatch):
    def fault(*_, **__):
        raise DatabaseError("the disk is full")

    upload = confirmed(GOOD)
    monkeypatch.setattr("intake.loads.records.note_changes", fault)
    before = all_rows()
    run = work(upload)
    step = run.steps.get()
    assert (run.state, step.attempts, step.error) == (
        *(State.FAILED, 3),
        "django.db.utils.DatabaseError: the disk is full",
    )
    assert (upload.state, upload.verdict) == (UploadState.FAILED, {})
    assert upload.finished_at is not None
    assert all_rows() == before


def test_a_failed_upload_may_be_asked_for_again(confirmed, ops):
    upload = confirmed(GOOD)
    kept = uploads_folder() / upload.stored_as
    away = kept.rename(kept.with_suffix(".away"))
    assert work(upload).state == State.FAILED
    away.rename(kept)
    try_again(upload, by=ops, at=timezone.now())
    upload.refresh_from_db()
    assert (upload.state, upload.finished_at) == (UploadState.LOADING, None)
    assert work(upload).state == State.DONE
    assert upload.state == UploadState.LOADED


def test_nothing_is_tried_again_without_the_bytes_of_the_file(confirmed, ops):
    upload = confirmed(GOOD)
    Upload.objects.update(state=UploadState.FAILED, stored_as="")
    with pytest.raises(DecisionRefusedError, match="over"):
        try_again(upload, by=ops, at=timezone.now())
    upload.refresh_from_db()
    assert upload.state == UploadState.FAILED


def test_a_worker_that_dies_three_times_leaves_an_upload_that_failed(confirmed):
    upload = confirmed(GOOD)
    upload.run.steps.update(
        state=State.RUNNING, attempts=3, lease_token="gone", lease_until=Now() - ledger.LEASE
    )
    ledger.sweep()
    upload.refresh_from_db()
    upload.run.refresh_from_db()
    assert (upload.run.state, upload.state) == (State.FAILED, UploadState.FAILED)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(GOOD.replace(b"Kita", b"Kite")),
        lambda path: path.write_bytes(GOOD[:-30]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(GOOD + b"A-3,Umi,\n"),
    ],
    ids=["replaced", "cut off", "emptied", "longer"],
)
def test_bytes_that_changed_on_the_disk_are_neither_loaded_nor_checked(
    spoil, confirmed, take_in, ops
):
    loading, checking = confirmed(GOOD), take_in(GOOD)
    before = all_rows()
    for upload in (loading, checking):
        spoil(uploads_folder() / upload.stored_as)
        assert work(upload).state == State.DONE
    (said,) = loading.verdict["reasons"]
    assert (loading.state, said["code"]) == (UploadState.REFUSED, "bytes_changed")
    (said,) = checking.preview["verdict"]["reasons"]
    assert (checking.state, said["code"]) == (UploadState.PREVIEWED, "bytes_changed")
    with pytest.raises(DecisionRefusedError, match="nothing"):
        confirm(checking, Confirmation(), by=ops, at=timezone.now())
    assert all_rows() == before


def test_bytes_that_are_gone_leave_an_upload_that_failed(confirmed):
    upload = confirmed(GOOD)
    before = all_rows()
    (uploads_folder() / upload.stored_as).unlink()
    assert work(upload).state == State.FAILED
    assert (upload.state, upload.verdict, all_rows()) == (UploadState.FAILED, {}, before)


def test_how_far_it_is_can_be_seen(confirmed, monkeypatch):
    upload = confirmed(GOOD)
    shares = []
    update = dict.update

    class Progress(dict):
        def update(self, **shown):
            shares.append(shown["share"])
            update(self, **shown)

    monkeypatch.setattr("intake.loads.records.BATCH_ROWS", 1)
    monkeypatch.setattr(
        ledger.Task, "__init__", lambda self, step: vars(self).update(
            step=step, run=step.run, payload=step.payload, progress=Progress()
        )
    )  # fmt: skip
    work(upload)
    assert shares == sorted(shares)
    assert shares[-2:] == [0.75, 1.0]


def test_a_file_that_was_loaded_since_its_check_is_not_written_again(take_in, ops):
    first, second = take_in(GOOD), take_in(GOOD)
    for upload in (first, second):
        work(upload)
        confirm(upload, Confirmation(), by=ops, at=timezone.now())
        upload.refresh_from_db()
    work(first)
    before = all_rows()
    work(second)
    assert (second.state, second.same_as, second.verdict) == (UploadState.UNCHANGED, first, {})
    assert all_rows() == before


def test_a_load_that_left_a_file_unchanged_is_done_all_the_same_when_asked(take_in, ops):
    first, second = take_in(GOOD), take_in(GOOD)
    for upload in (first, second):
        work(upload)
        confirm(upload, Confirmation(), by=ops, at=timezone.now())
        upload.refresh_from_db()
    work(first)
    work(second)
    try_again(second, by=ops, at=timezone.now())
    work(second)
    assert (second.state, second.verdict["counts"]["unchanged"]) == (UploadState.LOADED, 2)


def test_a_check_that_was_told_apart_stays_so_when_it_fails(confirmed, take_in, ops):
    work(confirmed(GOOD))
    again = take_in(GOOD)
    work(again)
    kept = uploads_folder() / again.stored_as
    away = kept.rename(kept.with_suffix(".away"))
    try_again(again, by=ops, at=timezone.now())
    assert work(again).state == State.FAILED
    away.rename(kept)
    try_again(again, by=ops, at=timezone.now())
    work(again)
    assert again.state == UploadState.PREVIEWED


def test_a_file_is_loaded_again_once_another_one_stands_in_its_place(confirmed, take_in):
    other = GOOD.replace(b"Kita", b"Umi")
    for content in (GOOD, other):
        work(confirmed(content))
    again = confirmed(GOOD)
    work(again)
    names = Account.objects.order_by("name").values_list("name", flat=True)
    assert (again.state, list(names)) == (UploadState.LOADED, ["Aoba", "Kita"])
    same = take_in(GOOD)
    work(same)
    assert (same.state, same.same_as) == (UploadState.UNCHANGED, again)


@pytest.mark.parametrize(
    ("content", "good_rows", "state"),
    [
        (GOOD, False, UploadState.LOADED),
        (BAD, False, UploadState.PREVIEWED),
        (BAD, True, UploadState.PARTIAL),
        (b"account_id,name\nA-1,\n", True, UploadState.PREVIEWED),
        (b"account_id\nA-1\n", True, UploadState.PREVIEWED),
    ],
)
def test_a_file_that_loads_itself_does_so_only_where_nothing_stands_against_it(
    take_in, content, good_rows, state
):
    upload = take_in(content, good_rows=good_rows, loads_itself=True)
    work(upload)
    if upload.state == UploadState.LOADING:
        work(upload)
    assert (upload.state, upload.confirmed_by) == (state, None)


@pytest.mark.parametrize(
    "content",
    [
        b"account_id,na\0me,name\nA-1,x,Aoba\n",
        b"account_id,name,note\nA-1,Ao\0ba,x\nA-2,Kita,x\n",
        b'account_id,name,note\nA-1,Aoba,x\nA-2,"Ki\0ta"x,x\n',
        b"account_id,date,metric,value\nA-\x009,2026-11-01,po\0sts,1\n",
    ],
    ids=["header", "first row", "refused row", "usage"],
)
def test_a_nul_stands_in_the_preview_by_its_sign(take_in, content):
    upload = take_in(content, dataset="usage" if b"metric" in content else "accounts")
    run = work(upload)
    assert (run.state, upload.state) == (State.DONE, UploadState.PREVIEWED)
    kept = json.dumps(upload.preview, ensure_ascii=False)
    assert ("\N{SYMBOL FOR NULL}" in kept, "\\u0000" in kept) == (True, False)
