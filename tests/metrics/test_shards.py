"""Rows of the database become the arrays that metrics are computed from."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from accounts.models import AttributeDefinition, ExchangeRate, SeatsSpan
from core.calendar import from_ordinal, to_ordinal
from core.exact import MISSING
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    Event,
    Milestone,
    NpsInvitation,
    Series,
    Ticket,
    UsageDay,
)
from metrics.domain.facts import NEVER
from metrics.shards import load_facts, running
from metrics.supply import supply_of
from tests.builders import (
    DAY,
    make_account,
    make_contact,
    make_contract,
    make_product,
    make_usage,
)
from tests.metrics.domain.facts import plain

pytestmark = pytest.mark.django_db


def day(back):
    return DAY - timedelta(days=back)


def facts_of(*accounts, from_day=None, to_day=DAY):
    return load_facts(
        product_id=accounts[0].product_id,
        account_ids=sorted(account.pk for account in accounts),
        from_day=to_ordinal(from_day or day(60)),
        to_day=to_ordinal(to_day),
    )


def records_of(account, table):
    """The account's records as (days back, days back of the end or None, kind, value)."""
    records = facts_of(account).records[table]
    return sorted(
        (
            (DAY - from_ordinal(start)).days,
            None if end == NEVER else (DAY - from_ordinal(end)).days,
            records.kinds[kind],
            plain(value),
        )
        for start, end, kind, value in zip(
            records.day, records.end, records.kind, records.value, strict=True
        )
    )


@pytest.fixture
def account():
    return make_account()


# Usage


def test_usage_comes_as_columns_with_accounts_by_their_place(account):
    other = make_account("Other", product=account.product)
    make_usage(account, {day(40): {"b": "2.5"}, day(1): {"a": 0}})
    make_usage(other, {day(1): {"a": 7}})
    usage = facts_of(account, other).usage
    names = {number: name for name, number in usage.numbers.items()}
    rows = zip(usage.account, usage.series, usage.day, usage.value, strict=True)
    assert sorted((int(a), names[s], from_ordinal(d), plain(v)) for a, s, d, v in rows) == [
        (0, "a", day(1), 0),
        (0, "b", day(40), "2.5"),
        (1, "a", day(1), 7),
    ]
    assert [from_ordinal(each) for each in usage.arrived] == [day(40), day(1)]


def test_whole_months_of_usage_are_read_and_no_others(account):
    make_usage(account, {date(2026, month, 9): {"a": month} for month in (8, 9, 10, 11)})
    usage = facts_of(account, from_day=date(2026, 9, 30), to_day=date(2026, 10, 1)).usage
    assert sorted(usage.value.tolist()) == [90_000, 100_000]


def test_usage_of_other_products_and_accounts_is_not_read(account):
    other = make_account("Other", product=make_product("crm"))
    make_usage(other, {day(3): {"a": 7}})
    make_usage(make_account("Third", product=account.product), {day(2): {"b": 1}})
    usage = facts_of(account).usage
    assert usage.value.tolist() == []
    assert list(usage.numbers) == ["b"]
    assert [from_ordinal(each) for each in usage.arrived] == [day(2)]


def test_a_series_is_known_by_every_name(account):
    Series.objects.create(product=account.product, number=7, name="a", aliases=["x", "y"])
    assert facts_of(account).usage.numbers == {"a": 7, "x": 7, "y": 7}


def test_what_a_product_supplies_has_a_fingerprint_of_its_past(account):
    product = account.product
    Series.objects.create(product=product, number=1, name="a")
    UsageDay.objects.create(product=product, day=day(5))

    def fingerprint(back):
        return supply_of(product.pk).fingerprint(to_ordinal(day(back)))

    before = fingerprint(3)
    UsageDay.objects.create(product=product, day=day(2))
    assert fingerprint(3) == before
    assert fingerprint(2) != before
    UsageDay.objects.create(product=product, day=day(4))
    late = fingerprint(3)
    assert late != before
    Series.objects.create(product=product, number=2, name="b")
    assert fingerprint(3) != late


