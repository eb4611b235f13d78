"""A file with a bad row changes nothing anywhere, unless its good rows were asked for."""

import pytest
from django.db import DatabaseError

from accounts.models import Account, AccountAlias
from core.models import AuditEvent, User
from engagement.models import Series, UsageMonth
from intake.models import Upload
from intake.storing import refused_folder
from tests.intake.rows import all_rows

pytestmark = pytest.mark.django_db

# Each file would make members, products, attributes, firms, events or series if it were loaded.
BAD = {
    "companies": "company_id,name\nC-1,Aoba\nC-2,\n",
    "accounts": "account_id,name,product,csm_email,Region,company_name\n"
    "A-8,Aoba,new,aki@example.com,East,Aoba Holdings\nA-9,,new,aki@example.com,East,\n",
    "contacts": "account_id,contact_id,name,role\nA-1,P-1,Hana,champion\nA-1,P-2,Ren,boss\n",
    "contracts": "account_id,contract_id,starts_on,ends_on\n"
    "A-1,K-1,2026-01-01,2026-12-31\nA-9,K-2,2026-01-01,2026-12-31\n",
    "usage": "account_id,date,metric,value\nA-1,2026-11-01,posts,1\nA-1,2026-11-02,posts,-1\n",
    "activities": "account_id,activity_id,happened_on,kind,csm_email\n"
    "A-1,T-1,2026-11-01,call,aki@example.com\nA-1,T-1,2026-11-02,call,aki@example.com\n",
    "nps": "account_id,response_id,invited_on,score\nA-1,N-1,2026-11-01,9\nA-1,N-2,2026-11-01,11\n",
    "events": "account_id,event_id,held_on,status\nA-1,E-1,2026-11-01,invited\n"
    "A-1,E-2,2026-11-31,invited\n",
    "tickets": "account_id,ticket_id,opened_on\nA-1,S-1,2026-11-01\nA-1,S-2\n",
    "content_views": "account_id,view_id,viewed_on,content\nA-1,V-1,2026-11-01,x\nA-1,V-2,,x\n",
    "milestones": "account_id,milestone\nA-1,live\n,live\n",
}
each_file = pytest.mark.parametrize("dataset", BAD)


@each_file
def test_one_bad_row_and_nothing_is_changed(dataset, bring_in, accounts):
    before = all_rows()
    verdict = bring_in(dataset, BAD[dataset])
    assert (verdict.state, vars(verdict.counts)) == (
        "refused",
        {"new": 0, "changed": 0, "unchanged": 0, "refused": 1},
    )
    assert [each.line for each in verdict.refusals()] == [3]
    assert all_rows() == before


@each_file
def test_good_rows_are_loaded_where_that_is_asked_for(dataset, bring_in, accounts):
    verdict = bring_in(dataset, BAD[dataset], good_rows=True)
    assert (verdict.state, vars(verdict.counts)) == (
        "partial",
        {"new": 1, "changed": 0, "unchanged": 0, "refused": 1},
    )
    rows = all_rows()
    again = bring_in(dataset, BAD[dataset], good_rows=True)
    assert vars(again.counts) == {"new": 0, "changed": 0, "unchanged": 1, "refused": 1}
    assert all_rows() == rows | {"engagement.FactChange": all_rows()["engagement.FactChange"]}


@each_file
def test_a_file_of_nothing_but_bad_rows_is_refused_in_any_case(dataset, bring_in, accounts):
    header, _, bad = BAD[dataset].splitlines()
    before = all_rows()
    # A second row with the same key is bad only after a first one.
    text = f"{header}\n{bad.replace('T-1', '')}\n"
    verdict = bring_in(dataset, text, good_rows=True)
    assert (verdict.state, verdict.counts.refused) == ("refused", 1)
    assert all_rows() == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty_file"),
        ("account_id,name\n", "no_rows"),
        ("account_id\nA-8\n", "missing_column"),
        ("account_id,name,Account ID\nA-8,Aoba,A-8\n", "duplicate_header"),
        ('account_id,name\nA-8,Aoba\nA-9,"Kita\n', "unclosed_quote"),
        (b"account_id,name\nA-8,\x81 \n", "not_utf8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(text, code, bring_in, accounts):
    before, files = all_rows(), set(refused_folder().iterdir())
    verdict = bring_in("accounts", text, good_rows=True)
    assert (verdict.state, [each.code for each in verdict.refusals()]) == ("refused", [code])
    assert all_rows() == before
    assert set(refused_folder().iterdir()) == files


@pytest.mark.parametrize("rows_kept", [True, False])
def test_a_fault_in_the_middle_of_writing_leaves_nothing(
    rows_kept, bring_in, accounts, monkeypatch
):
    monkeypatch.setattr("intake.loads.records.BATCH_ROWS", 1)
    monkeypatch.setattr("intake.loads.records.MOST_KEPT_BYTES", 1 << 20 if rows_kept else 0)
    before, uploads = all_rows(), Upload.objects.count()

    def fault(*_, **__):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("intake.loads.records.note_changes", fault)
    text = "account_id,name,csm_email\nA-8,Aoba,aki@example.com\nA-9,Kita,ren@example.com\n"
    with pytest.raises(DatabaseError, match="the disk is full"):
        bring_in("accounts", text)
    assert all_rows() == before
    assert Upload.objects.count() == uploads


def test_a_fault_leaves_no_file_of_refused_rows(bring_in, accounts, monkeypatch):
    def fault(*_, **__):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr("intake.loads.records.note_changes", fault)
    before = set(refused_folder().iterdir())
    with pytest.raises(DatabaseError):
        bring_in("accounts", "account_id,name\nA-8,Aoba\nA-9,\n", good_rows=True)
    assert set(refused_folder().iterdir()) == before


def test_a_sum_that_is_too_large_takes_the_whole_file_back(bring_in, accounts):
    before = all_rows()
    row = "A-1,2026-11-01,posts,999999999999\n"
    verdict = bring_in("usage", "account_id,date,metric,value\n" + 2 * row)
    assert (verdict.state, vars(verdict.counts)) == (
        "refused",
        {"new": 0, "changed": 0, "unchanged": 0, "refused": 0},
    )
    (refusal,) = verdict.refusals()
    assert (refusal.code, refusal.params["account"], refusal.params["series"]) == (
        *("sum_too_large", "A-1"),
        "posts",
    )
    assert all_rows() == before
    assert (Series.objects.count(), UsageMonth.objects.count()) == (0, 0)


def test_every_load_is_written_down_with_its_verdict(bring_in, accounts):
    bring_in("accounts", "account_id,name\nA-8,Aoba\nA-9,\n", good_rows=True)
    upload = Upload.objects.first()
    event = AuditEvent.objects.latest("pk")
    assert (upload.state, upload.verdict["counts"]["new"]) == ("partial", 1)
    assert (event.verb, event.actor, event.object_id) == ("load", None, str(upload.pk))
    assert event.detail["sha256"] == upload.sha256
    assert (event.detail["new"], event.detail["refused"]) == (1, 1)
    assert AccountAlias.objects.filter(value="A-8").exists()
    assert (Account.objects.count(), User.objects.count()) == (3, 0)
