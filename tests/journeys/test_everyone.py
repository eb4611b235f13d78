"""What holds for every page in a real browser: nothing refused by the policy, nothing inaccessible."""

import pytest
from playwright.sync_api import TimeoutError as TookTooLongError

from core.models import Role, Run
from intake.models import Upload
from tests.browsing import (
    SCRIPT_KILOBYTES,
    SCRIPT_WITH_CHARTS_KILOBYTES,
    breaches,
    faults,
    faults_in_both_themes,
    script_kilobytes,
    shifts,
)
from tests.builders import (
    make_finding,
    make_merge,
    make_next_step,
    make_promise,
    make_proposal,
    make_round,
    make_user,
)
from tests.everywhere import VERDICT, at_length, make_everything, make_pickup
from tools.pages import addresses

pytestmark = pytest.mark.browser
# So tall that what moves far below the fold is seen to move, too.
WIDE, NARROW = {"width": 1280, "height": 3000}, {"width": 390, "height": 900}


@pytest.fixture
def urls(company):
    """Every page there is, by the resolver: a new one asks here for its arguments."""
    upload = Upload.objects.create(
        dataset="accounts",
        file_name="accounts.csv",
        sha256="0" * 64,
        size_bytes=5_000,
        state="partial",
        refused_rows_file="x.csv",
        verdict=VERDICT,
    )
    make_proposal(company["busy"], to="graduate_season", current="side_duty")
    objects = {
        "account_id": company["silent"].pk,
        "company_id": company["silent"].company_id,
        "run_id": Run.objects.filter(kind="nightly").first().pk,
        "finding_id": make_finding(company["silent"]).pk,
        "upload_id": upload.pk,
        "pickup_id": make_pickup(upload).pk,
        "segment_key": "side_duty",
        "round_id": make_round().pk,
        "other_id": company["busy"].pk,
        "written_id": make_next_step(company["silent"], by=company["csm"]).row.pk,
        "merge_id": make_merge(company["busy"]).pk,
        "promise_id": make_promise(company["silent"]).pk,
    }
    return [address for view, address in addresses(objects) if view != "login"]


def visit(page, address):
    """Open a page and wait for what comes after it."""
    page.goto(address)
    if page.locator(".chart, [hx-trigger~=load]").count():
        page.wait_for_load_state("networkidle")


# What reaches beyond the cell or block that holds it, and what a box cuts off without saying so.
SPILLED = """
() => {
  const found = [];
  const tell = (what, each) => found.push([what, each]);
  const isSeen = (each) => each.checkVisibility({visibilityProperty: true})
    && !each.closest(".visually-hidden, svg, canvas, [aria-hidden=true]");
  const isOpen = (each) => getComputedStyle(each).overflowX === "visible";
  const isMoved = (each) => each && (["auto", "scroll"].includes(getComputedStyle(each).overflowX)
    || isMoved(each.parentElement));
  const rightOf = (each) => each.getBoundingClientRect().right;
  for (const each of document.querySelectorAll("main *, nav *, header *")) {
    if (!isSeen(each) || isMoved(each)) continue;
    const cell = each.parentElement.closest("td, th");
    if (cell && isOpen(cell) && rightOf(each) > rightOf(cell) + 1) {
      let around = each.parentElement;
      while (around !== cell && isOpen(around)) around = around.parentElement;
      if (around === cell) tell("spills out of its cell", each);
    }
    const {display, textOverflow} = getComputedStyle(each);
    if (display === "inline" || !each.clientWidth || each.scrollWidth <= each.clientWidth + 1) continue;
    if (isOpen(each)) tell("spills", each);
    else if (getComputedStyle(each).overflowX === "hidden" && textOverflow !== "ellipsis"
      && !["INPUT", "SELECT"].includes(each.tagName)) tell("is cut", each);
  }
  const isInmost = (each) => !found.some(([, other]) => other !== each && each.contains(other));
  const told = found.filter(([, each]) => isInmost(each));
  return [...new Set(told.map(([what, each]) => `${what}: ${each.outerHTML.slice(0, 110)}`))];
}
"""


def fits(page, width):
    """Say whether the page is no wider than its window, once its charts have followed."""
    try:
        page.wait_for_function(
            "(width) => document.documentElement.scrollWidth <= width", arg=width, timeout=2_000
        )
    except TookTooLongError:
        return False
    return True


def resize(page, size):
    """Give the window another size and see it drawn so: the next page begins with what is there."""
    page.set_viewport_size(size)
    page.evaluate(
        "() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
    )


def faults_of(page, faults_seen):
    """Return what is wrong with a page that has just been visited; `faults_seen` asks axe-core."""
    found = breaches(page) + shifts(page)
    has_charts = bool(page.locator(".chart").count())
    most = SCRIPT_WITH_CHARTS_KILOBYTES if has_charts else SCRIPT_KILOBYTES
    if (carried := script_kilobytes(page)) > most:
        found.append(f"carries {carried:.0f} KB of script")
    found += faults_seen(page)
    resize(page, NARROW)
    if not fits(page, NARROW["width"]):
        found.append(f"is {page.evaluate('document.documentElement.scrollWidth')} wide")
    resize(page, WIDE)
    return found


def visit_all(page, server, urls, log_in, *, language, theme, faults_seen=faults):
    """Return all that is wrong with these pages and the login page, for a member of every sight."""
    member = make_user(Role.ADMIN, Role.CSM, name="Ada Admin", language=language)
    page.context.add_cookies([{"name": "theme", "value": theme, "url": server.url}])
    page.set_viewport_size(WIDE)
    page.goto(f"{server.url}/login/")
    found = [f"/login/ {fault}" for fault in faults_seen(page)]
    log_in(member)
    for url in urls:
        visit(page, server.url + url)
        found += [f"{url} {each}" for each in faults_of(page, faults_seen)]
    return found


@pytest.mark.parametrize(("language", "theme", "first"), [("en", "light", 0), ("ja", "dark", 1)])
def test_a_page_breaches_no_policy_shuts_nobody_out_stands_still_and_carries_little_script(
    urls, log_in, page, live_server, language, theme, first
):
    every_other = urls[first::2]
    assert visit_all(page, live_server, every_other, log_in, language=language, theme=theme) == []


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_does_so_in_either_language_and_theme(urls, log_in, page, live_server, language):
    asked = {"language": language, "theme": "light", "faults_seen": faults_in_both_themes}
    assert visit_all(page, live_server, urls, log_in, **asked) == []


@pytest.mark.long
def test_the_longest_names_stay_in_their_places_at_every_width(
    transactional_db, log_in, page, live_server
):
    made = make_everything(at_length)
    log_in(made.member)
    found = []
    for view, url in addresses(made.objects):
        if view == "login":
            continue
        visit(page, live_server.url + url)
        for width in (1440, 1024, 390):
            page.set_viewport_size({"width": width, "height": 900})
            if not fits(page, width):
                actual = page.evaluate("document.documentElement.scrollWidth")
                found.append(f"{url} is {actual} wide at {width}")
            found += [f"{url} at {width} {each}" for each in page.evaluate(SPILLED)]
    assert found == []