# Records


def test_activities(account):
    for number, kind in enumerate(("call", "call", "visit")):
        Activity.objects.create(
            account=account, external_id=str(number), happened_on=day(number), kind=kind
        )
    assert records_of(account, "activities") == [
        (0, None, "call", 0),
        (1, None, "call", 0),
        (2, None, "visit", 0),
    ]


def test_attendance_is_dated_by_its_event_and_told_apart_by_status_and_kind(account):
    for number, status in enumerate(("attended", "declined")):
        event = Event.objects.create(
            external_id=str(number), name="E", kind="user_group", held_on=day(number)
        )
        Attendance.objects.create(event=event, account=account, status=status)
    assert records_of(account, "events") == [
        (0, None, "attended:user_group", 0),
        (1, None, "declined:user_group", 0),
    ]


@pytest.mark.parametrize(
    ("answered", "score", "expected"),
    [
        (None, None, [(9, None, "invitation", 0)]),
        (5, None, [(9, 5, "invitation", 0)]),
        (5, 8, [(5, None, "answer", 8), (9, 5, "invitation", 0)]),
    ],
)
def test_an_nps_question_and_its_answer_are_two_records(account, answered, score, expected):
    NpsInvitation.objects.create(
        account=account,
        external_id="1",
        invited_on=day(9),
        responded_on=None if answered is None else day(answered),
        score=score,
    )
    assert records_of(account, "nps") == expected


def test_tickets_views_and_milestones(account):
    Ticket.objects.create(
        account=account, external_id="1", opened_on=day(9), closed_on=day(2), priority="high"
    )
    ContentView.objects.create(account=account, external_id="1", viewed_on=day(4), content="x")
    Milestone.objects.create(account=account, key="kickoff", due_on=day(8), reached_on=day(6))
    Milestone.objects.create(account=account, key="unplanned", reached_on=day(5))
    Milestone.objects.create(account=account, key="nothing yet")
    assert records_of(account, "tickets") == [(9, 2, "high", 0)]
    assert records_of(account, "content_views") == [(4, None, "view", 0)]
    assert records_of(account, "milestones") == [
        (5, None, "reached", 0),
        (6, None, "reached", 0),
        (8, 6, "due", 0),
    ]


def test_a_person_who_holds_a_role_twice_over_is_one_record(account):
    contact = make_contact(account, "sponsor", from_on=day(50), to_on=day(30))
    contact.role_spans.create(role="sponsor", from_on=day(40), to_on=day(20))
    contact.role_spans.create(role="sponsor", from_on=day(20))
    contact.role_spans.create(role="champion", from_on=day(45), to_on=day(30))
    make_contact(account, "sponsor", from_on=day(9), to_on=day(12))
    assert records_of(account, "contacts") == [
        (9, 9, "sponsor", 0),
        (45, 30, "champion", 0),
        (50, None, "sponsor", 0),
    ]


def test_seats_are_told_by_contracts_and_by_hand(account):
    make_contract(account, starts_on=day(50), seats=40)
    make_contract(account, starts_on=day(20), seats=None)
    SeatsSpan.objects.create(account=account, seats=60, from_on=day(10))
    assert records_of(account, "seats") == [(10, None, "span", 60), (50, None, "contract", 40)]


# Contracts


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (20, -10, "paid", 4_800_000)),
        ({"closed_on": day(5)}, (20, 5, "paid", 4_800_000)),
        ({"closed_on": DAY + timedelta(days=30)}, (20, -10, "paid", 4_800_000)),
        ({"is_free": True}, (20, -10, "free", 0)),
        ({"annual_amount": None}, (20, -10, "unpriced", 0)),
        ({"annual_amount": Decimal("0.01")}, (20, -10, "paid", "0.01")),
        ({"currency": "USD"}, (20, -10, "unpriced", 0)),
    ],
)
def test_a_contract_runs_to_its_end_or_to_where_it_was_closed(account, fields, expected):
    make_contract(account, starts_on=day(20), days=30, **fields)
    assert records_of(account, "contracts") == [expected]


