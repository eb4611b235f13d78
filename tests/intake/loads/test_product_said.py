"""Where there are several products, a person says once which one all rows of a file are about."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, AccountAlias, Product
from core import ledger
from intake.domain.instructions import Instructions
from intake.models import SourceInstructions, UploadState
from intake.services import receive
from tests.builders import DAY, make_product
from tests.intake.rows import all_rows, stored_usage

pytestmark = pytest.mark.django_db
LONG = "account_id,date,metric,value\n"
FILE = "account_id,name\nN-1,Nagai\nN-2,Umi\n"
ON_PAY = Instructions(product="pay")


@pytest.fixture
def products(bring_in):
    """Two products, with an account on each: A-1 uses hr, A-2 uses pay."""
    bring_in("accounts", "account_id,name,product\nA-1,Aoba,hr\nA-2,Kita,pay\n")


@pytest.fixture
def checked(client, ops, products):
    """Have text checked as the page does; returns the upload."""
    client.force_login(ops)

    def check(text, *, dataset="accounts"):
        said = {"dataset": dataset, "file_name": "f.csv", "blocks": [text.encode()]}
        upload = receive(**said, at=timezone.now(), by=ops)
        return worked(upload)

    return check


def worked(upload):
    upload.refresh_from_db()
    ledger.drive(upload.run_id)
    upload.refresh_from_db()
    return upload


def uses():
    found = AccountAlias.objects.order_by("account_id")
    return dict(found.values_list("value", "account__product__key"))


def codes(verdict):
    return [(each.line, each.column, each.code) for each in verdict.refusals()]


def form_of(client, upload):
    return client.get(reverse("upload", args=[upload.pk])).context["reading"]


def answer(client, upload, **changes):
    """Send the form of how the file is read as it stands, but for what is changed."""
    fresh = form_of(client, upload)
    data = {name: fresh[name].value() or "" for name in fresh.fields if name != "makes_accounts"}
    return client.post(reverse("read_anew", args=[upload.pk]), {**data, **changes})


@pytest.mark.usefixtures("products")
def test_new_accounts_get_the_product_that_was_said(bring_in):
    assert bring_in("accounts", FILE, instructions=ON_PAY).state == UploadState.LOADED
    assert uses() == {"A-1": "hr", "A-2": "pay", "N-1": "pay", "N-2": "pay"}


@pytest.mark.usefixtures("products")
def test_a_row_that_names_its_product_goes_by_that(bring_in):
    text = "account_id,name,product\nN-1,Nagai,hr\nN-2,Umi,\n"
    assert bring_in("accounts", text, instructions=ON_PAY).state == UploadState.LOADED
    assert (uses()["N-1"], uses()["N-2"]) == ("hr", "pay")


@pytest.mark.usefixtures("products")
def test_an_account_of_another_product_is_refused_and_none_moves(bring_in):
    before = all_rows()
    verdict = bring_in("accounts", FILE + "A-1,Aoba K.K.\nA-2,Kita K.K.\n", instructions=ON_PAY)
    assert codes(verdict) == [(4, "product", "other_product")]
    assert "another product than “pay”" in next(verdict.refusals()).describe()
    assert all_rows() == before


@pytest.mark.usefixtures("products")
@pytest.mark.parametrize("dataset", ["accounts", "usage"])
def test_a_product_that_there_is_not_refuses_the_file_and_names_those_there_are(bring_in, dataset):
    before = all_rows()
    text = {"accounts": FILE, "usage": f"{LONG}A-1,2026-11-01,posts,1\n"}[dataset]
    verdict = bring_in(dataset, text, instructions=Instructions(product="crm"))
    (refusal,) = verdict.refusals()
    assert (refusal.code, refusal.describe()) == (
        "no_such_product",
        "There is no product “crm”. Choose one of: hr, pay.",
    )
    assert all_rows() == before


@pytest.mark.usefixtures("products")
@pytest.mark.parametrize("product", ["hr", "pay"])
def test_usage_makes_accounts_of_the_product_that_was_said(bring_in, product):
    text = f"{LONG}A-1,2026-11-01,posts,1\nN-1,2026-11-02,posts,2\nA-2,2026-11-03,posts,3\n"
    verdict = bring_in(
        "usage", text, instructions=Instructions(product=product), makes_accounts=True
    )
    assert verdict.state == UploadState.LOADED
    assert uses() == {"A-1": "hr", "A-2": "pay", "N-1": product}
    days = {"A-1": 1, "N-1": 2, "A-2": 3}
    assert stored_usage() == {
        (account, "posts", DAY.replace(day=day)): Decimal(day) for account, day in days.items()
    }
    series = dict(Product.objects.values_list("key", "series__name"))
    assert series == {"hr": "posts", "pay": "posts"}


def test_a_product_without_any_account_can_be_said(bring_in):
    make_product("empty")
    bring_in("accounts", "account_id,name,product\nA-1,Aoba,hr\n")
    text = f"{LONG}A-1,2026-11-01,posts,1\nN-1,2026-11-02,posts,2\n"
    said = Instructions(product="empty")
    assert bring_in("usage", text, instructions=said, makes_accounts=True).state == "loaded"
    assert uses() == {"A-1": "hr", "N-1": "empty"}
    assert len(stored_usage()) == 2


def test_activities_make_accounts_of_it_too(bring_in, products):
    text = "account_id,activity_id,happened_on,kind\nN-1,T-1,2026-11-02,call\n"
    verdict = bring_in("activities", text, instructions=ON_PAY, makes_accounts=True)
    assert (verdict.state, uses()["N-1"]) == ("loaded", "pay")


def test_the_preview_asks_for_the_product_and_remembers_it_for_the_source(client, checked):
    upload = checked(FILE)
    (reason,) = upload.preview["verdict"]["reasons"]
    assert (reason["code"], reason["count"]) == ("product_needed", 2)
    choices = list(form_of(client, upload).fields["product"].choices)
    assert [key for key, _ in choices] == ["", "hr", "pay"]
    assert answer(client, upload, product="pay").status_code == 302
    upload = worked(upload)
    assert upload.counts == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0}
    assert SourceInstructions.objects.get().instructions == {"product": "pay"}
    assert checked("account_id,name\nN-3,Sora\n").counts["new"] == 1
    assert Account.objects.count() == 2


def test_usage_of_unknown_ids_is_previewed_with_the_product_that_was_chosen(client, checked):
    upload = checked(f"{LONG}N-1,2026-11-01,posts,1\n", dataset="usage")
    assert answer(client, upload, product="pay", makes_accounts="on").status_code == 302
    upload = worked(upload)
    assert upload.counts["new"] == 1
    assert upload.preview["samples"]["new"]["rows"] == [
        [0, "N-1", "N-1", "2026-11-01", "posts", "1"]
    ]
    assert (Account.objects.count(), stored_usage()) == (2, {})


@pytest.mark.parametrize(
    ("dataset", "text"),
    [
        ("accounts", "account_id,name,product\nN-1,Nagai,hr\n"),
        ("usage", f"{LONG}A-1,2026-11-01,posts,1\n"),
    ],
    ids=["a column names it", "every account is known"],
)
def test_where_nothing_is_open_nobody_is_asked(client, checked, dataset, text):
    assert "product" not in form_of(client, checked(text, dataset=dataset)).fields


def test_what_was_said_is_not_forgotten_where_nobody_is_asked(client, checked):
    SourceInstructions.objects.create(
        dataset="accounts", source="main", instructions={"product": "pay"}
    )
    upload = checked("account_id,name,product\nN-1,Nagai,hr\n")
    assert answer(client, upload, encoding="utf-8").status_code == 302
    assert SourceInstructions.objects.get().instructions == {"product": "pay", "encoding": "utf-8"}
