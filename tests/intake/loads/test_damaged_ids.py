"""Ids that a spreadsheet took for numbers are refused, and the id that was meant is named."""

import pytest

from accounts.models import AccountAlias, Company, Contract
from tests.intake.rows import all_rows

pytestmark = pytest.mark.django_db

NAMES = "account_id,name\n00123,Aoba\n0456,Kita\n1234567890123456,Sora\n"
TICKETS = "account_id,ticket_id,opened_on\n"
USAGE = "account_id,date,metric,value\n"


@pytest.fixture(autouse=True)
def _world(bring_in):
    assert bring_in("accounts", NAMES).state == "loaded"


def said_of(verdict):
    return [(each.line, each.column, each.code, dict(each.params)) for each in verdict.refusals()]


@pytest.mark.parametrize(
    ("dataset", "text"),
    [("tickets", TICKETS + "{},T-1,2026-11-01\n"), ("usage", USAGE + "{},2026-11-01,posts,1\n")],
)
@pytest.mark.parametrize("makes", [False, True])
@pytest.mark.parametrize(
    ("value", "code", "known"),
    [
        ("123", "lost_zeros", "00123"),
        ("0123", "lost_zeros", "00123"),
        ("456", "lost_zeros", "0456"),
        ("1234567890123450", "rounded_id", None),
        ("12345678901234500000", "rounded_id", None),
    ],
)
def test_what_names_an_account_by_a_damaged_id(bring_in, dataset, text, makes, value, code, known):
    before = all_rows()
    verdict = bring_in(dataset, text.format(value), makes_accounts=makes)
    params = {"value": value, "known": known} if known else {"value": value}
    assert said_of(verdict) == [(2, "account_id", code, params)]
    assert (verdict.state, all_rows()) == ("refused", before)


@pytest.mark.parametrize("value", ["000123", "789", "1234567890123451", "x123", "１２３"])
def test_any_other_id_is_simply_not_known(bring_in, value):
    verdict = bring_in("tickets", TICKETS + f"{value},T-1,2026-11-01\n")
    assert [each.code for each in verdict.refusals()] == ["unknown_account"]


def test_a_known_id_is_no_damage(bring_in):
    bring_in("accounts", "account_id,name\n1234567890123450,Umi\n9,Yama\n")
    bring_in("accounts", "account_id,name\n009,Kawa\n")
    rows = "1234567890123450,T-1,2026-11-01\n9,T-2,2026-11-01\n"
    assert bring_in("tickets", TICKETS + rows).state == "loaded"


def test_accounts_are_not_made_anew_under_ids_without_their_zeros(bring_in):
    verdict = bring_in("accounts", "account_id,name\n123,Aoba\n00124,New\n")
    assert said_of(verdict) == [(2, "account_id", "lost_zeros", {"value": "123", "known": "00123"})]
    assert AccountAlias.objects.count() == 3


def test_companies_and_contracts_are_held_against_their_own_ids(bring_in):
    bring_in("companies", "company_id,name\n007,Aoba KK\n")
    verdict = bring_in("companies", "company_id,name\n7,Aoba KK\n")
    assert [(each.line, each.code) for each in verdict.refusals()] == [(2, "lost_zeros")]
    contracts = "account_id,contract_id,starts_on,ends_on\n00123,{},2026-01-01,2026-12-31\n"
    bring_in("contracts", contracts.format("0042"))
    verdict = bring_in("contracts", contracts.format("42"))
    assert [(each.line, each.column, each.code) for each in verdict.refusals()] == [
        (2, "contract_id", "lost_zeros")
    ]
    usage = "contract_id,date,metric,value\n42,2026-11-01,posts,1\n"
    assert said_of(bring_in("usage", usage)) == [
        (2, "contract_id", "lost_zeros", {"value": "42", "known": "0042"})
    ]
    assert (Company.objects.filter(name="Aoba KK").count(), Contract.objects.count()) == (1, 1)


def test_new_ids_that_all_end_in_zeros_were_rounded(bring_in):
    ids = ["12345678901234500", "12345678901234600", "12345678901234700"]
    rows = [f"{value},N{n}\n" for n, value in enumerate(ids)]
    verdict = bring_in("accounts", "account_id,name\n" + "".join(rows))
    assert said_of(verdict) == [(2, "account_id", "rounded_ids", {"value": ids[0], "count": 3})]
    whole = "12345678901234567,Whole\n"
    assert bring_in("accounts", "account_id,name\n" + "".join(rows) + whole).state == "loaded"
