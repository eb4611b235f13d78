"""Changing many accounts in one go: what is foreseen is done, in one transaction, and can be undone."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.access import Judgements
from accounts.models import Account, CsmSpan, RankSpan
from accounts.selectors import judgements_for
from book.editing.foreseeing import foresee
from book.editing.parts import Edit
from book.editing.services import NotUndoneError, edit_accounts, undo_edit
from book.models import AccountStatus, BulkEdit
from core import audit
from core.models import AuditEvent, Role
from engagement.models import FactChange
from segments.models import ProposalState, Segment, SegmentProposal, SegmentSpan
from segments.services import decide_proposal
from tests import builders
from tests.builders import (
    DAY,
    make_account,
    make_proposal,
    make_seal,
    make_segment,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
UNTIL = DAY + timedelta(days=90)


@pytest.fixture
def manager():
    return make_user(Role.MANAGER, name="Mona Manager", teams=[make_segment().team])


@pytest.fixture
def csm(manager):
    return make_user(Role.CSM, name="Ken Sato", teams=manager.teams.all())


@pytest.fixture
def accounts(csm):
    """Three of the CSM's, of ranks A, B and none, each with its history."""
    made = []
    for name, rank in (("Aoba", "A"), ("Kita", "B"), ("Minato", "")):
        account = make_account(name, csm=csm, rank=rank)
        builders.place_in_segment(account, make_segment())
        CsmSpan.objects.create(account=account, csm=csm, from_on=DAY - timedelta(days=300))
        if rank:
            RankSpan.objects.create(account=account, rank=rank, from_on=DAY - timedelta(days=99))
        make_status(account, rank=rank, segment=make_segment())
        made.append(account)
    return made


@pytest.fixture
def foreign():
    other = make_segment("multi_site", order=1)
    account = make_account("Foreign Foods", team=other.team)
    make_status(account)
    return account


def foreseen(accounts, edit, member):
    return foresee(
        [each.pk for each in accounts],
        edit,
        for_user=member,
        judgements=judgements_for(member),
    )


def change(accounts, edit, member, *, at=NOW):
    return edit_accounts(foreseen(accounts, edit, member), edit, on=DAY, at=at, by=member)


