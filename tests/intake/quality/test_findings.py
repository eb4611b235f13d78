"""What an inspection finds stays the same finding from one night to the next."""

from datetime import timedelta

import pytest

from accounts.models import ExchangeRate
from intake.models import DataFinding, FindingState
from intake.quality import inspections
from intake.quality.findings import find, keep
from intake.quality.inspections import Found, Group, Inspection
from tests.builders import DAY, make_account, make_contract, make_product, make_user

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=1)


def inspect(*, as_of):
    return keep(find(as_of=as_of), as_of=as_of)


@pytest.fixture
def looked(monkeypatch):
    """Have one inspection only, which finds what stands in the list that this gives."""
    found = []
    inspection = Inspection(
        key="odd",
        group=Group.CONTRADICTION,
        name="Odd",
        meaning="Something is odd.",
        remedy="Look at it.",
        says=lambda finding: "odd",
        of_product=lambda scope: found,
    )
    monkeypatch.setattr(inspections, "_inspections", {"odd": inspection})
    return found


def state_of(fingerprint="a"):
    row = DataFinding.objects.get(kind="odd", fingerprint=fingerprint)
    return row.state, row.first_seen_on, row.latest_seen_on, row.closed_on


def set_state(state, **fields):
    DataFinding.objects.update(state=state, **fields)


def test_a_finding_is_written_once_with_the_revenue_behind_it(looked):
    account, other = make_account("A"), make_account("B")
    make_contract(account, annual_amount=1_200_000)
    make_contract(other, annual_amount=800_000)
    make_contract(other, is_free=True)
    looked.append(Found("a", {"x": 1}, account_id=account.pk, other_account_id=other.pk, count=3))
    assert inspect(as_of=DAY) == {"new": 1, "again": 0, "reopened": 0, "gone": 0}
    row = DataFinding.objects.get()
    assert (row.account, row.other_account, row.detail, row.count) == (account, other, {"x": 1}, 3)
    assert (row.at_stake, state_of()) == (2_000_000, (FindingState.OPEN, DAY, DAY, None))


def test_found_again_it_keeps_state_owner_and_cause(looked):
    make_product()
    looked.append(Found("a"))
    inspect(as_of=DAY)
    owner = make_user()
    set_state(FindingState.TAKEN, owner=owner, root_cause="source", note="asked them")
    assert inspect(as_of=LATER) == {"new": 0, "again": 1, "reopened": 0, "gone": 0}
    row = DataFinding.objects.get()
    assert (row.owner, row.root_cause, row.note) == (owner, "source", "asked them")
    assert state_of() == (FindingState.TAKEN, DAY, LATER, None)


@pytest.mark.parametrize("state", [FindingState.OPEN, FindingState.TAKEN])
def test_not_found_any_more_it_closes_and_found_once_more_it_opens(looked, state):
    make_product()
    looked.append(Found("a"))
    inspect(as_of=DAY)
    set_state(state)
    looked.clear()
    assert inspect(as_of=LATER)["gone"] == 1
    assert state_of() == (FindingState.MENDED, DAY, DAY, LATER)
    assert inspect(as_of=LATER)["gone"] == 0
    looked.append(Found("a"))
    assert inspect(as_of=LATER)["reopened"] == 1
    assert state_of() == (FindingState.OPEN, DAY, LATER, None)


def test_what_was_accepted_stays_so_until_it_differs(looked):
    make_product()
    looked.append(Found("a", {"x": 1}))
    inspect(as_of=DAY)
    set_state(FindingState.ACCEPTED, closed_on=DAY)
    assert inspect(as_of=LATER)["again"] == 1
    assert state_of() == (FindingState.ACCEPTED, DAY, LATER, DAY)
    looked.clear()
    inspect(as_of=LATER)
    assert state_of() == (FindingState.ACCEPTED, DAY, LATER, DAY)
    looked.append(Found("a", {"x": 2}))
    assert inspect(as_of=LATER)["reopened"] == 1
    assert state_of() == (FindingState.OPEN, DAY, LATER, None)


def test_the_same_inspection_twice_changes_nothing(looked):
    make_product()
    looked += [Found("a", {"x": 1}), Found("b", count=2)]
    inspect(as_of=DAY)
    before = list(DataFinding.objects.order_by("pk").values())
    assert inspect(as_of=DAY) == {"new": 0, "again": 2, "reopened": 0, "gone": 0}
    assert list(DataFinding.objects.order_by("pk").values()) == before


def test_more_money_than_there_is_stops_no_finding(looked):
    account = make_account("A")
    make_contract(account, annual_amount=999_999_999_999, currency="XXX")
    ExchangeRate.objects.create(currency="XXX", on=DAY, yen=99_999_999)
    looked.append(Found("a", account_id=account.pk))
    inspect(as_of=DAY)
    assert DataFinding.objects.get().at_stake == 2**63 - 1
