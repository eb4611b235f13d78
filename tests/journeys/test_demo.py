"""A newcomer's first minutes: in with one click, round with the tour, by keyboard and without script."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from book.models import AccountStatus
from demo.members import MEMBERS
from demo.models import DemoCompany
from tests.browsing import breaches, faults
from tests.builders import DAY, make_user

pytestmark = pytest.mark.browser
CAUTION, ONBOARD = 2, 1


@pytest.fixture
def demo(company):
    """The company as if it were the demo's, with something to see at each stop."""
    DemoCompany.objects.create(as_of=DAY, accounts=12, seed=1, is_whole=True)
    AccountStatus.objects.update(band=CAUTION, stage=ONBOARD, is_risk_disputed=True)
    for each in MEMBERS:
        make_user(each.role, email=each.email, name=each.name)


@pytest.mark.parametrize(("language", "theme"), [("en", "light"), ("ja", "dark")])
def test_the_tour_is_walked_by_the_enter_key(demo, page, live_server, language, theme):
    chosen = {"theme": theme, settings.LANGUAGE_COOKIE_NAME: language}
    page.context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in chosen.items()]
    )
    page.goto(f"{live_server.url}/login/")
    found = faults(page) + breaches(page)
    page.locator("[name=member][value=admin]").click()
    expect(page).to_have_url(f"{live_server.url}/")
    page.locator(".demo-mark").click()
    expect(page).to_have_url(f"{live_server.url}/tour/")
    found += faults(page) + breaches(page)
    stops = page.locator(".tour-stops a")
    titles = stops.all_text_contents()
    stops.first.click()
    for title in titles:
        expect(page.locator(".tour h2")).to_have_text(title)
        found += faults(page, ".tour") + breaches(page)
        expect(page.locator(".tour [data-next]")).to_be_focused()
        page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/tour/")
    assert len(titles) > 2
    assert found == []


def test_escape_ends_the_tour_where_one_stands(demo, page, live_server):
    page.goto(f"{live_server.url}/login/")
    page.get_by_role("button", name="CS head").click()
    expect(page).to_have_url(f"{live_server.url}/")
    page.goto(f"{live_server.url}/glossary/?tour=1")
    page.keyboard.press("Escape")
    expect(page).to_have_url(f"{live_server.url}/glossary/")
    expect(page.locator(".tour")).to_have_count(0)


def test_door_and_tour_work_without_script(demo, browser, live_server):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/login/")
    page.get_by_role("button", name="CS head").click()
    page.get_by_role("link", name="Demo").click()
    page.get_by_role("link", name="Start").click()
    page.get_by_role("link", name="Next stop").click()
    expect(page.locator(".tour")).to_contain_text("stop 2 of")
