"""Files that come after a merge: they may name either id, and the merge may be undone or not."""

from datetime import date
from itertools import permutations

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.merging import MergeRefusedError, merge, undo_merge
from accounts.models import Account, Contract
from core.models import Role
from engagement.models import Activity, Milestone, Ticket, UsageMonth
from intake.loads import loading
from intake.models import Upload
from intake.undo.services import UndoRefusedError
from tests.builders import make_user
from tests.intake.rows import stored_usage
from tests.intake.undo.files import FILES
from tests.whole import whole_database

# What tells of loads and of what the next night has to look at again.
# Of a product, how many numbers it gave to series stays known.
_OF_UPLOADS = {
    *("intake.upload", "intake.sourceinstructions", "engagement.factchange"),
    "accounts.product",
}
pytestmark = pytest.mark.django_db

BOTH = "account_id,name,seats,csm_email\nA-1,Aoba Logistics,10,a@x.jp\nA-2,㈱Aoba,99,b@x.jp\n"
BOTH_REVERSED = (
    "account_id,name,seats,csm_email\nA-2,㈱Aoba,99,b@x.jp\nA-1,Aoba Logistics,10,a@x.jp\n"
)


@pytest.fixture
def merged(accounts):
    """Merge A-2 into A-1."""
    rows = {name: Account.objects.get(pk=pk) for name, pk in accounts.items()}
    return merge(
        master=rows["A-1"],
        merged=rows["A-2"],
        taken=(),
        at=timezone.now(),
        by=make_user(Role.OPS, email="ops@x.jp"),
    )


def undone(merged):
    undo_merge(merged, at=timezone.now(), by=None)


@pytest.mark.parametrize("text", [BOTH, BOTH_REVERSED], ids=["own id first", "merged id first"])
def test_a_file_of_accounts_with_both_ids_leaves_the_merged_one_out(bring_in, merged, text):
    verdict = bring_in("accounts", text)
    assert (verdict.state, vars(verdict.counts)) == (
        "loaded",
        {"new": 0, "changed": 1, "unchanged": 1, "refused": 0},
    )
    assert [(each.code, each.names) for each in verdict.findings] == [
        ("new_members", ("a@x.jp",)),
        ("left_out_ids", ("A-2",)),
    ]
    master = Account.objects.standing().get()
    assert (master.name, master.seats, master.csm.email) == ("Aoba Logistics", 10, "a@x.jp")


def test_a_file_of_accounts_with_the_merged_id_alone_changes_nothing(bring_in, merged):
    before = whole_database()
    verdict = bring_in("accounts", "account_id,name\nA-2,Somebody else\n")
    assert (verdict.state, verdict.counts.unchanged) == ("loaded", 1)
    after = whole_database()
    assert {name for name in before if before[name] != after[name]} <= {
        *("intake.upload", "intake.rowrevision", "engagement.watermark")
    }


def test_of_one_key_under_both_ids_the_own_row_counts_whichever_comes_first(bring_in, merged):
    rows = ["A-2,kickoff,2026-10-02", "A-1,kickoff,2026-10-01", "A-2,training,2026-10-09"]
    for some in permutations(rows):
        Milestone.objects.all().delete()
        verdict = bring_in("milestones", "\n".join(["account_id,milestone,reached_on", *some]))
        assert (verdict.state, verdict.counts.refused) == ("loaded", 0)
        reached = Milestone.objects.order_by("key").values_list("account", "key", "reached_on")
        assert [(account, key, str(day)) for account, key, day in reached] == [
            (merged.master_id, "kickoff", "2026-10-01"),
            (merged.master_id, "training", "2026-10-09"),
        ]


def test_usage_under_either_id_lands_on_the_master(bring_in, merged):
    text = "account_id,date,posts\nA-1,2026-11-01,3\nA-2,2026-11-02,4\n"
    verdict = bring_in("usage", text)
    assert ("merged_ids", ("A-2",)) in [(each.code, each.names) for each in verdict.findings]
    assert stored_usage() == {
        ("A-1", "posts", date(2026, 11, 1)): 3,
        ("A-1", "posts", date(2026, 11, 2)): 4,
    }


