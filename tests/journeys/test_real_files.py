"""Ops bring two real exports in through the browser: map columns by hand, confirm, look at the board.

Each column is said to be what the guide's command says (docs/real-data.md).
"""

from itertools import pairwise

import polars as pl
import pytest
from playwright.sync_api import expect

from accounts.models import Account, Contract
from core import ledger
from core.models import Role, Run
from intake.models import Upload
from tests.browsing import breaches
from tests.builders import make_user
from tests.intake.real_files import commands, folder

pytestmark = [pytest.mark.browser, pytest.mark.long]

LEFT_OUT = ""


@pytest.fixture
def ops(transactional_db):
    return make_user(Role.OPS, name="Olivia Ops")


@pytest.fixture
def page(page):
    page.set_default_timeout(20_000)
    return page


def bring(page, path, *, way=0, good_rows=False):
    """Upload a file, say what its columns are, check again, and load it."""
    dataset, *options = commands(path.name)[way]
    page.get_by_role("link", name="Uploads", exact=True).click()
    page.get_by_label("What the file holds").select_option(dataset)
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_role("button", name="Upload and check").click()
    _work(page)
    say = [said for mark, said in pairwise(options) if mark == "--map"]
    for theirs, _, ours in (each.rpartition("=") for each in say):
        page.get_by_label(theirs, exact=True).select_option(ours or LEFT_OUT)
    _check_again(page)
    if "--make-accounts" in options:
        page.get_by_label("Make accounts of the").check()
        _check_again(page)
    if good_rows:
        page.get_by_label("Load only the good rows").check()
    return page


def load(page):
    """Confirm what the preview shows, also where it is held for being so unlike what is known."""
    held = page.get_by_label("I have looked at it")
    if held.count():
        held.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Load ").click()
    _work(page)


def _check_again(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Check again").click()
    _work(page)


def _work(page):
    """Be the worker: do what the upload asks for, and see the page of it."""
    page.wait_for_url("**/uploads/*/")
    ledger.drive(Upload.objects.latest("pk").run_id)
    page.reload()


def counted(page):
    """Return what the preview or the result counts: new, changed, unchanged, refused."""
    return [page.locator("dl.verdicts dd").nth(place).inner_text() for place in range(1, 5)]


def inspect(page):
    """Have the data checked, and go to the board."""
    page.get_by_role("link", name="Data quality").click()
    page.get_by_role("button", name="Check").first.click()
    page.wait_for_url("**/quality/")
    ledger.drive(Run.objects.filter(kind="inspection").latest("pk").pk)
    page.reload()


def test_a_software_vendors_export_comes_in_by_mapping_and_the_board_names_its_contradiction(
    ops, log_in, live_server
):
    files = folder("ravenstack")
    page = log_in(ops)
    for name, count in (
        ("accounts", "500"),
        ("subscriptions", "5,000"),
        ("support_tickets", "2,000"),
    ):
        bring(page, files / f"ravenstack_{name}.csv")
        assert counted(page) == [count, "0", "0", "0"]
        load(page)
        expect(page.locator("dl.verdicts")).to_contain_text("Loaded")
    bring(page, files / "ravenstack_feature_usage.csv")
    expect(page.locator("main")).to_contain_text("19,142 rows are dated before the contract")
    load(page)
    assert counted(page) == ["24,981", "0", "0", "0"]
    assert (Account.objects.count(), Contract.objects.filter(ends_on=None).count()) == (500, 4_514)
    inspect(page)
    expect(page.locator("main")).to_contain_text("Usage outside its contract")
    for _ in ("the list", "the finding"):
        page.get_by_role("link", name="Usage outside its contract").click()
    expect(page.locator("main")).to_contain_text("before the contract they name began: 19,142")
    expect(page.locator("main")).to_contain_text("after it was over: 290")
    assert breaches(page) == []


def test_a_wholesalers_invoice_lines_come_in_as_usage_of_customers_nobody_knew(
    ops, log_in, live_server, tmp_path
):
    path = tmp_path / "online_retail.csv"
    lines = pl.read_parquet(folder("online_retail") / "online_retail_II_2009-2010.parquet")
    lines.filter(pl.col("InvoiceDate").str.starts_with("2009-12-0")).write_csv(path)
    page = log_in(ops)
    bring(page, path, good_rows=True)
    assert counted(page) == ["698", "0", "0", "6,182"]
    load(page)
    expect(page.locator("dl.verdicts")).to_contain_text("Loaded in part")
    expect(page.locator("main")).to_contain_text("New accounts, named by their ids (613)")
    with page.expect_download() as refused:
        page.get_by_role("link", name="Refused rows as a file").click()
    assert len(refused.value.path().read_text("utf-8-sig").splitlines()) == 6_183
    inspect(page)
    expect(page.locator("main")).to_contain_text("Without any contract")
    assert breaches(page) == []
