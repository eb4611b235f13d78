"""A CSM selects accounts by keyboard, changes them and undoes it."""

import pytest
from playwright.sync_api import expect

from accounts.models import Account
from tests.browsing import breaches, faults

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
