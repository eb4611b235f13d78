"""Opening numbers in the panel, and going about by keyboard."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browsing import breaches, faults, has_arrived

pytestmark = pytest.mark.browser


@pytest.fixture
def book(company, log_in, live_server):
    """The CSM's own list, opened."""
    page = log_in(company["csm"])
    page.goto(f"{live_server.url}/accounts/?mine=1")
    return page


def test_a_number_opens_in_the_panel_and_gives_the_focus_back(company, log_in, live_server):
    page = log_in(company["csm"])
    page.goto(live_server.url + reverse("account", args=[company["silent"].pk]))
    panel = page.get_by_role("dialog", name="Explanation")
    link = page.get_by_role("link", name="Days of use")
    link.press("Enter")
    expect(panel.get_by_role("heading", name="Days of use")).to_be_focused()
    expect(panel).to_contain_text("0 points × 66.67% = 0.00")
    assert faults(page) == []

    panel.get_by_role("link", name="Active days in 28 days").click()
    expect(panel.get_by_role("heading", name="Active days in 28 days")).to_be_visible()
    panel.get_by_role("button", name="Back").click()
    expect(panel.get_by_role("heading", name="Days of use")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(link).to_be_focused()
    assert breaches(page) == []


def test_the_panel_leads_to_the_same_as_a_page(book):
    page = book
    page.locator("tr[data-row] .score a").first.click()
    panel = page.get_by_role("dialog", name="Explanation")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Health score")
    panel.get_by_role("link", name="As a page").click()
    expect(page).to_have_url(re.compile("/explain/account/[0-9]+/score/$"))
    expect(page.locator("main").get_by_role("heading", level=2)).to_have_text("Health score")


def test_a_narrow_window_gives_the_panel_all_its_width(book):
    page = book
    page.set_viewport_size({"width": 390, "height": 800})
    page.locator("tr[data-row] .score a").first.click()
    panel = page.get_by_role("dialog", name="Explanation")
    expect(panel.get_by_role("heading", level=2)).to_be_visible()
    page.wait_for_timeout(300)
    assert panel.bounding_box()["width"] == 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_keys_lead_everywhere_and_their_map_says_so(company, log_in, live_server):
    page = log_in(company["csm"])
    page.goto(live_server.url + reverse("glossary"))
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard")
    expect(keys).to_contain_text("Go to Accounts")
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("kita")
    expect(page.get_by_role("option", name=re.compile("Kita Foods"))).to_be_visible()
    page.keyboard.press("Enter")
    has_arrived(page, "/accounts/[0-9]+/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kita Foods")
    page.locator("main").focus()
    page.keyboard.press("g")
    page.keyboard.press("s")
    has_arrived(page, "/segments/$")
    page.keyboard.press("g")
    page.keyboard.press("a")
    has_arrived(page, "/accounts/$")


def test_from_account_to_account_of_a_list(book):
    page = book
    page.get_by_role("link", name="Aoba Logistics").click()
    has_arrived(page, "/accounts/[0-9]+/")
    expect(page.get_by_role("navigation", name="In the list")).to_contain_text("1 of 2")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kita Foods")
    page.get_by_role("link", name="2 of 2").click()
    expect(page).to_have_url(re.compile(r"/accounts/\?mine=1$"))


def test_the_time_axis_zooms_and_shows_its_numbers(company, log_in, live_server):
    page = log_in(company["csm"])
    page.goto(live_server.url + reverse("account", args=[company["busy"].pk]))
    axis = page.locator("[data-time-axis][data-ready]")
    expect(axis).to_be_visible()
    month = axis.get_by_role("button", name="30 days")
    month.click()
    expect(month).to_have_attribute("aria-pressed", "true")
    box = axis.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 40, steps=4)
    page.mouse.up()
    expect(month).to_have_attribute("aria-pressed", "false")
    numbers = axis.get_by_role("link", name="Numbers")
    numbers.click()
    expect(axis.locator("tbody tr")).to_have_count(180)
    numbers.click()
    expect(axis.locator("tbody tr")).to_have_count(0)
    assert breaches(page) == []


def test_the_story_is_narrowed_where_one_stands(company, log_in, live_server):
    page = log_in(company["csm"])
    url = live_server.url + reverse("account", args=[company["silent"].pk])
    page.goto(url)
    page.get_by_role("navigation", name="Kinds").get_by_role("link", name="People who left").click()
    expect(page.locator("#story .story li")).to_have_count(1)
    expect(page.locator("#story")).to_contain_text("Sponsor left")
    expect(page).to_have_url(url)


def test_every_number_opens_without_script(company, log_in_without_script, live_server):
    page = log_in_without_script(company["csm"])
    page.goto(f"{live_server.url}/accounts/?mine=1")
    page.locator("tr[data-row] .score a").first.click()
    page.get_by_role("link", name="Days of use").click()
    page.get_by_role("link", name="Active days in 28 days").click()
    expect(page.get_by_role("heading", level=2)).to_have_text("Active days in 28 days")
    page.get_by_role("link", name="Back to the account").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aoba Logistics")
