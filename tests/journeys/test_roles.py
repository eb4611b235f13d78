"""What each role opens the platform for: one path each, from the login to the end of it."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import RiskJudgement, Team
from core.models import Role
from tests.browsing import breaches
from tests.builders import make_user

pytestmark = pytest.mark.browser
# Where a stacked chart draws the mark of a series at a place of its axis.
MIDDLE_OF_MARK = """
(box, [name, place]) => {
  const chart = echarts.getInstanceByDom(box);
  const { series, xAxis } = chart.getOption();
  const at = xAxis[0].data.indexOf(place);
  const one = series.findIndex((each) => each.name === name);
  const below = series.slice(0, one).reduce((sum, each) => sum + each.data[at], 0);
  const middle = [at, below + series[one].data[at] / 2];
  const [x, y] = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, middle);
  return { x, y };
}
"""


@pytest.fixture
def enter(company, log_in):
    """Log in as a new member of this role, in the team of the company's segment."""
    team = Team.objects.get(key="side_duty")
    return lambda role: log_in(make_user(role, name="Mei Ito", teams=[team]))


def go_to(page, room):
    """Enter a room and wait until it listens."""
    with page.expect_navigation():
        page.locator("nav.rail").get_by_role("link", name=room, exact=True).click()


def test_a_manager_goes_from_the_segments_figures_to_the_account_behind_them(enter):
    page = enter(Role.MANAGER)
    go_to(page, "Segments")
    expect(page.locator(".chart[data-ready]").first).to_be_visible()
    page.get_by_role("row", name="Ken Sato").get_by_role("link", name="Ken Sato").click()
    page.get_by_role("link", name="Aoba Logistics").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aoba Logistics")
    assert breaches(page) == []


def test_a_manager_opens_a_mark_of_a_chart_and_an_account_behind_it(enter):
    page = enter(Role.MANAGER)
    go_to(page, "Segments")
    chart = page.locator("[data-chart-of=endings-numbers][data-ready]")
    expect(chart).to_be_visible()
    chart.click(position=chart.evaluate(MIDDLE_OF_MARK, ["High", "Jan 2027"]))
    expect(page).to_have_url(re.compile("/accounts/.*month=2027-01"))
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator(".chip", has_text="High")).to_be_visible()
    page.get_by_role("link", name="Aoba Logistics").click()
    expect(page.get_by_role("navigation", name="In the list")).to_contain_text("1 of 1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aoba Logistics")
    assert breaches(page) == []


def test_the_head_compares_the_segments_and_opens_who_lacks_a_feature(enter):
    page = enter(Role.CS_HEAD)
    go_to(page, "Segments")
    expect(page.locator(".segment-column h2")).to_have_count(4)
    page.get_by_role("row", name="Job posting").get_by_role("link").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Book of accounts")
    expect(page.locator(".chip", has_text="Side-duty")).to_be_visible()
    assert breaches(page) == []


def test_a_renewal_rep_works_down_the_contracts_that_end(enter):
    page = enter(Role.RENEWAL_REP)
    expect(page.locator("tr[data-row]").first).to_contain_text("Aoba Logistics")
    go_to(page, "Renewals")
    row = page.locator("tr[data-row]", has_text="Aoba Logistics")
    row.locator("a[href*='/risk/']").click()
    expect(page.locator("dialog.panel[open]")).to_contain_text("Churn risk")
    page.keyboard.press("Escape")
    row.get_by_role("link", name="Aoba Logistics").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aoba Logistics")
    assert breaches(page) == []


@pytest.mark.parametrize("role", [Role.CRE, Role.MARKETING])
def test_cre_and_marketing_read_every_account_and_judge_none(enter, role):
    page = enter(role)
    go_to(page, "Accounts")
    page.get_by_role("link", name="Aoba Logistics").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aoba Logistics")
    expect(page.get_by_role("button", name="Record")).to_have_count(0)
    expect(page.locator("nav.rail").get_by_role("link", name="Uploads")).to_have_count(0)
    assert breaches(page) == []
    assert not RiskJudgement.objects.exists()


def test_an_administrator_reaches_every_room(enter, live_server):
    page = enter(Role.ADMIN)
    rooms = page.locator("nav.rail li a:visible")
    words = [word.strip() for word in rooms.all_text_contents()]
    assert {"Accounts", "Segments", "Uploads", "Nightly runs", "Glossary"} <= set(words)
    for word in words:
        go_to(page, word)
        expect(page.locator("nav.rail a[aria-current=page]:visible")).to_have_text(word)
        assert breaches(page) == []
