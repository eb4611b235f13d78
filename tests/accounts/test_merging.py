"""Two accounts that are one customer become one, and two again."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.merge_parts import parts
from accounts.merging import (
    MergeRefusedError,
    likely_master,
    merge,
    merge_of,
    undo_merge,
    what_merging_would_do,
    what_moved,
)
from accounts.models import Account, AccountAlias, Contact, Contract, CsmSpan, Merge, SeatsSpan
from core.calendar import to_ordinal
from core.exact import to_scaled
from core.models import AuditEvent, Role
from engagement.domain.facts import unpack
from engagement.models import Activity, Attendance, FactChange, Milestone, Ticket, UsageMonth
from segments.models import SegmentProposal, SegmentSpan
from tests.accounts.merged import ago, make_twice
from tests.builders import DAY, make_account, make_contract, make_product, make_user
from tests.whole import whole_database

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def ops():
    return make_user(Role.OPS)


@pytest.fixture
def twice():
    return make_twice()


def merged_together(twice, ops, taken=()):
    master, merged = twice
    return merge(master=master, merged=merged, taken=taken, at=AT, by=ops)


def facts_of(account):
    """Return {(days ago, number of the series): value} of all usage of an account."""
    rows = UsageMonth.objects.filter(account=account).values_list("month", "facts")
    months = [(month.year - 1970) * 12 + month.month - 1 for month, _ in rows]
    columns = unpack([bytes(facts) for _, facts in rows], [0] * len(months), months)
    return {
        (to_ordinal(DAY) - day, series): value
        for _, series, day, value in zip(*(each.tolist() for each in columns), strict=True)
    }


def test_every_table_that_hangs_on_an_account_says_what_becomes_of_it():
    relations = Account._meta.get_fields(include_hidden=True)
    hanging = {each.related_model for each in relations if each.auto_created and each.is_relation}
    hanging -= {Account, AccountAlias, Merge}
    answered = [model for part in parts() for model in part.models]
    assert set(answered) == hanging
    assert len(answered) == len(set(answered))


def test_usage_is_laid_together_and_the_masters_value_wins(twice, ops):
    master, merged = twice
    merged_together(twice, ops)
    posts, mails = 1, 2
    assert facts_of(merged) == {}
    assert facts_of(master) == {
        (60, posts): to_scaled("4"),
        (3, posts): to_scaled("5"),
        (2, posts): to_scaled("7"),
        (2, mails): to_scaled("1"),
        (1, posts): to_scaled("2"),
    }


def test_rows_move_and_of_two_with_one_key_the_masters_stays(twice, ops):
    master, merged = twice
    merged_together(twice, ops)
    for model in (Activity, Ticket):
        assert model.objects.filter(account=merged).count() == 0
    kept = Ticket.objects.filter(account=master).order_by("external_id")
    assert list(kept.values_list("external_id", "subject")) == [
        ("both", "m asks"),
        (f"both§{merged.pk}", "o asks"),
        ("m", "m asks"),
        (f"o§{merged.pk}", "o asks"),
    ]
    assert set(Milestone.objects.filter(account=master).values_list("key", flat=True)) == {
        *("both", "m", "o")
    }
    (attendance,) = Attendance.objects.all()
    assert (attendance.account, attendance.status) == (master, "attended")
    assert Contract.objects.filter(account=master).count() == 2


def test_what_says_the_very_same_is_one_and_what_only_has_the_same_id_stays_two(twice, ops):
    master, merged = twice
    merged_together(twice, ops)
    names = Activity.objects.filter(account=master).values_list("external_id", flat=True)
    assert sorted(names) == ["both", "m", f"o§{merged.pk}", f"t-9§{merged.pk}"]
    assert Ticket.objects.filter(account=master, external_id__startswith="both").count() == 2


def test_two_people_with_one_id_stay_two(twice, ops):
    master, merged = twice
    for account, name in ((master, "Kato"), (merged, "Kimura")):
        email = f"{name}@minato.example"
        Contact.objects.create(account=account, external_id="c-7", name=name, email=email)
    merged_together(twice, ops)
    named = Contact.objects.filter(external_id__startswith="c-7").order_by("name")
    assert list(named.values_list("name", "external_id")) == [
        ("Kato", "c-7"),
        ("Kimura", f"c-7§{merged.pk}"),
    ]


def test_a_person_on_both_sides_is_one_and_keeps_what_they_did(twice, ops):
    master, _ = twice
    merged_together(twice, ops)
    people = {each.name: each for each in Contact.objects.filter(account=master)}
    assert sorted(people) == ["Hara", "Mori", "Noda"]
    assert Contact.objects.count() == 3
    roles = people["Mori"].role_spans.order_by("role").values_list("role", flat=True)
    assert list(roles) == ["champion", "sponsor"]
    assert people["Hara"].role_spans.count() == 1
    assert Activity.objects.get(external_id__startswith="t-9").contact == people["Mori"]


def test_the_merged_account_ends_and_its_ids_mean_the_master(twice, ops):
    master, merged = twice
    done = merged_together(twice, ops)
    merged.refresh_from_db()
    assert merged.merged_into == master
    assert list(Account.objects.standing()) == [master]
    aliases = AccountAlias.objects.order_by("value")
    assert list(aliases.values_list("value", "account", "merged_from")) == [
        ("A-1", master.pk, None),
        ("A-2", master.pk, merged.pk),
    ]
    ends = [model.objects.get(account=merged).to_on for model in (CsmSpan, SeatsSpan, SegmentSpan)]
    assert ends == [DAY, DAY, DAY]
    assert SegmentProposal.objects.get().state == "withdrawn"
    assert merge_of(merged) == done


def test_the_next_night_hears_from_when_the_facts_differ(twice, ops):
    master, merged = twice
    merged_together(twice, ops)
    changes = FactChange.objects.order_by("pk").values_list("account", "earliest_day")
    assert list(changes) == [(merged.pk, ago(1)), (master.pk, ago(300))]


def test_fields_of_the_record_are_taken_as_chosen(twice, ops):
    master, merged = twice
    chosen = {"name", "seats", "csm", "rank", "segment", "attribute:area"}
    merged_together(twice, ops, chosen)
    master.refresh_from_db()
    assert (master.name, master.seats, master.csm, master.rank, master.plan, master.branch) == (
        *("㈱みなと設備", 120, merged.csm, "A", "Pro", ""),
    )
    assert master.attributes == {"area": "East"}
    spans = SeatsSpan.objects.filter(account=master).order_by("from_on")
    assert list(spans.values_list("seats", "from_on", "to_on")) == [
        (100, ago(200), DAY),
        (120, DAY, None),
    ]
    segments = SegmentSpan.objects.filter(account=master).order_by("from_on")
    assert list(segments.values_list("segment__key", "from_on", "to_on")) == [
        ("side_duty", ago(300), DAY),
        ("multi_site", DAY, None),
    ]
    assert master.team.key == "multi_site"
    ranked = master.rank_spans.get()
    assert (ranked.from_on, ranked.judged_by) == (ago(15), merged.csm)


@pytest.mark.parametrize(
    "taken",
    [
        (),
        ("name", "company", "branch", "plan", "seats", "csm", "rank", "segment", "attribute:area"),
    ],
    ids=["the master's record", "the merged account's record"],
)
def test_undoing_brings_back_every_row_as_it_was(twice, ops, taken):
    before = whole_database()
    done = merged_together(twice, ops, taken)
    assert whole_database() != before
    undo_merge(done, at=AT + timedelta(hours=1), by=ops)
    assert whole_database() == before
    assert [each.verb for each in AuditEvent.objects.all()] == ["merge", "undo_merge"]


def test_a_preview_says_what_would_move_and_what_both_have_and_writes_nothing(twice):
    master, merged = twice
    before = whole_database()
    preview = what_merging_would_do(master=master, merged=merged, at=AT)
    assert whole_database() == before
    assert {str(each.name): (each.moves, each.met_count) for each in preview.tables} == {
        "Contracts": (1, 0),
        "People": (1, 2),
        "Risk judgements": (1, 0),
        "Usage facts": (3, 1),
        "Activities": (2, 1),
        "NPS": (1, 1),
        "Tickets": (2, 0),
        "Content views": (1, 1),
        "Milestones": (1, 1),
        "Promised results": (2, 0),
        "Events": (0, 1),
        "Scores of another tool": (1, 1),
        "Stages of another tool": (1, 1),
        "Tasks of another tool": (1, 1),
    }
    usage = next(each for each in preview.tables if str(each.name) == "Usage facts")
    (met,) = usage.met
    assert (met.what, met.kept, met.other) == ("posts · 20 Nov 2026", "7", "9")
    assert [each.value for each in preview.ids] == ["A-2"]


def test_a_merge_tells_afterwards_what_it_moved(twice, ops):
    master, merged = twice
    preview = what_merging_would_do(master=master, merged=merged, at=AT)
    moved = what_moved(merged_together(twice, ops))
    figures = [
        {str(each.name): (each.moves, each.met_count) for each in tables}
        for tables in (preview.tables, moved)
    ]
    assert figures[0] == figures[1]


def test_what_only_the_merged_account_has_is_proposed_to_be_taken(twice):
    master, merged = twice
    preview = what_merging_would_do(master=master, merged=merged, at=AT)
    assert [(each.key, each.masters, each.other, each.is_taken) for each in preview.choices] == [
        ("name", "株式会社みなと設備", "㈱みなと設備", False),
        ("company", "株式会社みなと設備", "㈱みなと設備", False),
        ("branch", "", "本店", True),
        ("plan", "Pro", "", False),
        ("seats", "100", "120", False),
        ("csm", "Sato", "Suzuki", False),
        ("rank", "", "A", True),
        ("attribute:area", "", "East", True),
        (
            *("segment", "Side-duty HR with hiring managers", "Multi-site continuous hirers"),
            False,
        ),
    ]


def test_the_likely_master_has_the_running_contract_or_else_more_facts():
    one, other = make_account("One"), make_account("Other")
    assert likely_master(one, other, on=DAY) == one
    Ticket.objects.create(account=other, external_id="1", opened_on=DAY)
    assert likely_master(one, other, on=DAY) == other
    make_contract(one)
    assert likely_master(one, other, on=DAY) == one


def test_accounts_of_two_products_or_merged_already_are_refused(twice, ops):
    master, merged = twice
    elsewhere = make_account("Elsewhere", product=make_product("crm"))
    merged_together(twice, ops)
    merged.refresh_from_db()
    before = whole_database()
    for one, other in ((master, elsewhere), (master, merged), (merged, master), (master, master)):
        with pytest.raises(MergeRefusedError):
            merge(master=one, merged=other, taken=(), at=AT, by=ops)
        with pytest.raises(MergeRefusedError):
            what_merging_would_do(master=one, merged=other, at=AT)
    assert whole_database() == before


def test_merges_are_undone_in_turn_the_latest_first(twice, ops):
    master, _ = twice
    third = make_account("みなと設備")
    before = whole_database()
    first = merged_together(twice, ops)
    second = merge(master=third, merged=master, taken=(), at=AT, by=ops)
    with pytest.raises(MergeRefusedError, match="undo that first"):
        undo_merge(first, at=AT, by=ops)
    undo_merge(second, at=AT, by=ops)
    undo_merge(first, at=AT, by=ops)
    assert whole_database() == before
    with pytest.raises(MergeRefusedError, match="undone already"):
        undo_merge(first, at=AT, by=ops)