def test_a_merge_is_undone_when_only_the_masters_own_id_came_since(bring_in, merged):
    bring_in("usage", "account_id,date,posts\nA-1,2026-11-01,3\n")
    bring_in("tickets", "account_id,ticket_id,opened_on\nA-1,t-1,2026-11-01\n")
    undone(merged)
    assert Ticket.objects.get().account_id == merged.master_id
    assert stored_usage() == {("A-1", "posts", date(2026, 11, 1)): 3}


@pytest.mark.parametrize(
    ("dataset", "text"),
    [
        ("usage", "account_id,date,posts\nA-2,2026-11-01,3\n"),
        ("tickets", "account_id,ticket_id,opened_on\nA-2,t-1,2026-11-01\n"),
    ],
)
def test_a_merge_is_not_undone_while_rows_stand_that_came_under_the_merged_id(
    bring_in, merged, dataset, text
):
    bring_in(dataset, text)
    before = whole_database()
    with pytest.raises(MergeRefusedError, match="rows under A-2 after the merge"):
        undone(merged)
    assert whole_database() == before


def test_a_merge_is_not_undone_while_usage_stands_of_a_contract_that_moved(bring_in, accounts):
    bring_in("contracts", "account_id,contract_id,starts_on\nA-2,c-1,2026-01-01\n")
    rows = {name: Account.objects.get(pk=pk) for name, pk in accounts.items()}
    done = merge(master=rows["A-1"], merged=rows["A-2"], taken=(), at=timezone.now(), by=None)
    verdict = bring_in("usage", "contract_id,date,posts\nc-1,2026-11-01,3\n")
    assert ("merged_ids", ("c-1",)) in [(each.code, each.names) for each in verdict.findings]
    with pytest.raises(MergeRefusedError, match="rows under c-1"):
        undone(done)


def test_rows_that_changed_nothing_do_not_stand_in_the_way(bring_in, accounts):
    text = "account_id,contract_id,starts_on\nA-2,c-1,2026-01-01\n"
    bring_in("contracts", text)
    before = Contract.objects.get()
    rows = {name: Account.objects.get(pk=pk) for name, pk in accounts.items()}
    done = merge(master=rows["A-1"], merged=rows["A-2"], taken=(), at=timezone.now(), by=None)
    bring_in("contracts", text + "A-1,c-2,2026-02-01\n")
    undone(done)
    assert Contract.objects.get(external_id="c-1").account_id == before.account_id


def test_an_upload_that_was_undone_does_not_stand_in_the_way(bring_in, merged):
    bring_in("tickets", "account_id,ticket_id,opened_on\nA-2,t-1,2026-11-01\n")
    Ticket.objects.all().delete()
    Upload.objects.filter(dataset="tickets").update(state="undone")
    undone(merged)
    assert Account.objects.standing().count() == 2


def test_files_of_either_id_leave_the_same_in_any_order(bring_in, merged):
    files = [
        ("accounts", BOTH),
        ("tickets", "account_id,ticket_id,opened_on\nA-1,t-1,2026-11-01\nA-2,t-2,2026-11-02\n"),
        ("usage", "account_id,date,posts\nA-1,2026-11-01,3\n"),
        ("usage", "account_id,date,posts\nA-2,2026-11-02,5\n"),
    ]
    left = []
    for order in permutations(range(len(files))):
        with transaction.atomic():
            for place in order:
                bring_in(*files[place])
            left.append(_left_behind())
            transaction.set_rollback(True)
    assert left == [left[0]] * 24


def _left_behind():
    account = Account.objects.standing().get()
    tickets = Ticket.objects.order_by("external_id").values_list("external_id", "account")
    return account.name, account.seats, account.csm.email, list(tickets), stored_usage()


