"""Customers and firms that stand twice are found, told with a reason, and left when they are two."""

import pytest

from accounts.models import Contact
from intake.quality.findings import find
from tests.builders import DAY, make_account, make_product

pytestmark = pytest.mark.django_db


def found(kind):
    return list(find(as_of=DAY)[kind].values())


def test_two_accounts_of_one_product_are_found_with_the_reason_and_the_evidence():
    one, other = make_account("株式会社みなと設備"), make_account("㈱みなと設備")
    for account, email in ((one, "mori@minato.example"), (other, "hara@MINATO.example")):
        Contact.objects.create(account=account, external_id="1", name="A", email=email)
    make_account("みなと商事")
    (pair,) = found("duplicate")
    assert (pair.account_id, pair.other_account_id, pair.count) == (one.pk, other.pk, 2)
    assert pair.detail == {"names": ["株式会社みなと設備", "㈱みなと設備"]}
    assert pair.figures == {
        "likeness": 99,
        "reason": "folded",
        "domains": ["minato.example"],
        "places": [],
    }
    assert found("double_firm") == []


def test_merged_accounts_are_not_looked_at():
    one = make_account("Aoba Foods")
    make_account("Aoba Foods Inc.", merged_into=one)
    assert found("duplicate") == []


def test_one_name_in_two_products_is_one_company_and_no_duplicate():
    one = make_account("Aoba Foods")
    other = make_account("Aoba Foods Inc.", product=make_product("crm"))
    assert found("duplicate") == []
    (pair,) = found("double_firm")
    assert (pair.account_id, pair.other_account_id) == (one.pk, other.pk)
    assert (pair.detail, pair.figures["reason"]) == (
        {"names": ["Aoba Foods", "Aoba Foods Inc."]},
        "folded",
    )


def test_a_company_that_has_both_products_already_is_no_finding():
    one = make_account("Aoba Foods")
    other = make_account("Aoba Foods Inc.", product=make_product("crm"))
    other.company = one.company
    other.save()
    assert found("double_firm") == []
