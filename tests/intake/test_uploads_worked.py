"""An upload from the page: kept durably, loaded by a worker, over with all its traces or not at all."""

import hashlib
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Account
from core import ledger
from core.models import AuditEvent, Role, Run, State, Step
from intake import services
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
    def received(content, *, dataset="accounts", good_rows=False, name="accounts.csv"):
        half = len(content) // 2
        blocks = [content[:half], content[half:]]
        return receive(
            dataset=dataset,
            file_name=name,
            blocks=blocks,
            good_rows=good_rows,
            at=timezone.now(),
            by=ops,
        )

    return received


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
        *("upload", State.QUEUED),
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
            good_rows=False,
            at=timezone.now(),
            by=ops,
        )
    assert set(uploads_folder().iterdir()) == before
    assert (Upload.objects.count(), Run.objects.count()) == (0, 0)


def test_a_worker_loads_it_and_the_run_is_done(take_in):
    upload = take_in(GOOD)
    run = work(upload)
    step = run.steps.get()
    assert (run.state, step.state, step.counts) == (
        *(State.DONE, State.DONE),
        {"new": 2, "changed": 0, "unchanged": 0, "refused": 0},
    )
    assert (upload.state, upload.verdict["counts"]) == (UploadState.LOADED, step.counts)
    assert upload.finished_at is not None
    assert Account.objects.count() == 2


def test_a_refused_file_is_a_run_that_is_done(take_in):
    upload = take_in(BAD)
    before = all_rows()
    run = work(upload)
    assert (run.state, upload.state) == (State.DONE, UploadState.REFUSED)
    assert all_rows() == before
    assert (refused_folder() / upload.refused_rows_file).exists()


def test_the_good_rows_are_loaded_where_the_page_asked_for_them(take_in):
    upload = take_in(BAD, good_rows=True)
    work(upload)
    assert (upload.state, Account.objects.count()) == (UploadState.PARTIAL, 2)


def test_the_file_of_refused_rows_speaks_the_language_of_who_brought_it(take_in, ops):
    ops.language = "ja"
    upload = take_in(BAD)
    work(upload)
    text = (refused_folder() / upload.refused_rows_file).read_text("utf-8-sig")
    assert "セルが空です。" in text


def test_a_step_that_dies_before_the_end_leaves_nothing_and_is_done_again(take_in, monkeypatch):
    """The worker dies with all rows and the verdict written, and nothing committed."""
    upload = take_in(GOOD)
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


def test_a_worker_that_has_lost_its_step_writes_nothing(take_in, monkeypatch):
    """A second worker takes the step over and finishes while the first one is still reading."""
    upload = take_in(GOOD)
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


def test_a_fault_is_tried_three_times_and_then_shown(take_in, monkeypatch):
    def fault(*_, **__):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("intake.records_load.note_changes", fault)
    upload = take_in(GOOD)
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


def test_a_failed_upload_may_be_asked_for_again(take_in, monkeypatch):
    upload = take_in(GOOD)
    kept = uploads_folder() / upload.stored_as
    away = kept.rename(kept.with_suffix(".away"))
    assert work(upload).state == State.FAILED
    away.rename(kept)
    ledger.restart(upload.run_id)
    assert work(upload).state == State.DONE
    assert upload.state == UploadState.LOADED


def test_a_worker_that_dies_three_times_leaves_an_upload_that_failed(take_in):
    upload = take_in(GOOD)
    Upload.objects.update(state=UploadState.LOADING)
    Step.objects.update(
        state=State.RUNNING, attempts=3, lease_token="gone", lease_until=Now() - ledger.LEASE
    )
    ledger.sweep()
    upload.refresh_from_db()
    assert (Run.objects.get().state, upload.state) == (State.FAILED, UploadState.FAILED)


def test_how_far_it_is_can_be_seen(take_in, monkeypatch):
    shares = []
    update = dict.update

    class Progress(dict):
        def update(self, **shown):
            shares.append(shown["share"])
            update(self, **shown)

    monkeypatch.setattr("intake.records_load.BATCH_ROWS", 1)
    monkeypatch.setattr(
        ledger.Task, "__init__", lambda self, step: vars(self).update(
            step=step, run=step.run, payload=step.payload, progress=Progress()
        )
    )  # fmt: skip
    work(take_in(GOOD))
    assert shares == sorted(shares)
    assert shares[-2:] == [0.75, 1.0]
