"""A renewal rep's list: the month, the reasons, who owns the next step, and the same as a file."""

import re
from datetime import timedelta

import pytest
from django.utils import translation
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from core.formats import day_in_table, yen
from core.models import Role
from tests import builders
from tests.browsing import breaches
from tests.builders import DAY, make_account, make_next_step, make_user

pytestmark = pytest.mark.browser
SILENCE = "The contract nears its end in silence"


@pytest.fixture
def listed(company, log_in):
    """The list of renewals: two contracts that end in January, one in December."""
    make_next_step(
        company["silent"], by=company["csm"], what="Send the offer", due_on=DAY + timedelta(days=3)
    )
    builders.make_status(make_account("Minato Systems"), ends_on=DAY + timedelta(days=20))
    page = log_in(make_user(Role.RENEWAL_REP, name="Mei Ito"))
    page.locator("nav.rail").get_by_role("link", name="Renewals", exact=True).click()
    expect(page.locator("tr[data-row]")).to_have_count(3)
    page.wait_for_load_state()
    return page


def lines_of(download):
    """Return the rows of an Excel file as dicts by their head."""
    head, *rows = CalamineWorkbook.from_path(str(download.path())).get_sheet_by_index(0).to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def on_the_page(line):
    """Return what the page says of a row of the file."""
    with translation.override("en"):
        ends, money = day_in_table(line["Contract ends"]), yen(line["ARR (JPY)"])
    left = f"{line['Days left']:.0f} days left"
    said = (line[name] for name in ("Account", "Segment", "CSM", "Risk", "Health", "Stage"))
    return [ends, money, left, *said, line["Next step"], line["Owner of the next step"]]


def test_a_month_is_worked_down_and_taken_along_as_a_file(listed):
    page, rows = listed, listed.locator("tr[data-row]")
    page.locator(".months").get_by_role("link", name="Jan 2027").click()
    expect(rows).to_have_count(2)
    expect(page).to_have_url(re.compile("month=2027-01"))
    expect(rows.first.locator(".why-cell")).to_contain_text(SILENCE)
    expect(rows.first.locator(".step-cell")).to_contain_text("Send the offer")
    expect(rows.first.locator(".step-cell")).to_contain_text("Ken Sato")

    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    assert download.value.suggested_filename == f"renewals-{DAY}.xlsx"
    lines = lines_of(download.value)
    assert [line["Account"] for line in lines] == ["Aoba Logistics", "Kita Foods"]
    assert [SILENCE in line["Reasons"] for line in lines] == [True, False]
    assert [line["Next step due"] for line in lines] == [DAY + timedelta(days=3), ""]
    for at, line in enumerate(lines):
        for text in on_the_page(line):
            expect(rows.nth(at)).to_contain_text(text)
    assert breaches(page) == []
