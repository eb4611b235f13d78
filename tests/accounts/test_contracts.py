"""On which days a contract runs."""

from datetime import timedelta

import pytest

from accounts.models import Account, Contract
from tests.builders import DAY, make_account, make_contract

pytestmark = pytest.mark.django_db

DAYS = range(-3, 8)


def after(days):
    return DAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("fields", "runs"),
    [
        ({"days": 5}, range(5)),
        ({"days": 1}, [0]),
        ({"days": 5, "closed_on": after(3)}, range(3)),
        ({"days": 5, "closed_on": after(9)}, range(5)),
        ({"days": 5, "closed_on": after(0)}, []),
        ({"days": 5, "closed_on": after(-2)}, []),
        ({"days": None}, range(8)),
        ({"days": None, "closed_on": after(3)}, range(3)),
        ({"days": None, "closed_on": after(0)}, []),
    ],
)
def test_a_contract_runs_from_its_first_day_to_its_end_or_until_it_is_closed(fields, runs):
    contract = make_contract(make_account(), starts_on=DAY, **fields)
    make_contract(make_account("Other"), starts_on=after(-9), days=2)
    expected = [day in runs for day in DAYS]
    assert [contract.runs_on(after(day)) for day in DAYS] == expected
    assert [Contract.objects.running_on(after(day)).exists() for day in DAYS] == expected
    assert [Account.objects.running_on(after(day)).count() == 1 for day in DAYS] == expected


def test_an_account_with_two_running_contracts_is_named_once():
    account = make_account()
    make_contract(account, starts_on=DAY)
    make_contract(account, starts_on=DAY, days=None)
    assert list(Account.objects.running_on(DAY)) == [account]
