"""Ops look at the data: a check, a finding taken, its cause said, and right as it is."""

import threading

import pytest
from django.db import connection
from playwright.sync_api import expect

from core import ledger
from core.models import Role, Run
from intake.models import DataFinding
from tests.browsing import breaches, faults
from tests.builders import make_account, make_contract, make_user

pytestmark = pytest.mark.browser


def test_from_a_check_to_a_finding_that_is_right_as_it_is(transactional_db, log_in, live_server):
    make_contract(make_account("Aoba Logistics"))
    page = log_in(make_user(Role.OPS, name="Olivia Ops"))
    page.get_by_role("link", name="Data quality").click()
    expect(page.get_by_text("The data has not been checked yet")).to_be_visible()
    page.get_by_role("button", name="Check now").click()
    expect(page.locator("#check")).to_contain_text("Checking")
    _in_a_worker(lambda: ledger.drive(Run.objects.get(kind="inspection").pk))
    expect(page.locator("#check")).to_contain_text("Checked as of")
    page.locator("table.kinds-table").get_by_role("link", name="Without a contact").click()
    page.get_by_role("link", name="Aoba Logistics").click()
    page.get_by_role("button", name="I see to it").click()
    page.get_by_label("Root cause").select_option("source")
    page.get_by_label("Note").fill("The system has none.")
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="It is right as it is").click()
    expect(page.get_by_role("status")).to_contain_text(["Right as it is"])
    finding = DataFinding.objects.get(kind="no_contact")
    assert (finding.state, finding.root_cause, finding.owner.name) == (
        "accepted",
        "source",
        "Olivia Ops",
    )
    assert (breaches(page), faults(page, "main")) == ([], [])


def _in_a_worker(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    worker.join()
