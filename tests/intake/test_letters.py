"""Whoever brought a file in, or looks after its pick-up, hears of it when it needs a person."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core import outbox
from core.models import Mail, Role
from intake.letters import tell_of_uploads
from intake.models import Origin, PickedFile, Pickup, Upload, UploadState
from tests.builders import make_user

pytestmark = pytest.mark.django_db
REASON = {
    "column": "name",
    "code": "required",
    "count": 1,
    "first": [{"line": 3, "params": {}, "cells": []}],
}


@pytest.fixture
def ops():
    return make_user(Role.OPS, email="ops@example.com", language="en")


def make_upload(by, state=UploadState.REFUSED, *, reasons=(REASON,), **fields):
    return Upload.objects.create(
        dataset="accounts",
        file_name="crm.csv",
        sha256="0" * 64,
        size_bytes=1,
        state=state,
        uploaded_by=by,
        verdict={"reasons": list(reasons)},
        **fields,
    )


def make_pickup(upload, by, **fields):
    pickup = Pickup.objects.create(place="crm/daily", dataset="accounts", set_by=by, **fields)
    PickedFile.objects.create(
        pickup=pickup, name="crm.csv", mark="1", upload=upload, seen_at=timezone.now()
    )


def told():
    """Tell what is to be told and give every mail as (to, subject)."""
    tell_of_uploads(timezone.now())
    return list(Mail.objects.order_by("pk").values_list("to", "subject"))


def test_a_refused_upload_is_told_with_line_column_remedy_and_link(ops):
    upload = make_upload(ops)
    assert told() == [("ops@example.com", "Refused: crm.csv")]
    outbox.send_due()
    assert mail.outbox[0].body.splitlines() == [
        "crm.csv",
        "Accounts, source main",
        "",
        "Nothing of it was loaded.",
        "",
        "- Line 3, column “name”: The cell is empty. Fill it in, or delete the row.",
        "",
        f"http://localhost:8000/uploads/{upload.pk}/",
    ]
    assert mail.outbox[0].extra_headers["Message-ID"] == (
        f"<upload-{upload.pk}-refused.ops.at.example.com@localhost>"
    )


def test_it_is_told_once_and_again_only_in_another_state(ops):
    upload = make_upload(ops, UploadState.HELD, origin=Origin.PICKUP)
    assert [len(told()), len(told())] == [1, 1]
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.REFUSED)
    assert told() == [
        ("ops@example.com", "Held, waiting for you: crm.csv"),
        ("ops@example.com", "Refused: crm.csv"),
    ]


def test_two_that_tell_at_once_tell_once(ops, monkeypatch):
    upload = make_upload(ops)
    real = Upload.objects.filter

    def filter_and_be_overtaken(*args, **kwargs):
        if "pk" in kwargs:
            real(pk=upload.pk).update(told_state=UploadState.REFUSED)
        return real(*args, **kwargs)

    monkeypatch.setattr(Upload.objects, "filter", filter_and_be_overtaken)
    assert told() == []


@pytest.mark.parametrize(
    "state",
    [
        *(UploadState.RECEIVED, UploadState.LOADING, UploadState.LOADED, UploadState.UNCHANGED),
        *(UploadState.PREVIEWED, UploadState.DISCARDED, UploadState.UNDONE, UploadState.PARTIAL),
    ],
)
def test_what_needs_nobody_is_told_nobody(ops, state):
    make_upload(ops, state)
    assert told() == []


@pytest.mark.parametrize(
    ("state", "subject"),
    [
        (UploadState.PREVIEWED, "Not loaded, waiting for you: crm.csv"),
        (UploadState.HELD, "Held, waiting for you: crm.csv"),
        (UploadState.PARTIAL, "Loaded in part: crm.csv"),
        (UploadState.FAILED, "Could not be loaded: crm.csv"),
    ],
)
def test_a_picked_up_file_that_needs_a_person_is_told_at_once(ops, state, subject):
    upload = make_upload(ops, state, origin=Origin.PICKUP)
    make_pickup(upload, ops)
    assert told() == [("ops@example.com", subject)]


def test_why_a_file_is_held_is_said(ops):
    hold = {"code": "unknown_ids", "params": {"known": 3, "all": 10}}
    verdict = {"reasons": [REASON]}
    upload = make_upload(ops, UploadState.HELD, origin=Origin.PICKUP)
    upload.verdict, upload.preview = {}, {"holds": [hold], "verdict": verdict}
    upload.save()
    told()
    assert Mail.objects.get().body.splitlines()[3:8] == [
        "Nothing of it is loaded until you say so.",
        "",
        "- Only 3 of the 10 ids in the file are accounts that we know. "
        "Make sure that the source and the column of ids are the right ones.",
        "- Line 3, column “name”: The cell is empty. Fill it in, or delete the row.",
        "",
    ]


def test_a_file_brought_by_hand_that_is_held_is_told_when_it_has_waited(ops):
    upload = make_upload(ops, UploadState.HELD)
    assert told() == []
    Upload.objects.filter(pk=upload.pk).update(created_at=timezone.now() - timedelta(minutes=15))
    assert told() == [("ops@example.com", "Held, waiting for you: crm.csv")]


def test_a_pickup_tells_those_it_names_each_in_their_language(ops):
    make_user(Role.OPS, email="kyoko@example.com", language="ja")
    upload = make_upload(ops, origin=Origin.PICKUP)
    make_pickup(upload, ops, mail_to="kyoko@example.com, list@example.com")
    assert told() == [
        ("kyoko@example.com", "取り込めませんでした: crm.csv"),
        ("list@example.com", "Refused: crm.csv"),
    ]
    japanese = Mail.objects.get(to="kyoko@example.com").body.splitlines()
    assert japanese[1:4] == ["顧客(取込元: main)", "自動取込の場所: crm/daily", ""]
    assert japanese[6].startswith("- 3行目、「name」列: ")


def test_many_reasons_are_cut_short_and_counted_and_each_says_how_many_rows_have_it(ops):
    make_upload(ops, reasons=[{**REASON, "column": f"c{at}", "count": 5_000} for at in range(35)])
    told()
    body = Mail.objects.get().body
    assert body.count("\n- Line ") == 10
    assert (
        "- Line 3, column “c9”: The cell is empty. Fill it in, or delete the row. (5,000 rows)"
        in body
    )
    assert "and 25 more reasons\n" in body


def test_a_file_that_is_wrong_as_a_whole_names_no_line(ops):
    first = [{"line": 0, "params": {}, "cells": []}]
    make_upload(ops, reasons=[{"column": "", "code": "empty_file", "count": 1, "first": first}])
    told()
    assert "\n- The file is empty. " in Mail.objects.get().body


def test_what_came_by_command_is_told_there(ops):
    make_upload(None, origin=Origin.COMMAND)
    assert told() == []


def test_what_is_older_was_seen_on_the_page(ops):
    upload = make_upload(ops)
    Upload.objects.filter(pk=upload.pk).update(created_at=timezone.now() - timedelta(days=3))
    assert told() == []
