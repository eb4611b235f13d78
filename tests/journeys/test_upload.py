"""Ops bring a file in: dropped, checked, mended, mapped by hand, loaded, and undone."""

import re

import pytest
from playwright.sync_api import expect

from accounts.models import Account
from core import ledger
from core.models import Role, UserRole
from intake.models import SourceInstructions, Upload
from tests.browsing import breaches, faults, has_arrived
from tests.builders import make_product, make_user

pytestmark = pytest.mark.browser

HEAD = "顧客番号,顧客名,座る人\n"
MISTAKEN = f"{HEAD}A-1,青葉物流,10\nA-2,,20\n1.20E+04,北食品,30\nA-1,みなと,40\n"
MENDED = f"{HEAD}A-1,青葉物流,10\nA-2,森商店,20\nA-3,北食品,30\nA-4,みなと,40\n"
# A file as a person drags it from their desk: bytes and a name.
DROP = """([name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], name));
  const place = document.querySelector("[data-drop]");
  place.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


DROP_SEVERAL = """() => {
  const data = new DataTransfer();
  for (const name of ["a.csv", "b.csv"]) data.items.add(new File(["account_id"], name));
  const place = document.querySelector("[data-drop]");
  place.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def ops(transactional_db):
    make_product()
    return make_user(Role.OPS, name="Olivia Ops")


def drop(page, name, text):
    page.evaluate(DROP, [name, list(text.encode("cp932"))])
    page.get_by_role("button", name="Upload and check").click()
    expect(page.locator("#upload")).to_contain_text("waits for a worker")


def work():
    """Have a worker do what the latest upload waits for."""
    ledger.drive(Upload.objects.latest("pk").run_id)


def test_a_file_with_three_mistakes_is_mended_mapped_loaded_and_undone(ops, log_in, live_server):
    page = log_in(ops)
    page.get_by_role("link", name="Uploads").click()
    has_arrived(page, "/uploads/")
    page.get_by_label("What the file holds").select_option("accounts")
    expect(page.locator("#columns")).to_contain_text("CSM's e-mail")
    assert faults(page, "main") == []
    drop(page, "顧客一覧.csv", MISTAKEN)
    work()

    expect(page.locator("#upload")).to_contain_text("Shift_JIS (CP932) (found)")
    mistakes = page.locator("section:has(#refusals) tbody tr")
    expect(mistakes).to_have_text(
        [
            re.compile(r"^\s*1\s+3\s+顧客名"),
            re.compile(r"^\s*1\s+4\s+顧客番号"),
            re.compile(r"^\s*1\s+5\s+顧客番号\s+.*line 2"),
        ]
    )
    assert faults(page, "main") == []
    with page.expect_download() as given_back:
        page.get_by_role("link", name="Refused rows as a file").click()
    assert "1.20E+04,北食品,30" in given_back.value.path().read_text("utf-8-sig")
    assert Account.objects.count() == 0

    page.get_by_role("link", name="Upload the mended file").click()
    has_arrived(page, "/uploads/[?]")
    drop(page, "顧客一覧_修正.csv", MENDED)
    work()
    seats = page.get_by_label("座る人")
    expect(seats).to_have_value("-")
    seats.select_option("seats")
    page.get_by_role("button", name="Check again").press("Enter")
    expect(page.locator("#upload")).to_contain_text("waits for a worker")
    work()
    expect(seats).to_have_value("seats")
    expect(page.locator("#upload")).to_contain_text("Files of source main are read as Olivia Ops")
    assert SourceInstructions.objects.get().instructions["mapped"] == {"座る人": "seats"}

    page.get_by_role("button", name="Load 4 rows").press("Enter")
    expect(page.locator("#upload")).to_contain_text("It goes in whole or not at all")
    work()
    expect(page.locator("#upload")).to_contain_text("Everything is loaded.")
    assert dict(Account.objects.values_list("name", "seats"))["森商店"] == 20
    page.get_by_role("link", name="All uploads").click()
    states = page.locator("#latest ~ table tbody tr")
    expect(states).to_have_text([re.compile("顧客一覧_修正.csv.*Loaded"), re.compile("Discarded")])

    page.get_by_role("link", name="顧客一覧_修正.csv").click()
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo this upload").click()
    expect(page.locator("#upload")).to_contain_text("everything stands as it was loaded")
    work()
    expect(page.locator("#upload")).to_contain_text("Undone by Olivia Ops")
    assert Account.objects.count() == 0
    assert breaches(page) == []


def test_a_preview_in_japanese_shuts_nobody_out(ops, log_in, live_server):
    ops.language = "ja"
    ops.save()
    page = log_in(ops)
    page.context.add_cookies([{"name": "theme", "value": "dark", "url": live_server.url}])
    page.goto(f"{live_server.url}/uploads/?dataset=accounts")
    page.get_by_label("または表計算ソフトのセルを貼り付け").fill(
        "顧客番号\t社名らしきもの\nA-1\t青葉物流\n"
    )
    page.get_by_role("button", name="アップロードして確認する").click()
    expect(page.locator("#upload")).to_contain_text("ファイルを受け取りました。")
    work()
    expect(page.locator("#upload")).to_contain_text("今の読み方では、取り込める行がありません。")
    assert faults(page, "main") == []
    assert breaches(page) == []


def test_without_script_a_file_is_sent_and_loaded_all_the_same(
    ops, log_in_without_script, live_server, tmp_path
):
    file = tmp_path / "accounts.csv"
    file.write_text("account_id,name\nA-1,Aoba Logistics\n")
    page = log_in_without_script(ops)
    page.goto(f"{live_server.url}/uploads/?dataset=accounts")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.locator("#upload")).to_contain_text("waits for a worker")
    work()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Load 1 row").click()
    expect(page.locator("#upload")).to_contain_text("It goes in whole or not at all")
    work()
    page.get_by_role("link", name="Look again").click()
    expect(page.locator("#upload")).to_contain_text("Everything is loaded.")


def test_what_cannot_be_taken_is_said(ops, log_in, live_server):
    page = log_in(ops)
    page.goto(f"{live_server.url}/uploads/")
    page.evaluate(DROP_SEVERAL)
    expect(page.locator("[data-sending-words]")).to_have_text(
        "Only one file is read at a time. Drop them one after another."
    )
    assert page.evaluate("document.querySelector('[data-drop-file]').files.length") == 0
    page.evaluate(DROP, ["a.csv", list(b"account_id,name\nA-1,Aoba\n")])
    UserRole.objects.update(role=Role.CSM)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.locator("main.plain h1")).to_be_visible()
    expect(page.locator("[data-upload-form]")).to_have_count(0)
    assert Upload.objects.count() == 0
