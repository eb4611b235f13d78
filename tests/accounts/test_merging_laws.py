"""Laws of merging, whatever the two accounts hold."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.merging import merge, undo_merge
from accounts.models import AccountAlias, Contact
from engagement.models import Activity, Milestone, Ticket
from tests.accounts.merged import ago
from tests.builders import make_account, make_contract, make_usage
from tests.whole import whole_database

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
pytestmark = pytest.mark.django_db

days = st.integers(min_value=0, max_value=70)
usage = st.dictionaries(
    days, st.dictionaries(st.sampled_from(["posts", "mails"]), st.integers(0, 3), min_size=1)
)
keys = st.sets(st.sampled_from(["a", "b", "c", "d"]))
mails = st.sampled_from(["", "mori@minato.example", "MORI@minato.example", "hara@minato.example"])
facts = st.fixed_dictionaries(
    {
        "usage": usage,
        "activities": keys,
        "tickets": keys,
        "milestones": keys,
        "people": st.dictionaries(st.sampled_from(["p", "q", "r"]), mails),
        "contracts": st.lists(days, max_size=2),
        "seats": st.none() | st.integers(1, 50),
        "attributes": st.dictionaries(st.sampled_from(["area", "kind"]), st.text("xy", max_size=2)),
    }
)
FIELDS = ("name", "company", "branch", "plan", "seats", "csm", "rank", "segment")
taken = st.sets(st.sampled_from([*FIELDS, "attribute:area", "attribute:kind"]))


def write(name, facts):
    """Write an account and what hangs on it."""
    account = make_account(name, seats=facts["seats"], attributes=facts["attributes"])
    AccountAlias.objects.create(value=name, account=account)
    if facts["usage"]:
        make_usage(account, {ago(back): values for back, values in facts["usage"].items()})
    for key in sorted(facts["tickets"]):
        Ticket.objects.create(account=account, external_id=key, opened_on=ago(9), subject=name)
    for key in sorted(facts["milestones"]):
        Milestone.objects.create(account=account, key=key, reached_on=ago(len(name)))
    for back in facts["contracts"]:
        make_contract(account, starts_on=ago(back))
    for key, email in facts["people"].items():
        person = Contact.objects.create(account=account, external_id=key, name=key, email=email)
        person.role_spans.create(role="user", from_on=ago(30))
        Activity.objects.create(
            account=account,
            external_id=f"of {key}",
            happened_on=ago(8),
            kind="call",
            contact=person,
        )
    for key in sorted(facts["activities"]):
        Activity.objects.create(account=account, external_id=key, happened_on=ago(7), kind="call")
    return account


@settings(max_examples=25)
@given(facts, facts, taken)
def test_a_merge_that_is_undone_leaves_everything_as_it_was(master, merged, taken):
    with transaction.atomic():
        pair = {"master": write("One", master), "merged": write("The other", merged)}
        before = whole_database()
        done = merge(**pair, taken=taken, at=AT, by=None)
        assert whole_database() != before
        undo_merge(done, at=AT, by=None)
        assert whole_database() == before
        transaction.set_rollback(True)


@settings(max_examples=10)
@given(facts, facts, facts)
def test_several_merges_undone_in_turn_leave_everything_as_it_was(one, other, third):
    with transaction.atomic():
        first, second, last = write("One", one), write("Two", other), write("Three", third)
        before = whole_database()
        done = [
            merge(master=first, merged=second, taken=(), at=AT, by=None),
            merge(master=last, merged=first, taken=(), at=AT, by=None),
        ]
        for each in reversed(done):
            undo_merge(each, at=AT, by=None)
        assert whole_database() == before
        transaction.set_rollback(True)
