"""Search everywhere: one key, letters of any width and kana, arrows and Enter."""

import re

import pytest
from playwright.sync_api import expect

from core.search import search_key
from tests.browsing import breaches, faults
from tests.builders import make_contact

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(company, log_in):
    """The CSM's start page, with a customer whose name is written in kana."""
    for field, value in (("name", "株式会社アオバ物流"), ("search_key", search_key("アオバ物流"))):
        setattr(company["silent"], field, value)
    company["silent"].save()
    make_contact(company["busy"], "champion", name="森 花子", email="hanako@example.com")
    return log_in(company["csm"])


def find(page, text):
    """Type into the search, from whatever had the focus; returns the options, once they are there."""
    page.locator("main").focus()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search accounts, people and pages")).to_be_focused()
    page.keyboard.type(text)
    expect(page.get_by_role("option", name=f"All results for “{text}”")).to_be_visible()
    return page.get_by_role("listbox", name="Results").get_by_role("option")


@pytest.mark.parametrize("text", ["あおば", "ｱｵﾊﾞ"])
def test_a_customer_is_found_in_any_kana_and_width_and_opened_by_enter(desk, company, text):
    options = find(desk, text)
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("株式会社アオバ物流")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(f"/accounts/{company['silent'].pk}/"))
    expect(desk.get_by_role("heading", level=1)).to_have_text("株式会社アオバ物流")


def test_arrows_go_round_what_is_found_and_escape_closes_it(desk):
    options = find(desk, "hana mori")
    field = desk.get_by_role("combobox")
    expect(options).to_have_text([re.compile("Hana Mori"), re.compile("All results")])
    for key, chosen in (("", 0), ("ArrowDown", 1), ("ArrowDown", 0), ("ArrowUp", 1)):
        if key:
            desk.keyboard.press(key)
        expect(options.nth(chosen)).to_have_attribute("aria-selected", "true")
        expect(options.nth(1 - chosen)).to_have_attribute("aria-selected", "false")
        expect(field).to_have_attribute(
            "aria-activedescendant", options.nth(chosen).get_attribute("id")
        )
    assert faults(desk, "header") == []
    desk.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_be_focused()
    assert breaches(desk) == []


def test_a_contact_and_a_page_are_found_by_name_in_either_language(desk, company):
    expect(find(desk, "花子").first).to_contain_text("森 花子")
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile(f"/accounts/{company['busy'].pk}/"))
    desk.wait_for_load_state()
    expect(find(desk, "指標定義").first).to_contain_text("Glossary")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Glossary")


def test_all_results_stand_on_a_page_of_their_own(desk):
    find(desk, "kita")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Search: kita")
    expect(desk.locator("main .hit")).to_have_text(re.compile("Kita Foods"))
