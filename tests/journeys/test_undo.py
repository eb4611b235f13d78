"""Ops undo an upload by the keys alone, and are led to the later one that stands in the way."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Account
from core import ledger
from core.models import Role
from intake.models import Upload
from intake.services import load_file
from tests.browsing import breaches, faults
from tests.builders import make_user

pytestmark = pytest.mark.browser

FIRST = "account_id,name,csm_email\nA-1,Aoba,mei@example.com\nA-2,Kita,\n"
LATER = "account_id,name,plan\nA-1,Aoba,pro\n"


@pytest.fixture
def bring_in(transactional_db, settings, tmp_path):
    """Load the text as a file of accounts and give the upload."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()

    def brought(text):
        path = tmp_path / "accounts.csv"
        path.write_text(text)
        load_file(path, dataset="accounts", at=timezone.now())
        return Upload.objects.latest("pk")

    return brought


@pytest.mark.parametrize(
    ("language", "undo", "sure", "said"),
    [
        ("en", "Undo", "Undo this upload", "Undone by Olivia Ops"),
        ("ja", "取り消す", "この取込を取り消す", "Olivia Opsさんが"),
    ],
)
def test_an_upload_is_undone_by_the_keys_alone(
    language, undo, sure, said, bring_in, log_in, live_server
):
    upload = bring_in(FIRST)
    page = log_in(make_user(Role.OPS, name="Olivia Ops", language=language))
    page.goto(f"{live_server.url}/uploads/{upload.pk}/")
    page.get_by_role("link", name=undo, exact=True).press("Enter")
    button = page.get_by_role("button", name=sure)
    expect(button).to_be_visible()
    assert faults(page, "main") == []
    for _ in range(40):
        if button.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/uploads/{upload.pk}/")
    ledger.drive(Upload.objects.get(pk=upload.pk).run_id)
    expect(page.locator("#upload")).to_contain_text(said)
    assert Account.objects.count() == 0
    assert breaches(page) == []


def test_what_stands_in_the_way_leads_to_the_later_upload(bring_in, log_in, live_server):
    first, later = bring_in(FIRST), bring_in(LATER)
    page = log_in(make_user(Role.OPS, language="en"))
    page.goto(f"{live_server.url}/uploads/{first.pk}/undo/")
    expect(page.locator("main")).to_contain_text(f"Upload #{later.pk}, which came later,")
    assert faults(page, "main") == []
    page.get_by_role("link", name=f"Look at upload #{later.pk}").first.click()
    page.wait_for_url(f"**/uploads/{later.pk}/")
    assert Account.objects.count() == 2