def all_of_it():
    """Return every row that an edit could touch, so that "as before" can be compared."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Account, CsmSpan, RankSpan, SegmentSpan, SegmentProposal)
    ] + [list(AccountStatus.objects.order_by("pk").values("pk", "csm", "team", "rank", "segment"))]


# What would happen


def test_it_is_foreseen_who_changes_who_stays_and_who_may_not_be_touched(
    accounts, manager, foreign
):
    rep = make_user(Role.CSM, Role.RENEWAL_REP, name="Both", teams=manager.teams.all())
    Account.objects.filter(pk=accounts[2].pk).update(csm=rep)
    (part,) = foreseen([*accounts, foreign], Edit(rank="B"), rep).parts
    assert (part.ids, part.same) == ([accounts[2].pk], 0)
    assert [(each.name, each.was) for each in part.changes] == [("Minato", "")]
    assert part.refused_names == ["Aoba", "Foreign Foods", "Kita"]
    (part,) = foreseen([*accounts, foreign], Edit(rank="B"), manager).parts
    assert (len(part.ids), part.same, part.refused) == (2, 1, 0)


def test_a_foreign_account_is_ignored_like_a_missing_one(accounts, manager, foreign):
    edit = Edit(rank="S")
    with_foreign = foreseen([*accounts, foreign], edit, manager)
    assert with_foreign == foreseen(accounts, edit, manager)
    change([*accounts, foreign], edit, manager)
    foreign.refresh_from_db()
    assert (foreign.rank, AuditEvent.objects.filter(object_id=foreign.pk).count()) == ("", 0)


def test_a_csm_does_not_decide_on_segments(accounts, csm):
    edit = Edit(segment=make_segment("multi_site", order=1), reason="x", held_until=UNTIL)
    (part,) = foreseen(accounts, edit, csm).parts
    assert (part.ids, part.refused) == ([], 3)


def test_a_sealed_rank_cannot_be_told_from_what_is_foreseen(accounts, csm):
    make_seal(csm, accounts[0], "rank")
    told = []
    for rank in ("A", "C"):
        Account.objects.filter(pk=accounts[0].pk).update(rank=rank)
        told.append(foreseen(accounts, Edit(rank="A"), csm))
    assert told[0] == told[1]
    assert [each.was for each in told[0].parts[0].changes] == [None, "B", ""]


def test_the_fingerprint_tells_another_outcome(accounts, manager):
    first = foreseen(accounts, Edit(rank="S"), manager).print
    assert first == foreseen(accounts, Edit(rank="S"), manager).print
    assert first != foreseen(accounts, Edit(rank="C"), manager).print
    Account.objects.filter(pk=accounts[0].pk).update(rank="S")
    assert first != foreseen(accounts, Edit(rank="S"), manager).print


# Doing it


def test_csm_and_rank_change_with_their_histories_their_events_and_the_list(accounts, csm, manager):
    taker = make_user(Role.CSM, name="Yui Ito", teams=manager.teams.all())
    made = change(accounts, Edit(csm=taker, rank="B"), manager)
    assert made.accounts == 3
    lines = AccountStatus.objects.order_by("name").values_list("name", "csm", "rank")
    assert list(lines) == [(name, taker.pk, "B") for name in ("Aoba", "Kita", "Minato")]
    held = CsmSpan.objects.filter(account=accounts[0]).order_by("from_on")
    assert list(held.values_list("csm", "from_on", "to_on")) == [
        (csm.pk, DAY - timedelta(days=300), DAY),
        (taker.pk, DAY, None),
    ]
    ranks = RankSpan.objects.order_by("account", "from_on")
    assert list(ranks.values_list("account__name", "rank", "to_on", "judged_by")) == [
        ("Aoba", "A", DAY, None),
        ("Aoba", "B", None, manager.pk),
        ("Kita", "B", None, None),
        ("Minato", "B", None, manager.pk),
    ]
    events = AuditEvent.objects.order_by("pk").values_list("verb", "object_id", "actor")
    assert list(events) == [
        *(("set_csm", str(each.pk), manager.pk) for each in accounts),
        *(("set_rank", str(each.pk), manager.pk) for each in (accounts[0], accounts[2])),
    ]
    assert audit.first_broken_event() is None


def test_an_exception_moves_the_account_withdraws_the_proposal_and_keeps_the_csm(
    accounts, csm, manager
):
    target = make_segment("multi_site", order=1)
    proposal = make_proposal(accounts[0], to="side_duty", current="graduate_season")
    edit = Edit(segment=target, reason="Works like a chain.", held_until=UNTIL)
    change(accounts[:1], edit, manager)
    account = Account.objects.get(pk=accounts[0].pk)
    assert (account.team, account.csm) == (target.team, csm)
    span = SegmentSpan.objects.get(account=account, to_on=None)
    assert (span.segment, span.reason, span.held_until) == (target, "Works like a chain.", UNTIL)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN
    line = AccountStatus.objects.get(pk=account.pk)
    assert (line.segment, line.team) == (target, target.team)
    assert list(FactChange.objects.values_list("account", "earliest_day")) == [(account.pk, DAY)]


def test_an_edit_that_fails_in_the_middle_changes_nothing(accounts, manager, monkeypatch):
    before = all_of_it()

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("book.editing.services.follow_edits", fail)
    with pytest.raises(RuntimeError):
        change(accounts, Edit(rank="S"), manager)
    assert (all_of_it(), AuditEvent.objects.count()) == (before, 0)


def test_the_number_of_queries_does_not_grow_with_the_accounts(
    accounts, manager, django_assert_num_queries
):
    change(accounts, Edit(rank="S"), manager)
    with django_assert_num_queries(23):
        change(accounts[:1], Edit(rank="C"), manager)
    with django_assert_num_queries(23):
        change(accounts, Edit(rank="B"), manager)


# Undoing it


def test_undoing_leaves_everything_as_it_was(accounts, manager):
    make_proposal(accounts[0], to="side_duty", current="graduate_season")
    before = all_of_it()
    taker = make_user(Role.CSM, name="Yui Ito", teams=manager.teams.all())
    edit = Edit(
        csm=taker,
        rank="C",
        segment=Segment.objects.get(key="multi_site"),
        reason="x",
        held_until=UNTIL,
    )
    made = change(accounts, edit, manager)
    assert all_of_it() != before
    undo_edit(edit_id=made.pk, on=DAY, at=NOW + timedelta(minutes=9), by=manager)
    assert all_of_it() == before
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs == {
        *("set_csm", "set_rank", "put_in_segment"),
        *("undo_set_csm", "undo_set_rank", "undo_put_in_segment"),
    }


def test_two_edits_of_one_day_are_undone_one_after_the_other(accounts, manager):
    start = all_of_it()
    first = change(accounts, Edit(rank="S"), manager)
    between = all_of_it()
    second = change(accounts, Edit(rank="C"), manager)
    with pytest.raises(NotUndoneError):
        undo_edit(edit_id=first.pk, on=DAY, at=NOW, by=manager)
    undo_edit(edit_id=second.pk, on=DAY, at=NOW, by=manager)
    assert all_of_it() == between
    undo_edit(edit_id=first.pk, on=DAY, at=NOW, by=manager)
    assert all_of_it() == start


@pytest.mark.parametrize("why", ["late", "of another", "undone", "edited since", "missing"])
def test_what_cannot_be_undone_changes_nothing(accounts, csm, manager, why):
    made = change(accounts, Edit(rank="S"), manager)
    at, by, edit_id = NOW + timedelta(minutes=9), manager, made.pk
    if why == "late":
        at = NOW + timedelta(minutes=10)
    if why == "of another":
        by = csm
    if why == "undone":
        undo_edit(edit_id=made.pk, on=DAY, at=at, by=manager)
    if why == "edited since":
        change(accounts[:1], Edit(rank="C"), csm)
    if why == "missing":
        edit_id = 999_999
    before = all_of_it()
    with pytest.raises(NotUndoneError):
        undo_edit(edit_id=edit_id, on=DAY, at=at, by=by)
    assert all_of_it() == before


def test_edits_of_yesterday_are_forgotten_with_the_next(accounts, manager):
    old = change(accounts, Edit(rank="S"), manager, at=NOW - timedelta(days=2))
    new = change(accounts, Edit(rank="C"), manager)
    assert list(BulkEdit.objects.values_list("pk", flat=True)) == [new.pk]
    assert old.pk != new.pk


def test_an_open_reader_is_told_the_rank(accounts, manager):
    told = foresee([accounts[0].pk], Edit(rank="C"), for_user=manager, judgements=Judgements({}))
    assert told.parts[0].changes[0].was == "A"


def test_an_accepted_move_shows_in_the_list_at_once(manager):
    ours, theirs = make_segment(), make_segment("theirs", order=1)
    account = make_account(team=theirs.team)
    SegmentSpan.objects.create(account=account, segment=theirs, from_on=DAY - timedelta(days=9))
    make_status(account, segment=theirs)
    move = make_proposal(account, current=theirs.key, to=ours.key)
    decide_proposal(proposal_id=move.pk, is_accepted=True, by=manager, on=DAY)
    line = AccountStatus.objects.get(pk=account.pk)
    assert (line.segment, line.team) == (ours, ours.team)
