"""Asking for an undo: by the page, which a worker follows, and by command."""

import json

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.urls import reverse

from accounts.models import Account, Contract
from core import ledger
from core.models import AuditEvent, State
from intake.loads.recognising import loaded_before
from intake.models import Upload, UploadState
from tests.builders import DAY, judge_night
from tests.intake.rows import whole_database

pytestmark = pytest.mark.django_db

CONTRACTS = "account_id,contract_id,starts_on,ends_on\nA-1,K-1,2026-01-01,2026-12-31\n"


@pytest.fixture
def contracts(bring_in, accounts):
    """An upload of one contract."""
    bring_in("contracts", CONTRACTS)
    return Upload.objects.first()


@pytest.fixture
def page(client, ops):
    client.force_login(ops)
    return client


def url(upload):
    return reverse("undo_upload", args=[upload.pk])


def text_of(response):
    return " ".join(response.content.decode().split())


# --- The page -----------------------------------------------------------------------------


def test_it_says_before_what_goes_and_what_comes_back(bring_in, accounts, page):
    bring_in("accounts", "account_id,name,csm_email\nA-1,Aoba Holdings,mei@example.com\nA-5,New,\n")
    with_accounts = Upload.objects.first()
    shown = text_of(page.get(url(with_accounts)))
    assert '<td>members</td><td class="num">1</td><td class="num">0</td>' in shown
    assert '<td>accounts</td><td class="num">1</td><td class="num">1</td>' in shown
    assert '<td>companies</td><td class="num">1</td><td class="num">0</td>' in shown
    assert "ids of accounts" not in shown
    assert "that nights kept" not in shown


def test_it_says_that_judgements_go_along(bring_in, accounts, page):
    bring_in("accounts", "account_id,name\nA-5,New\n")
    upload = Upload.objects.first()
    judge_night(DAY)
    shown = text_of(page.get(url(upload)))
    assert "1 row that nights kept about the accounts taken away goes with them." in shown


def test_a_worker_undoes_it(contracts, page, ops):
    assert page.post(url(contracts)).url == reverse("upload", args=[contracts.pk])
    contracts.refresh_from_db()
    assert (contracts.state, Contract.objects.count()) == (UploadState.UNDOING, 1)
    run = ledger.drive(contracts.run_id)
    contracts.refresh_from_db()
    assert (run.kind, run.state, run.requested_by) == ("undo", State.DONE, ops)
    assert (contracts.state, contracts.undone_by) == (UploadState.UNDONE, ops)
    assert Contract.objects.count() == 0
    assert "Undone by Olivia Ops" in text_of(page.get(reverse("upload", args=[contracts.pk])))


def test_what_stands_against_it_is_said_and_nothing_begins(contracts, page):
    Contract.objects.update(outcome="churned")
    for answer, status in ((page.get(url(contracts)), 200), (page.post(url(contracts)), 422)):
        assert answer.status_code == status
        shown = text_of(answer)
        assert "Changed since, by a person or by a merge: contracts (1, such as K-1)." in shown
        assert "Undo this upload" not in shown
    contracts.refresh_from_db()
    assert contracts.state == UploadState.LOADED


def test_what_comes_in_between_leaves_it_loaded(contracts, page):
    page.post(url(contracts))
    Contract.objects.update(outcome="churned")
    before = whole_database()
    contracts.refresh_from_db()
    run = ledger.drive(contracts.run_id)
    contracts.refresh_from_db()
    assert (run.state, run.steps.get().counts) == (State.DONE, {"obstacles": 1})
    assert (contracts.state, whole_database()) == (UploadState.LOADED, before)


def test_asked_for_twice_it_happens_once(contracts, page):
    page.post(url(contracts))
    page.post(url(contracts))
    contracts.refresh_from_db()
    ledger.drive(contracts.run_id)
    assert page.post(url(contracts)).status_code == 422
    assert AuditEvent.objects.filter(verb="undo").count() == 1


def test_a_fault_leaves_it_loaded_and_is_shown(contracts, page, monkeypatch):
    def fault(*_):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("intake.undo.services.put_back", fault)
    page.post(url(contracts))
    contracts.refresh_from_db()
    assert ledger.drive(contracts.run_id).state == State.FAILED
    contracts.refresh_from_db()
    assert contracts.state == UploadState.LOADED
    assert "the disk is full" in text_of(page.get(url(contracts)))
    monkeypatch.undo()
    page.post(url(contracts))
    ledger.drive(contracts.run_id)
    contracts.refresh_from_db()
    assert contracts.state == UploadState.UNDONE


# --- The same bytes again -----------------------------------------------------------------


def test_the_same_file_can_be_brought_again(contracts, bring_in, take_back):
    before = whole_database()
    again = Upload(dataset="contracts", source="main", sha256=contracts.sha256, instructions={})
    assert loaded_before(again) == contracts
    take_back(contracts)
    assert loaded_before(again) is None
    verdict = bring_in("contracts", CONTRACTS)
    assert (verdict.state, verdict.counts.new) == ("loaded", 1)
    assert whole_database()["accounts.Contract"] == before["accounts.Contract"]


# --- The command --------------------------------------------------------------------------


@pytest.fixture
def run(capsys):
    """Run the command; returns (exit status, what it printed)."""

    def command(*arguments):
        status = 0
        try:
            call_command("undo", *map(str, arguments))
        except SystemExit as end:
            status = end.code
        return status, capsys.readouterr()

    return command


def test_status_0_it_is_undone(contracts, run):
    status, printed = run(contracts.pk)
    assert (status, printed.out) == (0, f"upload {contracts.pk}: undone\n")
    assert Contract.objects.count() == 0


def test_status_1_something_stands_against_it(contracts, run):
    Contract.objects.update(outcome="churned")
    message = (
        "Changed since, by a person or by a merge: contracts (1, such as K-1). Undoing would lose "
        "that."
    )
    status, printed = run(contracts.pk)
    assert status == 1
    assert printed.out.splitlines() == [
        f"upload {contracts.pk}: loaded",
        f"in the way: edited: {message}",
    ]
    status, printed = run(contracts.pk, "--json")
    assert (status, json.loads(printed.out)) == (
        1,
        {
            "upload": contracts.pk,
            "state": "loaded",
            "obstacles": [
                {
                    "code": "edited",
                    "rows": "accounts.Contract",
                    "count": 1,
                    "example": "K-1",
                    "upload": None,
                    "message": message,
                }
            ],
            "error": "",
        },
    )


def test_status_2_it_could_not_run(contracts, run, monkeypatch):
    status, printed = run(contracts.pk + 1, "--json")
    assert (status, json.loads(printed.out)["state"]) == (2, "failed")

    def fault(*_):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("intake.undo.services.put_back", fault)
    status, printed = run(contracts.pk)
    assert (status, printed.err) == (2, "could not run: the disk is full\n")
    assert (Account.objects.count(), Contract.objects.count()) == (2, 1)
