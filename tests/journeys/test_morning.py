"""A CSM's morning: log in, see who is drifting, find out why, say what one thinks."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import RiskJudgement
from engagement.models import Activity
from tests.architecture.reading import shown_text
from tests.architecture.test_pages import DATA
from tests.architecture.words import stray_japanese, stray_latin
from tests.browsing import breaches

pytestmark = pytest.mark.browser
WORDS = {
    "en": {
        "headline": "2 of your 2 accounts need you.",
        "afterwards": "1 of your 2 accounts needs you.",
        "subject": "Called about the silence",
        "save": "Save",
        "strays": stray_japanese,
    },
    "ja": {
        "headline": "担当2社のうち2社で対応が必要です。",
        "afterwards": "担当2社のうち1社で対応が必要です。",
        "subject": "利用停止についての電話",
        "save": "保存",
        "strays": stray_latin,
    },
}
# What the company of these tests is called in every language, and its CSM's initials.
NAMES = DATA | {"Aoba", "Logistics", "Kita", "Foods", "Hana", "Mori", "Ken", "Sato", "sato", "KS"}


@pytest.fixture
def book(company, log_in, live_server):
    """The CSM's own accounts as a list."""
    page = log_in(company["csm"])
    page.goto(f"{live_server.url}/accounts/?mine=1")
    expect(page.locator("#totals")).to_contain_text("2 accounts")
    return page


def test_from_login_to_a_judgement(company, log_in, live_server):
    page = log_in(company["csm"])
    expect(page).to_have_url(f"{live_server.url}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 of your 2 accounts need you.")
    rows = page.locator(".needs tr[data-row]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Aoba Logistics")
    expect(rows.first).to_contain_text("Contract ends in 64 days, no contact on record")
    rows.first.locator("a[data-explain]").first.click()
    expect(page.locator("dialog.panel[open]")).to_contain_text("Aoba Logistics")
    page.keyboard.press("Escape")
    assert breaches(page) == []

    rows.first.get_by_role("link", name="Aoba Logistics").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aoba Logistics")
    expect(page.get_by_text("improve this first")).to_be_visible()
    expect(page.locator("[data-time-axis][data-ready]")).to_be_visible()
    page.locator("[data-time-axis] canvas").hover()
    page.get_by_role("link", name="Numbers").click()
    expect(page.locator("[data-numbers] tbody tr")).to_have_count(180)
    assert breaches(page) == []

    page.get_by_label("High", exact=True).check()
    page.get_by_label("What it rests on").fill("The director has left.")
    page.get_by_role("button", name="Record").click()
    expect(page.get_by_text("Your judgement is recorded.")).to_be_visible()
    assert RiskJudgement.objects.get().evidence == "The director has left."


@pytest.mark.parametrize("language", ["en", "ja"])
def test_from_my_day_to_a_logged_activity_in_one_language(company, log_in, language):
    words, csm = WORDS[language], company["csm"]
    csm.language = language
    csm.save()
    page, mixed = log_in(csm), []

    def look():
        mixed.append(words["strays"](shown_text(page.content())) - NAMES)

    rows = page.locator(".needs tr[data-row]")
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["headline"])
    look()
    rows.first.get_by_role("link", name="Aoba Logistics").click()
    expect(page.locator("[data-time-axis][data-ready]")).to_be_visible()
    page.wait_for_load_state()
    look()
    page.locator("main [data-key=l]").click()
    expect(page.locator("#write_subject")).to_be_focused()
    look()
    page.locator("#write_subject").fill(words["subject"])
    page.get_by_role("button", name=words["save"]).click()
    expect(page.locator("[data-toast]")).to_be_visible()
    expect(page.locator(".story li").first).to_contain_text(words["subject"])
    look()
    assert Activity.objects.get().subject == words["subject"]

    page.locator("nav.rail li a[href='/']").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words["afterwards"])
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Kita Foods")
    look()
    assert mixed == [set()] * 5
    assert breaches(page) == []


def test_filters_narrow_the_list_without_leaving_it_and_stand_in_the_address(book):
    page = book
    page.locator("summary", has_text="Health").click()
    page.locator("label", has_text="At risk").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator(".chip", has_text="At risk")).to_be_visible()
    expect(page).to_have_url(re.compile("band=at_risk"))
    assert "q=" not in page.url
    page.keyboard.press("Escape")
    page.get_by_role("link", name=re.compile("Remove filter Health")).click()
    expect(page.locator("tr[data-row]")).to_have_count(2)
    page.go_back()
    expect(page.locator("tr[data-row]")).to_have_count(1)


def test_a_column_head_sorts_and_keeps_the_focus(book):
    page = book
    rows = page.locator("tr[data-row]")
    expect(rows.first).to_contain_text("Aoba Logistics")
    page.get_by_role("link", name="Score").click()
    expect(rows.first).to_contain_text("Kita Foods")
    expect(page.get_by_role("columnheader", name="Score")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(page.locator("#sort-score")).to_be_focused()
    expect(page).to_have_url(re.compile("sort=-score"))


def test_the_list_listens_while_one_types_a_name(book):
    page = book
    page.get_by_role("searchbox", name="Customer name").press_sequentially("kita")
    expect(page.locator("tr[data-row]")).to_have_count(1)
    expect(page.locator("tr[data-row]")).to_contain_text("Kita Foods")


def test_the_list_is_walked_by_keyboard(book):
    page = book
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kita Foods")


def test_the_theme_changes_at_once_and_stays(company, log_in, live_server):
    page = log_in(company["csm"])
    html = page.locator("html")
    expect(html).to_have_attribute("data-bs-theme", "light")
    with page.expect_response("**/theme/"):
        page.get_by_role("button", name="Dark pages").click()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(html).to_have_attribute("data-bs-theme", "dark")


def test_the_language_changes_where_one_stands(company, log_in, live_server):
    page = log_in(company["csm"])
    page.get_by_role("button", name="日本語").click()
    expect(page).to_have_url(f"{live_server.url}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "担当2社のうち2社で対応が必要です。"
    )
    expect(page.locator("html")).to_have_attribute("lang", "ja")


def test_every_page_works_without_script(company, log_in_without_script):
    page = log_in_without_script(company["csm"])
    page.locator(".rail").get_by_role("link", name="Accounts").click()
    page.locator("summary", has_text="Health").click()
    page.locator("label", has_text="At risk").click()
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("tr[data-row]")).to_have_count(1)
    page.get_by_role("link", name="Count these accounts").click()
    expect(page.locator("#totals")).to_contain_text("1 account")
    page.get_by_role("link", name="Back to the list").click()
    page.get_by_role("link", name="Aoba Logistics").click()
    page.get_by_role("link", name="Numbers").click()
    expect(page.locator("tbody tr")).to_have_count(180)
