"""A CSM selects accounts by keyboard, changes them and undoes it."""

import pytest
from playwright.sync_api import expect

from accounts.models import Account
from core.models import Role
from tests.browsing import breaches, faults
from tests.builders import make_account, make_status, make_user

pytestmark = pytest.mark.browser


def ranks():
    return list(Account.objects.order_by("name").values_list("rank", flat=True))


def test_accounts_are_selected_changed_and_changed_back_by_keyboard(
    page, live_server, company, log_in
):
    log_in(company["csm"])
    page.goto(f"{live_server.url}/accounts/?sort=name")
    for key in "jxjx":
        page.keyboard.press(key)
    expect(page.locator("[data-selected]")).to_have_text("2")
    page.keyboard.press("e")
    page.locator("#edit [name=rank][value=A]").focus()
    page.keyboard.press("Space")
    change = page.get_by_role("button", name="Change 2 accounts")
    expect(change).to_be_visible()
    assert faults(page, "#edit-dialog") == []
    assert ranks() == ["", ""]
    change.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 accounts are changed.")).to_be_visible()
    assert ranks() == ["A", "A"]
    assert faults(page, "#selection, .tabs") == []
    page.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("All is as it was before the change.")).to_be_visible()
    assert ranks() == ["", ""]
    assert breaches(page) == []


def test_unticking_the_head_leaves_nothing_of_the_list_selected(page, live_server, company, log_in):
    for at in range(26):
        make_status(make_account(f"Account {at}", csm=company["csm"]))
    log_in(company["csm"])
    page.goto(f"{live_server.url}/accounts/?sort=name&size=25")
    head, whole = page.locator("[data-select-page]"), page.locator("[data-select-all]")
    head.check()
    whole.check()
    head.uncheck()
    expect(whole).not_to_be_checked()
    expect(page.locator("[data-selected]")).to_have_text("0")


def test_the_csms_come_once_their_filter_opens(page, live_server, company, log_in):
    make_status(make_account("Nobody's"))
    head = make_user(Role.CS_HEAD)
    log_in(head)
    page.goto(f"{live_server.url}/accounts/")
    expect(page.locator("#book tbody tr")).to_have_count(3)
    page.locator("summary", has_text="CSM").first.focus()
    page.keyboard.press("Enter")
    mine = page.get_by_role("checkbox", name=company["csm"].name)
    expect(mine).to_be_visible()
    assert faults(page, ".filters") == []
    mine.focus()
    page.keyboard.press("Space")
    expect(page.locator("#book tbody tr")).to_have_count(2)
    assert page.url.endswith(f"csm={company['csm'].pk}") or f"csm={company['csm'].pk}&" in page.url
    assert breaches(page) == []


@pytest.mark.parametrize("width", [390, 600, 900, 1280, 1440])
def test_a_filter_opens_inside_the_window(page, live_server, company, log_in, width):
    page.set_viewport_size({"width": width, "height": 700})
    log_in(make_user(Role.CS_HEAD))
    page.goto(f"{live_server.url}/accounts/")
    for summary in page.locator(".list-bar summary.pick, .filters summary.pick").all():
        summary.click()
        page.wait_for_load_state("networkidle")
        sheet = summary.locator("xpath=following-sibling::*").bounding_box()
        assert (sheet["x"] >= 0, sheet["x"] + sheet["width"] <= width) == (True, True), summary
        summary.click()
