"""The page of a company rolls up its accounts, as far as the reader may see them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Company
from accounts.selectors import judgements_for
from core.models import Role
from dashboards.account.company import whole_company
from tests.builders import (
    DAY,
    make_account,
    make_contact,
    make_product,
    make_run,
    make_seal,
    make_segment,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client):
    make_run()
    user = make_user(Role.CS_HEAD)
    client.force_login(user)
    return user


@pytest.fixture
def accounts():
    """One company with three products: at risk, healthy and free, unknown."""
    csms = [make_user(Role.CSM, name=name) for name in ("Ken Sato", "Yui Ito")]
    made = [
        make_account("Aoba Logistics", product=make_product(key), csm=csm)
        for key, csm in (("hr", csms[0]), ("pay", csms[1]), ("learn", csms[0]))
    ]
    for account, key in zip(made, ("Aaa", "Bbb", "Ccc"), strict=True):
        account.company = made[0].company
        account.product.name = key
        account.product.save()
        account.save()
    make_status(made[0], band=1, risk=1, arr=4_800_000)
    far = DAY + timedelta(days=200)
    make_status(made[1], band=3, risk=3, arr=9_000_000, is_free=True, ends_on=far)
    make_status(made[2], band=0, risk=0, arr=1_200_000, ends_on=None)
    return made


def whole(accounts, member):
    return whole_company(
        company_id=accounts[0].company_id,
        for_user=member,
        judgements=judgements_for(member),
        as_of=DAY,
    )


def test_a_company_adds_up_its_accounts(head, accounts):
    found = whole(accounts, head)
    assert (found.arr, found.free, found.csms) == ("¥6M", 1, ["Ken Sato", "Yui Ito"])
    assert (found.band.sign.key, found.band.product) == ("at_risk", "Aaa")
    assert (found.risk.sign.key, found.risk.product) == ("high", "Bbb")
    assert (found.ends_on, found.ends_product) == ("24 Jan 2027", "Aaa")
    assert [line.account.product.name for line in found.lines] == ["Aaa", "Bbb", "Ccc"]


def test_a_sealed_verdict_does_not_count_in_the_company(head, accounts):
    make_seal(head, accounts[0], "score")
    make_seal(head, accounts[1], "risk")
    found = whole(accounts, head)
    assert (found.band.product, found.risk.product) == ("Bbb", "Aaa")


def test_accounts_out_of_sight_are_not_of_the_company(accounts):
    csm = accounts[1].csm
    found = whole(accounts, csm)
    assert [line.account.product.name for line in found.lines] == ["Bbb"]
    assert (found.arr, found.csms) == ("¥0", ["Yui Ito"])
    outsider = make_user(Role.CSM, teams=[make_segment("x").team])
    assert whole(accounts, outsider) is None


def test_people_of_all_accounts_stand_with_their_product(client, head, accounts):
    make_contact(accounts[0], "sponsor", name="Hana Mori")
    make_contact(accounts[2], "champion", name="Jun Abe")
    page = client.get(reverse("company", args=[accounts[0].company_id]))
    people = [(person.name, person.product) for person in page.context["whole"].people]
    assert people == [("Hana Mori", "Aaa"), ("Jun Abe", "Ccc")]
    assert "Aaa" in page.content.decode()


def test_an_account_leads_to_its_company_where_there_is_more_of_it(client, head, accounts):
    url = reverse("company", args=[accounts[0].company_id])
    assert url in client.get(reverse("account", args=[accounts[0].pk])).content.decode()
    lonely = make_account("Lonely")
    make_status(lonely)
    page = client.get(reverse("account", args=[lonely.pk])).content.decode()
    assert reverse("company", args=[lonely.company_id]) not in page


def test_with_one_product_a_company_is_its_account(client, head):
    account = make_account()
    make_status(account)
    answer = client.get(reverse("company", args=[account.company_id]))
    assert answer["Location"] == reverse("account", args=[account.pk])


def test_the_number_of_queries_does_not_grow_with_the_accounts(
    client, head, accounts, django_assert_num_queries
):
    few = make_account("Few", product=accounts[0].product)
    make_status(few)
    for company in (few.company_id, accounts[0].company_id):
        client.get(reverse("company", args=[company]))
        with django_assert_num_queries(14):
            client.get(reverse("company", args=[company]))
    assert Company.objects.count() == 4
