"""What a page does wrong in a real browser: refused by the content policy, or shutting someone out."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from playwright.sync_api import expect

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What a theme can break: all else is the same in both.
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]
TURN_THEME = """
async () => {
  const { dataset } = document.documentElement;
  dataset.bsTheme = dataset.bsTheme === "dark" ? "light" : "dark";
  const turning = document.getAnimations().filter((each) => each instanceof CSSTransition);
  await Promise.allSettled(turning.map((each) => each.finished));
}
"""
REPORT_BREACHES = """
window.breaches = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.breaches.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => entry.hadRecentInput ||
  window.shifts.push([entry.value, entry.sources.map((source) => source.node?.outerHTML?.slice(0, 80))])
)).observe({type: "layout-shift", buffered: true});
"""
# A page may carry so much script as it travels, with charts and without.
SCRIPT_KILOBYTES, SCRIPT_WITH_CHARTS_KILOBYTES = 80, 440
# Below this nobody sees that something moved; 0.1 would still be called good.
SHIFT_UNSEEN = 0.01
# Without the background flags a browser keeps calling home, which a closed network refuses.
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The pages behind the address bar, which no test sees, cost as much as the page it looks at. This
    # takes the place of the driver's own list: what of that matters here stands in it, too.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,PaintHolding,HttpsUpgrades,"
    "LensOverlay,MediaRouter,OptimizationHints,DestroyProfileOnBrowserClose,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,ThirdPartyStoragePartitioning",
]


def has_arrived(page, address):
    """Wait until the page at this address (a pattern) listens: what is pressed before it does is lost."""
    expect(page).to_have_url(re.compile(address))
    page.wait_for_load_state()


def breaches(page):
    """Return what the content policy refused on this page since it was loaded."""
    return page.evaluate("window.breaches")


def faults(page, inside="html", *, rules=None):
    """Return what axe-core finds wrong with the page, or one part of it, as "rule: element".

    It is asked for all of WCAG 2.2 A and AA, or for `rules` alone, once the page is loaded.
    """
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        "([inside, asked]) => axe.run(inside, {runOnly: asked})", [inside, rules or STANDARDS]
    )
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def faults_in_both_themes(page):
    """Return the faults of the page as it stands, and those of colour in the other theme."""
    found = faults(page)
    page.evaluate(TURN_THEME)
    turned = faults(page, rules=RULES_OF_COLOUR)
    return found + [f"in the other theme: {each}" for each in turned]


def wait_until_taken_in(page, selector):
    """Wait until what was put into the page later answers in place; pressed before, it loads a page."""
    page.wait_for_function(
        "(selector) => document.querySelector(selector)?.['htmx-internal-data']", arg=selector
    )


def shifts(page):
    """Return what moved by itself while the page was loading, as "how far: elements"."""
    found = page.evaluate("window.shifts")
    moved = sum(value for value, _ in found)
    return [f"{value:.3f} moved: {nodes}" for value, nodes in found] if moved > SHIFT_UNSEEN else []


def script_kilobytes(page):
    """Return how much script the page refers to, compressed as it travels."""
    sources = page.eval_on_selector_all("script[src]", "all => all.map((each) => each.src)")
    return sum(_kilobytes_of(page, source) for source in sources)


_KILOBYTES = {}


def _kilobytes_of(page, source):
    """Fetch a script once, however many pages refer to it."""
    if source not in _KILOBYTES:
        _KILOBYTES[source] = len(gzip.compress(page.request.get(source).body(), 6)) / 1_000
    return _KILOBYTES[source]