def test_an_amount_in_another_currency_follows_the_rate_of_the_day(account):
    for back, yen in ((15, "150"), (5, "140.5"), (-20, "1")):
        ExchangeRate.objects.create(currency="USD", on=day(back), yen=Decimal(yen))
    make_contract(account, starts_on=day(20), days=30, currency="USD", annual_amount=100)
    assert records_of(account, "contracts") == [
        (5, -10, "paid", 14_050),
        (15, 5, "paid", 15_000),
        (20, 15, "unpriced", 0),
    ]


def test_the_end_as_agreed_is_known_whatever_closes_the_contract(account):
    contract = make_contract(account, starts_on=day(20), days=30, closed_on=day(5))
    agreed = to_ordinal(contract.ends_on)
    assert records_of(account, "contract_ends") == [(20, 5, "contract", agreed)]


@pytest.mark.parametrize("closed_ago", [None, 5])
def test_a_contract_without_an_end_date_runs_until_it_is_closed(account, closed_ago):
    ExchangeRate.objects.create(currency="USD", on=day(9), yen=Decimal(150))
    closed_on = None if closed_ago is None else day(closed_ago)
    make_contract(
        *(account,), starts_on=day(20), days=None, closed_on=closed_on, currency="USD", seats=None
    )
    found = facts_of(account).records
    assert records_of(account, "contracts") == [
        (9, closed_ago, "paid", 720_000_000),
        (20, 9, "unpriced", 0),
    ]
    assert found["contract_ends"].value.tolist() == [MISSING]
    days = np.arange(to_ordinal(day(21)), to_ordinal(DAY) + 400)
    runs = running(found["contracts"], accounts=1, days=days)[0]
    assert np.flatnonzero(runs).tolist() == list(range(1, len(days) if closed_ago is None else 16))


def test_a_contract_runs_on_its_first_and_last_day(account):
    make_contract(account, starts_on=day(20), days=5)
    make_contract(account, starts_on=day(10), days=5, closed_on=day(8))
    make_contract(account, starts_on=day(4), days=5, closed_on=day(6))
    days = np.arange(to_ordinal(day(22)), to_ordinal(DAY) + 1)
    runs = running(facts_of(account).records["contracts"], accounts=1, days=days)[0]
    assert [22 - place for place in np.flatnonzero(runs)] == [20, 19, 18, 17, 16, 10, 9]


@pytest.mark.parametrize(
    ("contracts", "started"),
    [
        ([], None),
        ([{"starts_on": day(30)}, {"starts_on": day(50)}], 50),
        ([{"starts_on": day(50), "closed_on": day(50)}], None),
        ([{"starts_on": day(50), "closed_on": day(51)}, {"starts_on": day(30)}], 30),
    ],
)
def test_the_start_is_that_of_the_first_contract_that_ever_ran(account, contracts, started):
    for fields in contracts:
        make_contract(account, **fields)
    found = int(facts_of(account).started[0])
    assert found == (NEVER if started is None else to_ordinal(day(started)))


# Attributes


def test_only_attributes_registered_as_numbers_are_numbers(account):
    AttributeDefinition.objects.create(key="size", type="number", name_en="S", name_ja="規模")
    AttributeDefinition.objects.create(key="code", type="text", name_en="C", name_ja="番号")
    account.attributes = {"size": "2.5", "code": "7", "unknown": "3"}
    account.save()
    empty = make_account("Empty", product=account.product, attributes={"size": ""})
    columns = facts_of(account, empty).attributes
    assert {key: column.tolist() for key, column in columns.items()} == {"size": [25_000, MISSING]}


# Databases


def test_a_number_of_queries_that_does_not_grow_with_accounts(
    account, django_assert_max_num_queries
):
    accounts = [account, *(make_account(f"A{n}", product=account.product) for n in range(5))]
    for each in accounts:
        make_contract(each)
        make_usage(each, {day(1): {"a": 1}})
    with django_assert_max_num_queries(20):
        facts_of(*accounts)
