"""Two people who decide about one upload at the same time: one of them does, the other is told."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Account
from core import ledger
from core.models import AuditEvent, Run
from intake.deciding.services import (
    Confirmation,
    DecisionRefusedError,
    confirm,
    discard,
    read_anew,
)
from intake.domain.instructions import Instructions
from intake.models import UploadState
from intake.services import receive
from intake.storing import uploads_folder

pytestmark = pytest.mark.django_db(transaction=True)

FILE = b"account_id,name\nA-1,Aoba\nA-2,\n"


def load(upload, ops):
    return confirm(upload, Confirmation(good_rows=True), by=ops, at=timezone.now())


def read(upload, ops):
    said = Instructions(separator=",")
    return read_anew(upload, said, makes_accounts=False, by=ops, at=timezone.now())


def throw(upload, ops):
    return discard(upload, by=ops)


@pytest.fixture
def checked(ops):
    upload = receive(
        dataset="accounts", file_name="a.csv", blocks=[FILE], at=timezone.now(), by=ops
    )
    ledger.drive(upload.run_id)
    upload.refresh_from_db()
    return upload


def at_once(*acts):
    """Do things, each in a thread of its own; returns what they came to, in order."""
    came_to, together = [None] * len(acts), threading.Barrier(len(acts))

    def decide(place, act):
        together.wait()
        try:
            act()
            came_to[place] = "done"
        except DecisionRefusedError as refusal:
            came_to[place] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came_to


@pytest.mark.parametrize(
    ("one", "other"), [(load, load), (load, throw), (load, read), (throw, throw), (throw, read)]
)
def test_one_of_two_decisions_holds(one, other, checked, ops):
    came_to = at_once(lambda: one(checked, ops), lambda: other(checked, ops))
    assert sorted(came_to) == ["done", "over"]
    held = (one, other)[came_to.index("done")]
    checked.refresh_from_db()
    assert (
        checked.state
        == {
            load: UploadState.LOADING,
            throw: UploadState.DISCARDED,
            read: UploadState.RECEIVED,
        }[held]
    )
    verbs = ("confirm_upload", "discard_upload", "read_upload")
    assert AuditEvent.objects.filter(verb__in=verbs).count() == 1
    assert (len(list(uploads_folder().iterdir())) == 0) == (held is throw)
    for run in Run.objects.exclude(state="done"):
        ledger.drive(run.pk)
    assert Account.objects.count() == (held is load)
