"""The list company by company: the same accounts, in the same sight, rolled up."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Company
from core.models import Role
from tests.builders import (
    DAY,
    make_account,
    make_product,
    make_run,
    make_seal,
    make_segment,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db
COMPANIES = "/accounts/companies/"


@pytest.fixture
def head(client):
    make_run()
    user = make_user(Role.CS_HEAD)
    client.force_login(user)
    return user


@pytest.fixture
def csm():
    return make_user(Role.CSM, name="Ken Sato", teams=[make_segment().team])


@pytest.fixture
def big(csm):
    """A company with two products; the second is the worse one and ends later."""
    first = make_account("Aoba", csm=csm, product=make_product("hr"))
    company = first.company
    second = make_account("Aoba Pay", product=make_product("pay"))
    second.company = company
    second.save()
    make_status(first, band=3, risk=0, arr=1_000_000, ends_on=DAY + timedelta(days=9))
    make_status(second, band=1, risk=3, arr=2_000_000, ends_on=DAY + timedelta(days=90))
    return company


@pytest.fixture
def small(csm):
    account = make_account("Kita", csm=csm)
    make_status(account, band=2, risk=1, arr=9_000_000, is_free=True, ends_on=None)
    return account.company


def lines(client, **asked):
    return client.get(COMPANIES, asked).context["page"].lines


def test_companies_add_up_their_accounts(client, head, big, small):
    first, second = lines(client)
    assert (first.name, first.accounts, first.arr) == ("Aoba", 2, "¥3,000,000")
    assert (first.band.key, first.risk.key, first.csms) == ("at_risk", "high", ["Ken Sato"])
    assert first.ends_on == "01 Dec 26"
    assert first.accounts_url == f"/accounts/?company={big.pk}"
    assert (second.name, second.accounts, second.ends_on) == ("Kita", 1, "")


@pytest.mark.parametrize(
    ("order", "names"),
    [("name", ["Aoba", "Kita"]), ("accounts", ["Aoba", "Kita"]), ("nonsense", ["Aoba", "Kita"])],
)
def test_companies_stand_in_the_order_asked_for(client, head, big, small, order, names):
    assert [line.name for line in lines(client, order=order)] == names


def test_the_filters_of_the_list_hold_for_companies(client, head, big, small):
    (line,) = lines(client, band="at_risk")
    assert (line.name, line.accounts, line.arr) == ("Aoba", 1, "¥2,000,000")
    assert line.accounts_url == f"/accounts/?band=at_risk&company={big.pk}"


def test_a_sealed_verdict_is_not_the_worst(client, head, big, small):
    worst = big.accounts.get(name="Aoba Pay")
    make_seal(head, worst, "score")
    make_seal(head, worst, "risk")
    line = lines(client)[0]
    assert (line.band.key, line.risk.key) == ("healthy", "none")


def test_accounts_out_of_sight_do_not_count(client, head, big, small, csm):
    client.force_login(csm)
    found = {line.name: (line.accounts, line.arr) for line in lines(client)}
    assert found == {"Aoba": (1, "¥1,000,000"), "Kita": (1, "–")}


def test_the_list_of_a_company_names_it_only_to_who_sees_an_account_of_it(client, head, big, small):
    page = client.get(reverse("book"), {"company": big.pk})
    assert [str(chip.value) for chip in page.context["chips"]] == ["Aoba"]
    assert {status.account.company_id for status in page.context["page"].statuses} == {big.pk}
    client.force_login(make_user(Role.CSM, teams=[make_segment("x", order=1).team]))
    foreign = client.get(reverse("book"), {"company": big.pk})
    missing = client.get(reverse("book"), {"company": 999_999})
    told = [[str(chip.value) for chip in each.context["chips"]] for each in (foreign, missing)]
    assert told == [["none in your sight"], ["none in your sight"]]


def test_the_way_to_companies_hides_itself_with_one_product(client, head, small):
    assert COMPANIES not in client.get(reverse("book")).content.decode()
    make_product("pay")
    assert COMPANIES in client.get(reverse("book")).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_companies(
    client, head, big, small, django_assert_num_queries
):
    for asked in ({"q": "kita"}, {}):
        client.get(COMPANIES, asked)
        with django_assert_num_queries(10):
            client.get(COMPANIES, asked)
    assert Company.objects.count() == 3
