"""A CSM writes down what happened without touching the mouse, in either language."""

import pytest
from playwright.sync_api import expect

from book.models import AccountStatus
from engagement.models import Activity, NextStep, Request
from tests.browsing import breaches, faults, wait_until_taken_in
from tests.builders import make_contact

pytestmark = pytest.mark.browser

WORDS = {
    "en": {"subject": "Called about the silence", "touch": "Latest touch", "today": "same day"},
    "ja": {"subject": "利用停止についての電話", "touch": "最終接点", "today": "当日"},
}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_call_is_logged_by_keyboard_alone_and_seen_at_once(
    company, log_in, page, live_server, language
):
    words, silent, csm = WORDS[language], company["silent"], company["csm"]
    csm.language = language
    csm.save()
    make_contact(silent, "champion", name="森 花子")
    log_in(csm)
    page.goto(f"{live_server.url}/accounts/{silent.pk}/")
    touch = page.locator(".verdicts > div", has_text=words["touch"])
    expect(touch).not_to_contain_text(words["today"])

    page.keyboard.press("l")
    expect(page.locator("#write_subject")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.type(words["subject"])
    page.keyboard.press("Tab")
    page.keyboard.type("l ? c")
    page.locator("[data-people-letters]").focus()
    page.keyboard.type("花子")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")

    expect(page.locator("[data-toast]")).to_be_visible()
    expect(page.locator("dialog[data-writing]")).to_be_hidden()
    expect(touch).to_contain_text(words["today"])
    expect(page.locator(".story li").first).to_contain_text(words["subject"])
    row = Activity.objects.get()
    assert (row.kind, row.body, row.contact.name, row.made_by) == ("call", "l ? c", "森 花子", csm)
    assert AccountStatus.objects.get(pk=silent.pk).latest_touch_on == row.happened_on

    page.keyboard.press("z")
    expect(page.locator(".story")).not_to_contain_text(words["subject"])
    expect(touch).not_to_contain_text(words["today"])
    assert not Activity.objects.exists()
    assert breaches(page) == []


def test_new_finds_the_account_by_letters_and_keeps_what_was_typed(
    company, log_in, page, live_server
):
    log_in(company["csm"])
    page.keyboard.press("c")
    expect(page.locator("[data-letter=a]")).to_be_focused()
    assert faults(page, "dialog[data-writing]") == []
    page.keyboard.press("r")
    expect(page.locator("#writing-q")).to_be_focused()
    page.keyboard.type("kita")
    # Without waiting: what was found for fewer letters is not taken for the answer.
    page.keyboard.press("Enter")
    expect(page.locator("#write_what")).to_be_focused()
    page.keyboard.type("CSV of interviews")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#write_why")).to_be_focused()
    expect(page.locator(".invalid-feedback")).to_contain_text("Say why")
    assert faults(page, "dialog[data-writing]") == []
    page.keyboard.type("They report by hand")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-toast]")).to_contain_text("Kita Foods")
    assert (Request.objects.get().what, Request.objects.get().why) == (
        "CSV of interviews",
        "They report by hand",
    )
    page.keyboard.press("j")
    page.keyboard.press("l")
    expect(page.locator("#write_subject")).to_be_focused()


def test_a_next_step_is_planned_and_ticked_off_by_keys(company, log_in, page, live_server):
    log_in(company["csm"])
    page.goto(f"{live_server.url}/accounts/{company['busy'].pk}/")
    page.keyboard.press("c")
    expect(page.locator("[data-letter=s]")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("#write_what")).to_be_focused()
    page.keyboard.type("Send the slides")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".todo li")).to_contain_text("Send the slides")
    wait_until_taken_in(page, ".todo li form")
    page.keyboard.press("d")
    expect(page.locator("[data-toast]")).to_contain_text("Done: Send the slides")
    expect(page.locator(".todo li")).to_have_count(0)
    assert NextStep.objects.get().done_by == company["csm"]


def test_without_letter_keys_no_letter_does_anything(company, log_in, page, live_server):
    log_in(company["csm"])
    page.keyboard.press("?")
    with page.expect_navigation():
        page.get_by_role("button", name="Switch them off").click()
    page.keyboard.press("c")
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.get_by_role("button", name="Keyboard").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Switch them on").click()
    page.keyboard.press("c")
    expect(page.locator("[data-letter=a]")).to_be_focused()
