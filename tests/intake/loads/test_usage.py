"""Usage: long and wide, by account and by contract, merged into what is there, numbered for ever."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import AccountAlias, Product
from engagement.models import FactChange, Series, UsageDay, Watermark
from intake.models import Upload
from tests.builders import DAY
from tests.intake.rows import all_rows, stored_usage

pytestmark = pytest.mark.django_db

LONG = "account_id,date,metric,value\n"
WIDE = "account_id,date,posts,logins\n"


def numbers():
    rows = Series.objects.order_by("product", "number")
    return list(rows.values_list("product__key", "number", "name"))


def counts(verdict):
    return tuple(vars(verdict.counts).values())


def notices(verdict):
    return {each.code: each.names for each in verdict.findings if hasattr(each, "names")}


NOV_1, NOV_2, OCT_1 = date(2026, 11, 1), date(2026, 11, 2), date(2026, 10, 1)


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG}A-1,2026-11-01,posts,3\nA-1,2026-11-01,logins,1.5\nA-2,2026-11-02,posts,0\n",
        f"{WIDE}A-1,2026-11-01,3,1.5\nA-2,2026-11-02,0,\n",
        "日付;顧客ID;項目;値\n2026/11/1;A-1;posts;3\n2026/11/01;A-1;logins;1.5\n"
        "2026/11/2;A-2;posts;０\n",
    ],
    ids=["long", "wide", "japanese"],
)
def test_a_value_for_each_account_day_and_series(text, bring_in, accounts, changes):
    verdict = bring_in("usage", text)
    assert (verdict.state, counts(verdict)) == ("loaded", (3, 0, 0, 0))
    assert stored_usage() == {
        ("A-1", "posts", NOV_1): Decimal("3.0000"),
        ("A-1", "logins", NOV_1): Decimal("1.5000"),
        ("A-2", "posts", NOV_2): Decimal("0.0000"),
    }
    assert changes() == {"A-1": NOV_1, "A-2": NOV_2}


def test_usage_may_name_contracts(bring_in, accounts):
    bring_in(
        "contracts",
        "account_id,contract_id,starts_on,ends_on\n"
        "A-1,K-1,2026-01-01,2026-12-31\nA-1,K-2,2026-01-01,2026-12-31\n"
        "A-2,K-3,2026-01-01,2026-12-31\n",
    )
    text = (
        "contract_id,date,metric,value\nK-1,2026-11-01,posts,1\nK-2,2026-11-01,posts,2\n"
        "K-3,2026-11-01,posts,4\n"
    )
    assert counts(bring_in("usage", text)) == (2, 0, 0, 0)
    assert stored_usage() == {
        ("A-1", "posts", NOV_1): Decimal(3),
        ("A-2", "posts", NOV_1): Decimal(4),
    }
    verdict = bring_in("usage", text.replace("K-3", "A-2"))
    assert [(r.line, r.column, r.code) for r in verdict.refusals()] == [
        (4, "contract_id", "unknown_contract")
    ]


def test_an_unknown_account_is_refused(bring_in, accounts):
    verdict = bring_in("usage", f"{LONG}A-1,2026-11-01,posts,3\nA-9,2026-11-01,posts,3\n")
    assert [(r.line, r.column, r.code) for r in verdict.refusals()] == [
        (3, "account_id", "unknown_account")
    ]
    assert stored_usage() == {}


def test_several_rows_of_a_day_are_added_up_and_counted(bring_in, accounts):
    verdict = bring_in("usage", LONG + 3 * "A-1,2026-11-01,posts,0.1\n")
    assert stored_usage() == {("A-1", "posts", NOV_1): Decimal("0.3")}
    assert counts(verdict) == (1, 0, 0, 0)
    assert [(each.code, each.count) for each in verdict.findings if hasattr(each, "lines")] == [
        ("added_up", 2)
    ]


def test_rows_under_two_ids_of_an_account_are_added_up(bring_in, accounts):
    AccountAlias.objects.create(account_id=accounts["A-1"], source="main", value="old-1")
    bring_in("usage", f"{LONG}A-1,2026-11-01,posts,1\nold-1,2026-11-01,posts,2\n")
    assert stored_usage() == {("A-1", "posts", NOV_1): Decimal(3)}


def test_ids_are_those_of_the_source(bring_in, accounts):
    AccountAlias.objects.create(account_id=accounts["A-1"], source="crm", value="0001")
    verdict = bring_in("usage", f"{LONG}0001,2026-11-01,posts,1\n", source="crm")
    assert verdict.state == "loaded"
    assert stored_usage() == {("A-1", "posts", NOV_1): Decimal(1)}
    assert bring_in("usage", f"{LONG}A-1,2026-11-01,posts,1\n", source="crm").state == "refused"


# --- A second file -----------------------------------------------------------------------

FIRST = (
    f"{LONG}A-1,2026-11-01,posts,1\nA-1,2026-11-02,posts,2\nA-1,2026-10-01,posts,5\n"
    "A-2,2026-11-01,posts,9\n"
)


def test_the_same_file_again_changes_nothing(bring_in, accounts, changes):
    bring_in("usage", FIRST)
    changes()
    before = all_rows()
    assert counts(bring_in("usage", FIRST)) == (0, 0, 4, 0)
    assert all_rows() == before
    assert FactChange.objects.count() == 0


def test_a_newer_file_wins_where_both_speak_and_leaves_the_rest(bring_in, accounts, changes):
    bring_in("usage", FIRST)
    changes()
    before = {row["id"]: row for row in all_rows()["engagement.UsageMonth"]}
    verdict = bring_in(
        "usage", f"{LONG}A-1,2026-11-02,posts,7\nA-1,2026-11-01,posts,1\nA-1,2026-11-21,logins,4\n"
    )
    assert counts(verdict) == (1, 1, 1, 0)
    assert stored_usage() == {
        ("A-1", "posts", NOV_1): Decimal(1),
        ("A-1", "posts", NOV_2): Decimal(7),
        ("A-1", "logins", date(2026, 11, 21)): Decimal(4),
        ("A-1", "posts", OCT_1): Decimal(5),
        ("A-2", "posts", NOV_1): Decimal(9),
    }
    touched = [row for row in all_rows()["engagement.UsageMonth"] if before[row["id"]] != row]
    assert [(row["account_id"], row["month"]) for row in touched] == [(accounts["A-1"], NOV_1)]
    assert changes() == {"A-1": NOV_2}


@pytest.mark.parametrize("fetched", [1, 2_000])
def test_a_few_accounts_far_apart_are_merged_like_many(fetched, bring_in, accounts, monkeypatch):
    monkeypatch.setattr("intake.loads.usage.FETCHED_ACCOUNTS", fetched)
    bring_in("accounts", "account_id,name\n" + "".join(f"B-{n},B{n}\n" for n in range(5)))
    everyone = ["A-1", "A-2", *(f"B-{n}" for n in range(5))]
    bring_in("usage", LONG + "".join(f"{each},2026-11-01,posts,1\n" for each in everyone))
    verdict = bring_in("usage", f"{LONG}B-4,2026-11-02,posts,2\nA-1,2026-11-02,posts,2\n")
    assert counts(verdict) == (2, 0, 0, 0)
    assert len(stored_usage()) == 9


# --- Series ------------------------------------------------------------------------------


def test_new_series_are_numbered_on_and_named_in_a_notice(bring_in, accounts):
    verdict = bring_in("usage", f"{LONG}A-1,2026-11-01,posts,1\nA-1,2026-11-01,logins,1\n")
    assert notices(verdict) == {"new_series": ("posts", "logins")}
    verdict = bring_in("usage", f"{LONG}A-1,2026-11-01,mails,1\nA-1,2026-11-02,posts,1\n")
    assert notices(verdict) == {"new_series": ("mails",)}
    assert numbers() == [("main", 1, "posts"), ("main", 2, "logins"), ("main", 3, "mails")]


def test_a_file_that_is_refused_uses_no_number_up(bring_in, accounts):
    bring_in("usage", f"{LONG}A-1,2026-11-01,posts,1\nA-9,2026-11-01,logins,1\n")
    assert numbers() == []
    bring_in("usage", f"{LONG}A-1,2026-11-01,mails,1\n")
    assert numbers() == [("main", 1, "mails")]


def test_a_number_is_not_given_again_after_its_load_is_undone(bring_in, accounts, take_back):
    bring_in("usage", f"{LONG}A-1,2026-11-01,posts,1\n")
    bring_in("usage", f"{LONG}A-1,2026-10-01,logins,1\nA-1,2026-10-01,mails,1\n")
    take_back(Upload.objects.latest("pk"))
    assert numbers() == [("main", 1, "posts")]
    bring_in("usage", f"{LONG}A-1,2026-10-01,visits,1\nA-1,2026-10-01,logins,2\n")
    assert numbers() == [("main", 1, "posts"), ("main", 4, "visits"), ("main", 5, "logins")]
    assert stored_usage() == {
        ("A-1", "posts", NOV_1): Decimal(1),
        ("A-1", "visits", OCT_1): Decimal(1),
        ("A-1", "logins", OCT_1): Decimal(2),
    }


def test_a_number_that_no_load_gave_is_not_given_again_either(bring_in, accounts):
    product = Product.objects.get()
    Series.objects.create(product=product, number=7, name="logins")
    bring_in("usage", f"{LONG}A-1,2026-11-01,posts,1\n")
    assert numbers() == [("main", 7, "logins"), ("main", 8, "posts")]


@pytest.mark.parametrize(("given", "state"), [(65_533, "loaded"), (65_534, "refused")])
def test_a_file_is_refused_where_the_numbers_of_its_product_are_used_up(
    given, state, bring_in, accounts
):
    Product.objects.update(highest_series=given)
    verdict = bring_in("usage", f"{LONG}A-1,2026-11-01,posts,1\nA-1,2026-11-01,logins,1\n")
    assert verdict.state == state
    if state == "loaded":
        assert numbers() == [("main", 65_534, "posts"), ("main", 65_535, "logins")]
    else:
        (refusal,) = verdict.refusals()
        assert refusal.code == "series_used_up"
        assert refusal.describe() == (
            "The file names 2 new series, and only 1 more can be numbered for the product. "
            "Check which column holds their names."
        )
        assert (numbers(), stored_usage()) == ([], {})
        assert Product.objects.get().highest_series == given


def test_a_series_only_in_refused_rows_is_not_made(bring_in, accounts):
    text = f"{LONG}A-1,2026-11-01,posts,1\nA-9,2026-11-01,logins,1\n"
    assert bring_in("usage", text, good_rows=True).state == "partial"
    assert numbers() == [("main", 1, "posts")]


def test_an_alias_means_its_series(bring_in, accounts):
    bring_in("usage", f"{LONG}A-1,2026-11-01,posts,1\n")
    Series.objects.update(aliases=["job posts", "求人"])
    verdict = bring_in(
        "usage",
        f"{LONG}A-1,2026-11-02,求人,2\nA-1,2026-11-02,posts,3\nA-2,2026-11-02,job posts,1\n",
    )
    assert numbers() == [("main", 1, "posts")]
    assert stored_usage() == {
        ("A-1", "posts", NOV_1): Decimal(1),
        ("A-1", "posts", NOV_2): Decimal(5),
        ("A-2", "posts", NOV_2): Decimal(1),
    }
    assert notices(verdict) == {}


def test_two_products_number_their_series_apart(bring_in):
    bring_in("accounts", "account_id,name,product\nA-1,Aoba,hr\nA-2,Aoba,crm\n")
    verdict = bring_in(
        "usage",
        f"{LONG}A-2,2026-11-01,mails,1\nA-2,2026-11-01,logins,2\nA-1,2026-11-01,logins,3\n",
    )
    assert numbers() == [("hr", 1, "logins"), ("crm", 1, "mails"), ("crm", 2, "logins")]
    assert notices(verdict) == {"new_series": ("logins", "mails")}
    assert stored_usage() == {
        ("A-1", "logins", NOV_1): Decimal(3),
        ("A-2", "mails", NOV_1): Decimal(1),
        ("A-2", "logins", NOV_1): Decimal(2),
    }


# --- How far usage reaches ---------------------------------------------------------------


def marks():
    rows = Watermark.objects.filter(dataset="usage").order_by("product")
    return [(each.product.key, each.latest_day, each.loaded_at.date()) for each in rows]


def arrived():
    return list(UsageDay.objects.order_by("product", "day").values_list("product__key", "day"))


def test_the_days_that_have_arrived_and_how_far_they_reach_are_kept_by_product(bring_in):
    bring_in("accounts", "account_id,name,product\nA-1,Aoba,hr\nA-2,Aoba,crm\n")
    bring_in("usage", f"{LONG}A-1,2026-11-02,logins,3\nA-1,2026-11-01,logins,0\n")
    assert arrived() == [("hr", NOV_1), ("hr", NOV_2)]
    assert marks() == [("hr", NOV_2, DAY)]
    Watermark.objects.update(loaded_at="2026-11-03T00:00:00Z")
    bring_in("usage", f"{LONG}A-2,2026-11-01,logins,3\n")
    assert arrived() == [("hr", NOV_1), ("hr", NOV_2), ("crm", NOV_1)]
    assert marks() == [("hr", NOV_2, date(2026, 11, 3)), ("crm", NOV_1, DAY)]


def test_an_older_file_does_not_pull_the_mark_back(bring_in, accounts):
    bring_in("usage", f"{LONG}A-1,2026-11-02,posts,1\n")
    bring_in("usage", f"{LONG}A-1,2026-11-01,posts,1\n")
    assert marks() == [("main", NOV_2, DAY)]


def test_a_file_without_any_value_arrives_on_no_day(bring_in, accounts):
    verdict = bring_in("usage", f"{WIDE}A-1,2026-11-01,,\n")
    assert (verdict.state, counts(verdict)) == ("loaded", (0, 0, 0, 0))
    assert (arrived(), marks(), numbers()) == ([], [], [])
    assert Product.objects.count() == 1
