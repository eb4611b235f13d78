"""One question says which tables hold anything of something."""

import pytest

from accounts.models import Contact, Contract
from core.presence import held_of
from engagement.models import Activity
from tests.builders import make_account, make_contact, make_contract

pytestmark = pytest.mark.django_db
TABLES = (Contact, Contract, Activity)


def test_tables_that_know_the_account_are_told_by_one_query(django_assert_num_queries):
    account, other = make_account(), make_account("Other")
    make_contact(account, "champion")
    make_contract(other)
    with django_assert_num_queries(1):
        assert held_of(field="account", pk=account.pk, models=TABLES) == {Contact}
    assert held_of(field="account", pk=other.pk, models=TABLES) == {Contract}


def test_what_is_nowhere_is_held_by_no_table():
    assert held_of(field="account", pk=2**62, models=TABLES) == frozenset()
