"""A CSM's morning without a mouse: from the login to what was logged, put away, filtered and found."""

import re

import pytest
from playwright.sync_api import expect

from engagement.models import Activity
from tests.browsing import breaches, has_arrived, wait_until_taken_in
from tests.builders import PASSWORD

pytestmark = pytest.mark.browser
# Nobody presses Tab more often than that to get on.
MOST_STOPS = 8


def tab_to(page, target):
    """Press Tab until the target has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"{MOST_STOPS} stops do not lead to {target}")


@pytest.fixture
def morning(company, page, live_server):
    """My day, entered by keyboard."""
    page.goto(f"{live_server.url}/login/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(company["csm"].email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    has_arrived(page, f"{live_server.url}/$")
    return page


def test_a_call_is_logged_at_a_row_of_my_day_and_another_row_put_away(morning, company):
    page, rows = morning, morning.locator(".needs tr[data-row]")
    expect(rows).to_have_count(2)
    page.keyboard.press("j")
    expect(rows.first.get_by_role("link", name="Aoba Logistics")).to_be_focused()
    page.keyboard.press("s")
    expect(rows).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_contain_text("1 of your 2 accounts needs you.")

    # The row that took its place has the focus, so the next key is for it.
    expect(rows.first.get_by_role("link", name="Kita Foods")).to_be_focused()
    page.keyboard.press("l")
    expect(page.locator("#write_subject")).to_be_focused()
    page.keyboard.type("Asked how the interviews go")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("Kita Foods")
    row = Activity.objects.get()
    assert (row.account, row.subject, row.made_by) == (
        company["busy"],
        "Asked how the interviews go",
        company["csm"],
    )
    assert breaches(page) == []


def test_a_row_put_away_before_the_list_came_anew_is_gone(morning):
    page, rows, held = morning, morning.locator(".needs tr[data-row]"), []
    page.keyboard.press("j")
    page.keyboard.press("l")
    expect(page.locator("#write_subject")).to_be_focused()
    page.keyboard.type("Asked how the interviews go")
    page.route(re.compile("/[?]view=mine$|/away/$"), lambda route: held.append(route))
    page.keyboard.press("Control+Enter")
    expect(page.locator("dialog[data-writing]")).to_be_hidden()
    page.keyboard.press("j")
    with page.expect_request("**/away/"):
        page.keyboard.press("s")
    # The answer to what was asked first comes first.
    for route in held:
        answer = route.fetch(max_redirects=0)
        route.fulfill(response=answer)
    expect(page.get_by_role("heading", level=1)).to_contain_text("None of your 2 accounts")
    expect(rows).to_have_count(0)


def test_the_list_is_filtered_and_a_customer_found_without_a_mouse(morning):
    page, rows = morning, morning.locator("tr[data-row]")
    page.keyboard.press("g")
    page.keyboard.press("a")
    has_arrived(page, "/accounts/$")
    expect(rows).to_have_count(2)
    page.keyboard.press("f")
    field = page.get_by_role("searchbox", name="Find a field")
    expect(field).to_be_focused()
    wait_until_taken_in(page, "#fields a")
    page.keyboard.type("health")
    page.keyboard.press("Enter")
    bands = page.locator("#picker").get_by_role("checkbox")
    expect(bands.first).to_be_focused()
    tab_to(page, bands.and_(page.get_by_label("At risk")))
    wait_until_taken_in(page, "#picker form")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    has_arrived(page, "band=at_risk")
    expect(rows).to_have_count(1)
    expect(page.locator(".chip")).to_have_text(re.compile("At risk"))

    page.keyboard.press("/")
    page.keyboard.type("kita")
    page.keyboard.press("Enter")
    has_arrived(page, "/accounts/[0-9]+/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kita Foods")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    assert breaches(page) == []
