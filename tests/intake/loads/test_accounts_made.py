"""Ids of accounts that nobody knew become accounts where a person says so, and only there."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Account, AccountAlias, Company, Product
from core.models import Role
from engagement.models import Activity, Event, Series, Ticket, UsageDay, Watermark
from intake.domain import usage_new_accounts
from intake.models import Upload
from intake.undo.services import UndoRefusedError, undo
from tests.builders import make_user
from tests.intake.rows import all_rows, stored_usage, whole_database

pytestmark = pytest.mark.django_db

LONG = "account_id,date,metric,value\n"
NOV_1, NOV_2 = date(2026, 11, 1), date(2026, 11, 2)


def counts(verdict):
    return tuple(vars(verdict.counts).values())


def notices(verdict):
    return {each.code: each.names for each in verdict.findings if hasattr(each, "names")}


def refusals(verdict):
    return [(each.line, each.column, each.code) for each in verdict.refusals()]


def made():
    """Return (id, name, firm, product) of every account."""
    found = AccountAlias.objects.order_by("account")
    names = ("account__name", "account__company__name", "account__product__key")
    return list(found.values_list("source", "value", *names))


# --- Usage -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}N-2,2026-11-02,posts,2\nA-1,2026-11-01,posts,3\nN-1,2026-11-01,posts,1.5\n"
        "N-2,2026-11-02,posts,4\n",
        "account_id,date,posts\n N-2 ,2026-11-02,2\nA-1,2026-11-01,3\nN-1,2026-11-01,1.5\n"
        "N-2,2026-11-02,4\n",
    ],
    ids=["long", "wide, with an odd cell"],
)
def test_usage_of_unknown_ids_makes_accounts_of_them(bring_in, accounts, changes, text):
    verdict = bring_in("usage", text, makes_accounts=True)
    assert (verdict.state, counts(verdict)) == ("loaded", (3, 0, 0, 0))
    assert set(notices(verdict)["new_accounts"]) == {"N-1", "N-2"}
    assert sorted(made()[2:]) == [
        ("main", "N-1", "N-1", "N-1", "main"),
        ("main", "N-2", "N-2", "N-2", "main"),
    ]
    assert Company.objects.count() == 4
    assert stored_usage() == {
        ("A-1", "posts", NOV_1): Decimal(3),
        ("N-1", "posts", NOV_1): Decimal("1.5"),
        ("N-2", "posts", NOV_2): Decimal(6),
    }
    assert changes() == {"A-1": NOV_1, "N-1": NOV_1, "N-2": NOV_2}
    assert Upload.objects.latest("pk").makes_accounts


def test_without_the_word_they_are_refused_as_ever(bring_in, accounts):
    before = all_rows()
    verdict = bring_in("usage", f"{LONG}A-1,2026-11-01,posts,3\nN-1,2026-11-01,posts,1\n")
    assert refusals(verdict) == [(3, "account_id", "unknown_account")]
    assert all_rows() == before


def test_a_house_without_any_product_gets_one_with_its_first_usage(bring_in):
    verdict = bring_in("usage", f"{LONG}N-1,2026-11-01,posts,1\n", makes_accounts=True)
    assert notices(verdict) == {
        "new_accounts": ("N-1",),
        "new_products": ("main",),
        "new_series": ("posts",),
    }
    product = Product.objects.get()
    assert made() == [("main", "N-1", "N-1", "N-1", "main")]
    assert Series.objects.get().product == product
    assert list(UsageDay.objects.values_list("product", "day")) == [(product.pk, NOV_1)]
    assert Watermark.objects.get(dataset="usage").product == product
    assert stored_usage() == {("N-1", "posts", NOV_1): Decimal(1)}


def test_where_it_is_not_clear_which_product_they_use_the_rows_are_refused(bring_in):
    bring_in("accounts", "account_id,name,product\nA-1,Aoba,hr\nA-2,Kita,pay\n")
    before = all_rows()
    text = f"{LONG}A-1,2026-11-01,posts,3\nN-1,2026-11-01,posts,1\n"
    verdict = bring_in("usage", text, makes_accounts=True)
    assert refusals(verdict) == [(3, "account_id", "product_unclear")]
    assert (
        "there are several products that a new one may use" in next(verdict.refusals()).describe()
    )
    assert all_rows() == before
    verdict = bring_in("usage", text, makes_accounts=True, good_rows=True)
    assert (verdict.state, counts(verdict)) == ("partial", (1, 0, 0, 1))
    assert Account.objects.count() == 2


def test_only_rows_that_are_loaded_make_accounts(bring_in, accounts):
    text = (
        f"{LONG}N-1,2026-11-01,posts,-1\nN-2,2026-11-01,posts,1\nN-3,never,posts,1\n"
        "1.20E+04,2026-11-01,posts,1\n,2026-11-01,posts,1\n"
    )
    before = all_rows()
    verdict = bring_in("usage", text, makes_accounts=True)
    assert (verdict.state, all_rows() == before) == ("refused", True)
    verdict = bring_in("usage", text, makes_accounts=True, good_rows=True)
    assert refusals(verdict) == [
        (2, "value", "too_small"),
        (4, "date", "not_a_date"),
        (5, "account_id", "damaged_id"),
        (6, "account_id", "required"),
    ]
    assert notices(verdict)["new_accounts"] == ("N-2",)
    assert stored_usage() == {("N-2", "posts", NOV_1): Decimal(1)}


def test_a_wide_row_without_any_value_makes_no_account(bring_in, accounts):
    text = "account_id,date,posts\nN-1,2026-11-01,\nN-2,2026-11-01,1\n"
    verdict = bring_in("usage", text, makes_accounts=True)
    assert notices(verdict)["new_accounts"] == ("N-2",)


def test_the_same_file_again_makes_nothing(bring_in, accounts):
    text = f"{LONG}N-1,2026-11-01,posts,1\n"
    bring_in("usage", text, makes_accounts=True)
    before = all_rows()
    verdict = bring_in("usage", text, makes_accounts=True)
    assert (counts(verdict), notices(verdict)) == ((0, 0, 1, 0), {})
    assert all_rows() == before


def test_made_accounts_belong_to_the_source(bring_in, accounts):
    bring_in("usage", f"{LONG}A-1,2026-11-01,posts,1\n", source="shop", makes_accounts=True)
    assert made()[2:] == [("shop", "A-1", "A-1", "A-1", "main")]
    assert stored_usage() == {("A-1", "posts", NOV_1): Decimal(1)}


def test_a_file_of_accounts_names_and_completes_them_later(bring_in, accounts):
    bring_in("usage", f"{LONG}N-1,2026-11-01,posts,1\n", makes_accounts=True)
    verdict = bring_in("accounts", "account_id,name,company_name\nN-1,Nagai Foods,Nagai\n")
    assert counts(verdict) == (0, 1, 0, 0)
    assert made()[2:] == [("main", "N-1", "Nagai Foods", "Nagai", "main")]


def test_usage_by_contract_makes_nothing(bring_in, accounts):
    verdict = bring_in(
        "usage", "contract_id,date,metric,value\nK-9,2026-11-01,posts,1\n", makes_accounts=True
    )
    assert refusals(verdict) == [(2, "contract_id", "unknown_contract")]
    assert Account.objects.count() == 2


def test_a_file_of_too_many_new_ids_has_them_in_another_column(bring_in, accounts, monkeypatch):
    monkeypatch.setattr(usage_new_accounts, "MOST_NEW", 2)
    rows = [f"N-{number},2026-11-01,posts,1\n" for number in range(3)]
    assert bring_in("usage", LONG + "".join(rows[:2]), makes_accounts=True).state == "loaded"
    before = all_rows()
    more = [row.replace("N-", "M-") for row in rows]
    verdict = bring_in("usage", LONG + "".join(more), makes_accounts=True)
    assert refusals(verdict) == [(0, "account_id", "too_many_accounts")]
    assert all_rows() == before


def test_many_new_accounts_stand_in_the_order_of_the_file(bring_in, accounts):
    ids = [f"N-{number * 7919 % 5000}" for number in range(5_000)]
    rows = "".join(f"{each},2026-11-01,posts,{place + 1}\n" for place, each in enumerate(ids))
    verdict = bring_in("usage", LONG + rows, makes_accounts=True)
    assert notices(verdict)["new_accounts"] == tuple(ids)
    assert [value for _, value, *_ in made()[2:]] == ids
    assert stored_usage() == {
        (each, "posts", NOV_1): Decimal(place + 1) for place, each in enumerate(ids)
    }


# --- Other datasets ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dataset", "text", "count"),
    [
        ("contacts", "account_id,contact_id,name\nN-1,P-1,Hana\nA-1,P-1,Ren\n", 2),
        ("contracts", "account_id,contract_id,starts_on\nN-1,K-1,2026-04-01\n", 1),
        ("activities", "account_id,activity_id,happened_on,kind\nN-1,T-1,2026-11-02,call\n", 1),
        ("nps", "account_id,response_id,invited_on\nN-1,R-1,2026-11-02\n", 1),
        ("events", "account_id,event_id,held_on,status\nN-1,E-1,2026-11-02,attended\n", 1),
        ("tickets", "account_id,ticket_id,opened_on\nN-1,T-1,2026-11-02\nN-1,T-2,2026-11-03\n", 2),
        ("content_views", "account_id,view_id,viewed_on,content\nN-1,V-1,2026-11-02,Guide\n", 1),
        ("milestones", "account_id,milestone,reached_on\nN-1,kickoff,2026-11-02\n", 1),
    ],
)
def test_every_dataset_that_names_accounts_can_make_them(bring_in, accounts, dataset, text, count):
    before = all_rows()
    assert bring_in(dataset, text).state == "refused"
    assert all_rows() == before
    verdict = bring_in(dataset, text, makes_accounts=True)
    assert (verdict.state, verdict.counts.new) == ("loaded", count)
    assert notices(verdict)["new_accounts"] == ("N-1",)
    assert made()[2:] == [("main", "N-1", "N-1", "N-1", "main")]


def test_a_row_that_is_refused_makes_no_account(bring_in, accounts):
    text = "account_id,ticket_id,opened_on\nN-1,T-1,never\nN-2,T-1,2026-11-02\n"
    verdict = bring_in("tickets", text, makes_accounts=True, good_rows=True)
    assert (verdict.state, counts(verdict)) == ("partial", (1, 0, 0, 1))
    assert notices(verdict) == {"new_accounts": ("N-2",)}
    assert Ticket.objects.get().account.name == "N-2"


def test_rows_of_other_datasets_are_refused_where_the_product_is_not_clear(bring_in):
    bring_in("accounts", "account_id,name,product\nA-1,Aoba,hr\nA-2,Kita,pay\n")
    verdict = bring_in(
        "activities",
        "account_id,activity_id,happened_on,kind\nN-1,T-1,2026-11-02,call\n",
        makes_accounts=True,
    )
    assert refusals(verdict) == [(2, "account_id", "product_unclear")]
    assert (Activity.objects.count(), Account.objects.count()) == (0, 2)


def test_a_file_of_accounts_is_as_ever(bring_in, accounts):
    verdict = bring_in("accounts", "account_id,name\nN-1,Nagai\n", makes_accounts=True)
    assert (counts(verdict), notices(verdict)) == ((1, 0, 0, 0), {})


def test_accounts_and_rows_come_together_or_not_at_all(bring_in, accounts, monkeypatch):
    def breaks(*_, **__):
        raise RuntimeError("power cut")

    monkeypatch.setattr("intake.loads.usage.note_usage", breaks)
    monkeypatch.setattr("intake.loads.records.note_load", breaks)
    before = all_rows()
    for dataset, text in (
        ("usage", f"{LONG}N-1,2026-11-01,posts,1\n"),
        ("events", "account_id,event_id,held_on,status\nN-1,E-1,2026-11-02,attended\n"),
    ):
        with pytest.raises(RuntimeError, match="power cut"):
            bring_in(dataset, text, makes_accounts=True)
    assert (all_rows() == before, Event.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("dataset", "text"),
    [
        ("usage", f"{LONG}N-1,2026-11-01,posts,1\nA-1,2026-11-01,posts,1\n"),
        ("tickets", "account_id,ticket_id,opened_on\nN-1,T-1,2026-11-02\nA-1,T-1,2026-11-02\n"),
        ("events", "account_id,event_id,held_on,status\nN-1,E-1,2026-11-02,attended\n"),
    ],
)
@pytest.mark.parametrize(
    "is_first", [True, False], ids=["with a product of their own", "beside others"]
)
def test_undoing_the_load_takes_the_made_accounts_back(bring_in, dataset, text, is_first):
    if not is_first:
        bring_in("accounts", "account_id,name\nA-1,Aoba Logistics\n")
    ops = make_user(Role.OPS)
    before = whole_database()
    bring_in(dataset, text, makes_accounts=True)
    assert Account.objects.filter(name="N-1").exists()
    undo(Upload.objects.latest("pk"), by=ops, at=timezone.now())
    assert whole_database() == before


def test_what_came_to_a_made_account_later_stands_against_undoing(bring_in, accounts):
    bring_in("usage", f"{LONG}N-1,2026-11-01,posts,1\n", makes_accounts=True)
    first, ops = Upload.objects.latest("pk"), make_user(Role.OPS)
    for dataset, text in (
        ("usage", f"{LONG}N-1,2026-11-02,posts,1\n"),
        ("accounts", "account_id,name\nN-1,Nagai Foods\n"),
    ):
        bring_in(dataset, text)
        before = whole_database()
        with pytest.raises(UndoRefusedError):
            undo(first, by=ops, at=timezone.now())
        assert whole_database() == before
        undo(Upload.objects.latest("pk"), by=ops, at=timezone.now())
    undo(first, by=ops, at=timezone.now())
    assert stored_usage() == {}


# --- On the command line -----------------------------------------------------------------


def test_the_command_says_what_it_made(tmp_path, accounts, capsys):
    path = tmp_path / "usage.csv"
    path.write_text(f"{LONG}N-1,2026-11-01,posts,1\nN-2,2026-11-01,posts,1\n")
    with pytest.raises(SystemExit) as refused:
        call_command("load", "usage", path)
    assert refused.value.code == 1
    capsys.readouterr()
    call_command("load", "usage", path, "--make-accounts")
    assert "note: New accounts, named by their ids (2): N-1, N-2." in capsys.readouterr().out


def test_the_command_refuses_what_it_does_not_know(tmp_path):
    with pytest.raises(CommandError):
        call_command("load", "usage", tmp_path / "none.csv", "--make-account-s")
