"""Numbers are doors: a figure of a page leads to what explains it, or to the list behind it."""

import re
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client

from core import ledger
from tests.everywhere import make_everything
from tools.pages import addresses

# A number with its unit, and nothing beside it.
FIGURE = re.compile(
    r"[+−±≥≤¥]?\s*\d[\d,.]*\s*(%|points?|days?|days? left|d ago|[KMB]|accounts?|findings?|rows?)?"
)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Where a number is no figure of the page: typed, drawn, written as code, a way to somewhere.
ELSEWHERE = {"a", "button", "select", "svg", "script", "style", "kbd", "time", "label", "textarea"}
ELSEWHERE |= {"code", "nav"}
# What belongs together: one door in it serves all its figures.
TOGETHER = {"td", "th", "dd", "li"}
# All that stands on these pages is an example.
EXAMPLES = {"styleguide"}
ANYWHERE = "*"
# Figures without a door, by page and the section (or page's head, "") they stand in, with the reason.
PLAIN = {
    ("account", "contracts"): "Facts as they were brought in.",
    ("classification_round", ANYWHERE): "Who answered what is told to nobody: only counts are.",
    ("explain", ANYWHERE): "What a door opens: its own figures are what went in.",
    ("findings", ""): "It counts the very list that it stands above.",
    ("glossary", ANYWHERE): "What is agreed, not what is counted.",
    ("merge_accounts", ""): "The two accounts side by side, each with its own page.",
    ("night", "steps"): "How often the machine tried.",
    ("nights", ""): "Which round of a night it is.",
    ("segment_journey", "steps"): "The places of the steps.",
    ("upload", ""): "Rows of a file that is no longer kept once it is loaded.",
    ("upload", "refusals"): "Rows of the file, the first of them beside their count.",
    ("usage_table", ANYWHERE): "Facts as they were brought in, each day by itself.",
}
# Counts of what a list shows, as the words of a link end with them.
COUNT = re.compile(
    r"(?:^|\s)(\d[\d,]*)"
    r"(?: (?:accounts?(?: came| expected)?|findings?|free, kept apart|up|down|new|left|late))?"
)
# On which pages counts lead to which lists.
WALKED = {
    *((view, "book") for view in ("book_totals", "companies", "home", "meeting", "night")),
    *((view, "book") for view in ("quality", "segment", "segment_goals", "segment_journey")),
    *((view, "renewals") for view in ("home", "meeting", "renewals")),
    *(("quality", kind) for kind in ("accounts that lack", "findings")),
    *(("segment_journey", "journey"), ("segments", "book")),
}
MONTH = re.compile(r"[A-Z][a-z]{2} 20\d\d")


class _Figures(HTMLParser):
    """Gathers the figures of a page's main part that nothing opens, each with where it stands."""

    def __init__(self):
        super().__init__()
        self._open, self.found = [], []

    def handle_starttag(self, tag, attributes):
        if tag in VOID:
            return
        attributes = dict(attributes)
        place = attributes.get("aria-labelledby", "") if tag == "section" else ""
        self._open.append({"tag": tag, "place": place, "figures": [], "door": False, "row": False})
        if tag in ("a", "button", "summary"):
            is_explained = "data-explain" in attributes
            for element in self._open:
                element["door"] = True
                element["row"] |= is_explained

    def handle_endtag(self, tag):
        while self._open:
            element = self._open.pop()
            self._close(element)
            if element["tag"] == tag:
                return

    def handle_data(self, data):
        tags = [element["tag"] for element in self._open]
        # Of nothing there is nothing to be seen.
        is_figure = FIGURE.fullmatch(data.strip()) and re.search(r"[1-9]", data)
        if is_figure and "main" in tags and not ELSEWHERE & set(tags):
            self._open[-1]["figures"].append(data.strip())

    def _close(self, element):
        is_group = element["tag"] == "div" and self._open and self._open[-1]["tag"] == "dl"
        if (element["tag"] in TOGETHER or is_group) and element["door"]:
            return
        if element["tag"] == "tr" and element["row"]:
            return
        figures = element["figures"]
        if element["place"]:
            self.found += [(element["place"], figure) for figure in figures]
        elif self._open:
            self._open[-1]["figures"] += figures
        else:
            self.found += [("", figure) for figure in figures]


def closed_figures(html):
    reader = _Figures()
    reader.feed(html)
    reader.close()
    return reader.found


