"""A wholesaler's invoice lines as usage, by mapping alone: customers made, bad rows refused by count.

Every number is counted anew from the file; those of the whole file are the ones that the guide gives.
"""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from django.db import transaction

from accounts.models import Account, AccountAlias, Company, Product
from engagement.models import Series, UsageDay
from intake.quality.findings import find
from tests.intake.real_files import counts, folder, load, noted
from tests.intake.recount import Retail
from tests.intake.rows import stored_usage

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("test_online_retail")]

FINAL = date(2010, 12, 9)


# Of some days: rows, those without a customer, those returned, both at once, good rows, pieces bought,
# customers' days, customers, days; and what the board finds.
NUMBERS = {
    "2009-12-0": (
        (22_184, 5_654, 572, 44, 16_002, 192_939, 698, 613, 9),
        {"no_contract": 1},
    ),
    "20": (
        (525_461, 107_927, 12_326, 2_487, 407_695, 5_539_224, 17_001, 4_314, 307),
        {"no_contract": 1, "usage_jump": 6},
    ),
}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("2009-12-0", id="the first nine days"),
        pytest.param("20", id="all", marks=pytest.mark.long),
    ],
)
def days(request):
    return request.param


@pytest.fixture(scope="module")
def path(days, tmp_path_factory):
    """Write the invoice lines of these days as a CSV file."""
    lines = pl.read_parquet(folder("online_retail") / "online_retail_II_2009-2010.parquet")
    found = tmp_path_factory.mktemp("retail") / "online_retail.csv"
    lines.filter(pl.col("InvoiceDate").str.starts_with(days)).write_csv(found)
    return found


@pytest.fixture(scope="module")
def verdict(path, django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DATA_DIR", tmp_path_factory.mktemp("data"))
        yield load(path)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def truth(path):
    return Retail(path)


@pytest.fixture(autouse=True)
def _in_its_own_folder():
    """Not the folder of other tests: what the module loaded stands in its own."""


def test_the_file_counted_anew_has_the_numbers_of_the_guide(days, truth):
    both = truth.refused["required", "too_small"]
    counted = (
        *(truth.rows, truth.refused["required",] + both, truth.refused["too_small",] + both, both),
        *(truth.rows - truth.refused.total(), truth.bought.total(), len(truth.bought)),
        *(len(truth.customers), len(truth.days)),
    )
    assert counted == NUMBERS[days][0]


def test_good_rows_are_loaded_and_the_others_counted(verdict, truth):
    assert (verdict["state"], counts(verdict)) == (
        "partial",
        (len(truth.bought), 0, 0, truth.refused.total()),
    )
    assert noted(verdict) == {
        "added_up": truth.rows - truth.refused.total() - len(truth.bought),
        "new_accounts": len(truth.customers),
        "new_products": 1,
        "new_series": 1,
        "time_left_out": truth.rows,
    }


def test_each_refused_row_stands_in_the_file_of_refused_rows_as_it_came(verdict, path, truth):
    with Path(verdict["refused_rows_file"]).open(encoding="utf-8-sig", newline="") as file:
        refused = list(csv.DictReader(file))
    assert Counter(tuple(row["Code"].split("; ")) for row in refused) == truth.refused
    with path.open(encoding="utf-8", newline="") as file:
        came = dict(enumerate(csv.DictReader(file), start=2))
    names = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Customer ID")
    assert all(row[name] == came[int(row["Line"])][name] for row in refused for name in names)


def test_what_was_bought_is_usage_of_the_customer_and_day(verdict, truth):
    assert stored_usage() == {
        (customer, "Quantity", day): Decimal(pieces)
        for (customer, day), pieces in truth.bought.items()
    }
    assert set(UsageDay.objects.values_list("day", flat=True)) == truth.days
    assert (Series.objects.get().name, Product.objects.get().key) == ("Quantity", "main")


def test_customers_with_a_good_row_became_accounts_each_with_a_firm_of_its_own(verdict, truth):
    stored = AccountAlias.objects.values_list("value", "account__name", "account__company__name")
    assert set(stored) == {(each, each, each) for each in truth.customers}
    assert Account.objects.count() == Company.objects.count() == len(truth.customers)


def test_the_same_file_again_changes_nothing(verdict, path, truth):
    again = load(path)
    assert counts(again) == (0, 0, len(truth.bought), truth.refused.total())
    assert {"new_accounts", "new_series"}.isdisjoint(noted(again))


def test_the_board_says_that_no_contract_was_ever_brought_in(verdict, days, truth):
    board = find(as_of=FINAL)
    (one,) = board["no_contract"].values()
    assert (one.figures["lacking"], one.figures["asked"]) == (len(truth.customers),) * 2
    assert {kind: len(of_kind) for kind, of_kind in board.items() if of_kind} == NUMBERS[days][1]