def test_one_id_under_both_accounts_names_two_tickets_before_and_after_the_merge(
    bring_in, accounts
):
    head = "account_id,ticket_id,opened_on,closed_on,subject\n"
    own, other = "A-1,t-1,2026-11-01,,Slow\n", "A-2,t-1,2026-11-03,,Wrong\n"
    bring_in("tickets", head + own + other)
    rows = {name: Account.objects.get(pk=pk) for name, pk in accounts.items()}
    gone = rows["A-2"].pk
    done = merge(master=rows["A-1"], merged=rows["A-2"], taken=(), at=timezone.now(), by=None)
    closed = "A-2,t-1,2026-11-03,2026-11-09,Wrong\nA-2,t-2,2026-11-10,,Lost\n"
    verdict = bring_in("tickets", head + closed + "A-1,t-2,2026-11-11,,Late\n" + own)
    assert vars(verdict.counts) == {"new": 2, "changed": 1, "unchanged": 1, "refused": 0}
    tickets = Ticket.objects.order_by("opened_on")
    assert list(tickets.values_list("account", "external_id", "subject", "closed_on")) == [
        (done.master_id, "t-1", "Slow", None),
        (done.master_id, f"t-1§{gone}", "Wrong", date(2026, 11, 9)),
        (done.master_id, f"t-2§{gone}", "Lost", None),
        (done.master_id, "t-2", "Late", None),
    ]


def test_what_both_accounts_had_alike_stays_one_when_it_comes_again(bring_in, accounts):
    contacts = "account_id,contact_id,name,email\nA-1,p-1,Mori,m@x.jp\nA-2,q-1,Mori H.,M@x.jp\n"
    calls = "account_id,activity_id,happened_on,kind,contact_id\n"
    calls += "A-1,c-1,2026-11-01,call,p-1\nA-2,c-1,2026-11-01,call,q-1\n"
    bring_in("contacts", contacts)
    bring_in("activities", calls)
    rows = {name: Account.objects.get(pk=pk) for name, pk in accounts.items()}
    merge(master=rows["A-1"], merged=rows["A-2"], taken=(), at=timezone.now(), by=None)
    before = whole_database()
    bring_in("contacts", contacts + "\n")
    bring_in("activities", calls + "A-2,c-2,2026-11-02,call,q-1\n")
    after = whole_database()
    assert after["accounts.contact"] == before["accounts.contact"]
    (new,) = set(after["engagement.activity"]) - set(before["engagement.activity"])
    call = Activity.objects.get(happened_on=date(2026, 11, 2))
    assert (call.account_id, call.contact.external_id) == (rows["A-1"].pk, "p-1")
    assert repr(call.external_id) in new


@pytest.mark.parametrize(
    ("dataset", "text"),
    [
        ("usage", "account_id,date,posts\nA-2,2026-11-01,3\n"),
        ("tickets", "account_id,ticket_id,opened_on\nA-2,t-1,2026-11-01\n"),
    ],
)
def test_a_file_that_was_read_while_accounts_were_merged_is_not_loaded(
    bring_in, accounts, monkeypatch, dataset, text
):
    rows = {name: Account.objects.get(pk=pk) for name, pk in accounts.items()}
    turns = loading.taking_turns

    def merging_first(load):
        merge(master=rows["A-1"], merged=rows["A-2"], taken=(), at=timezone.now(), by=None)
        return turns(load)

    monkeypatch.setattr(loading, "taking_turns", merging_first)
    verdict = bring_in(dataset, text)
    assert (verdict.state, [each.code for each in verdict.refusals()]) == (
        "refused",
        ["merged_meanwhile"],
    )
    monkeypatch.undo()
    assert bring_in(dataset, text).state == "loaded"
    facts = Ticket.objects.count() + len(stored_usage())
    assert (facts, UsageMonth.objects.filter(account=rows["A-2"]).count()) == (1, 0)


@pytest.mark.parametrize("dataset", FILES)
def test_an_upload_from_before_a_merge_is_undone_with_it_or_after_it(
    dataset, bring_in, accounts, take_back
):
    empty = whole_database()
    bring_in(dataset, FILES[dataset][0])
    upload = Upload.objects.first()
    rows = {name: Account.objects.get(pk=pk) for name, pk in accounts.items()}
    done = merge(master=rows["A-1"], merged=rows["A-2"], taken=(), at=timezone.now(), by=None)
    before = whole_database()
    try:
        take_back(upload)
        is_refused = False
    except UndoRefusedError:
        is_refused = True
        assert whole_database() == before
    undone(done)
    if is_refused:
        take_back(upload)
    assert _without_uploads(whole_database()) == _without_uploads(empty)


def _without_uploads(rows):
    return {name: found for name, found in rows.items() if name not in _OF_UPLOADS}
