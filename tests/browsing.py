"""What a page does wrong in a real browser: refused by the content policy, or shutting someone out."""

from pathlib import Path

from django.conf import settings

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
REPORT_BREACHES = """
window.breaches = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.breaches.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# Without the background flags a browser keeps calling home, which a closed network refuses.
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def breaches(page):
    """Return what the content policy refused on this page since it was loaded."""
    return page.evaluate("window.breaches")


def faults(page, inside="html"):
    """Return what axe-core finds wrong with the page, or one part of it, as "rule: element"."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        "([inside, standards]) => axe.run(inside, {runOnly: standards})", [inside, STANDARDS]
    )
    return [
        f"{each['id']}: {node['html'][:120]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]