class _Links(HTMLParser):
    """Gathers the links of a page's main part, each with its words."""

    def __init__(self):
        super().__init__()
        self._is_main, self._open, self.found = False, None, []

    def handle_starttag(self, tag, attributes):
        self._is_main |= tag == "main"
        if tag == "a" and self._is_main:
            self._open = [dict(attributes).get("href", ""), ""]

    def handle_data(self, data):
        if self._open:
            self._open[1] += data

    def handle_endtag(self, tag):
        self._is_main &= tag != "main"
        if tag == "a" and self._open:
            address, words = self._open
            self.found.append((address, " ".join(words.split())))
            self._open = None


def counted_links(html):
    """Return (address, count) of the links whose words are a count, or end with one.

    A list with the largest first stands behind a sum or a mean, and a month is no count.
    """
    reader = _Links()
    reader.feed(html)
    reader.close()
    return [
        (address, int(found[1].replace(",", "")))
        for address, words in reader.found
        for found in [COUNT.search(words)]
        if address and found and found.end() == len(words)
        if "sort=-" not in address and not MONTH.fullmatch(words)
    ]


def behind(client, address):
    """Return (which kind of list, how many it shows in all) of an address; None where it is no list."""
    path, query = urlsplit(address)[2:4]
    if path == "/accounts/":
        return "book", client.get(f"/accounts/totals/?{query}").context["totals"].accounts
    if not path.startswith(("/renewals/", "/quality/", "/segments/")):
        return None
    found = client.get(address).context
    if path == "/renewals/":
        total = found["page"].total
        return "renewals", total.accounts if total else 0
    if path == "/quality/findings/":
        return "findings", found["page"].total
    if path.startswith("/quality/accounts/"):
        return "accounts that lack", found["page"].paginator.count
    if path.endswith("/journey/") and "step=" in query:
        return "journey", found["page"].waiting.total
    return None


@pytest.fixture(scope="module")
def walk(django_db_setup, django_db_blocker):
    """Return what a member who sees everything is shown: (client, [(view, address, page)]), built once."""
    morning = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
        time_machine.travel(morning, tick=True),
    ):
        # A heartbeat has a connection of its own, which would wait for this open transaction.
        patch.setattr(ledger, "BEAT_SECONDS", 3_600)
        made = make_everything()
        client = Client()
        client.force_login(made.member)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        yield (
            client,
            [
                (view, address, client.get(address, follow=True).content.decode())
                for view, address in addresses(made.objects)
                if view not in EXAMPLES
            ],
        )
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_every_figure_of_every_page_is_a_door_or_is_known_to_need_none(walk):
    closed = {
        (view, ANYWHERE if (view, ANYWHERE) in PLAIN else place, figure)
        for view, _address, page in walk[1]
        for place, figure in closed_figures(page)
    }
    assert sorted(each for each in closed if each[:2] not in PLAIN) == []
    assert {each[:2] for each in closed} == PLAIN.keys()


@pytest.mark.django_db
def test_behind_every_count_stands_a_list_of_as_many(walk):
    client, pages = walk
    told, wrong, walked = {}, [], set()
    for view, address, page in pages:
        for link, count in counted_links(page):
            target = urljoin(address, link)
            if target not in told:
                told[target] = behind(client, target)
            if told[target] is None:
                continue
            kind, shown = told[target]
            walked.add((view, kind))
            if shown != count:
                wrong.append((address, target, count, shown))
    assert wrong == []
    assert walked == WALKED


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<main><p>41</p></main>", [("", "41")]),
        (
            '<main><table class="rows"><tr><td>¥4,800,000</td></tr></table></main>',
            [("", "¥4,800,000")],
        ),
        (
            '<main><section aria-labelledby="why"><p><b>12%</b></p></section></main>',
            [("why", "12%")],
        ),
        ("<main><p><a>41</a></p><p>0</p><p>41 of 50</p></main>", []),
        ("<main><table><tr><td><a>41</a> <small>−3</small></td></tr></table></main>", []),
        ("<main><table><tr><td><a data-explain>x</a></td><td>7</td></tr></table></main>", []),
        ("<main><table><tr><td><a>x</a></td><td>7</td></tr></table></main>", [("", "7")]),
        ("<main><dl><div><dt>x</dt><dd><a>41</a></dd><dd>+3</dd></div></dl></main>", []),
        ("<p>41</p>", []),
    ],
)
def test_a_closed_figure_would_be_seen(html, found):
    assert closed_figures(html) == found
