"""python -m tools.pictures [--only VIEW] [--look LOOK]: look at every page of the demo, as a person would.

Builds the demo where there is none yet (DATA_DIR says where), serves it, and takes every page wide
and narrow, light and dark, in Japanese and English, into var/pictures. The best go small to
docs/pictures. Ends with 1 where a page breaks, breaches the content policy or is too wide.
"""

import argparse
import base64
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_platform.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from accounts.models import Account, Company, Merge  # noqa: E402
from core.models import Run, User  # noqa: E402
from demo import serving  # noqa: E402
from demo.domain.planted import TWICE  # noqa: E402
from demo.tour import stops_for  # noqa: E402
from engagement.models import NextStep, Promise  # noqa: E402
from intake.models import DataFinding, Pickup, Upload  # noqa: E402
from segments.models import Segment  # noqa: E402
from stages.models import ClassificationRound  # noqa: E402
from tests.browsing import BROWSER_FLAGS, REPORT_BREACHES, breaches  # noqa: E402
from tests.presence import browser_path  # noqa: E402
from tools.pages import NOT_FOUND, addresses  # noqa: E402

ALL = settings.BASE_DIR / "var" / "pictures"
BEST = settings.BASE_DIR / "docs" / "pictures"
HEIGHT = 900
# Charts and panels that come a moment after the page.
SETTLES_WITHIN_MS = 250
WEBP_QUALITY = 80

# Whose eyes see a page; the administrator's where the page stands not here.
VISITOR = ""
EYES: Mapping[str, Sequence[str]] = {
    "login": [VISITOR],
    "segments": ["head"],
    "segment": ["manager"],
    "home": ["csm", "manager", "head", "ops", "renewal", "cre", "marketing", "admin"],
}


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    width: int
    theme: str
    language: str

    def __str__(self):
        return f"{self.width}-{self.theme}-{self.language}"


@dataclass(frozen=True)
class Shot:
    """One page as one member sees it; `name` is the picture's."""

    view: str
    address: str
    member: str
    name: str


@dataclass
class Roll:
    """What is to be taken, and what went wrong on the way."""

    shots: Sequence[Shot]
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Fine:
    """A picture of the README: of which shot, in which look, and what is clicked before."""

    name: str
    shot: str
    look: Look
    click: str = ""


LOOKS = [Look(*each) for each in product((1440, 390), ("light", "dark"), ("en", "ja"))]
FINEST = (
    Fine("door", "login", Look(1440, "light", "en")),
    Fine("my-day", "home-csm", Look(1440, "light", "en")),
    Fine("account", "account", Look(1440, "light", "ja")),
    Fine("explain", "account", Look(1440, "dark", "en"), click=".verdicts [data-explain]"),
    Fine("segments", "segments-head", Look(1440, "light", "en")),
    Fine("renewals", "renewals", Look(1440, "dark", "ja")),
    Fine("blind-round", "classification_round", Look(1440, "light", "en")),
    Fine("quality", "quality", Look(1440, "light", "en")),
    Fine("journey", "segment_journey", Look(1440, "light", "ja")),
)


def main() -> None:
    options = _options()
    call_command("demo", no_serve=True)
    roll = Roll([shot for shot in shots() if not options.only or shot.view in options.only])
    looks = [look for look in LOOKS if not options.look or str(look) in options.look]

    def take(address):
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=browser_path(), args=BROWSER_FLAGS)
            for look in looks:
                _walk(browser, address.rstrip("/"), roll, look)
        raise SystemExit(_report(roll, looks))

    serving.serve(int(settings.PORT), announce=take)


def shots() -> Iterator[Shot]:
    """Yield every page there is, seen by the member it is made for."""
    seen: dict[str, int] = {}
    for view, address in addresses(_objects()):
        seen[view] = seen.get(view, 0) + 1
        if seen[view] > 1:
            yield Shot(view, address, "admin", f"{view}-{seen[view]}")
            continue
        for member in EYES.get(view, ["admin"]):
            yield Shot(
                view, address, member, f"{view}-{member}" if view in EYES and member else view
            )
    for stop in stops_for(_admin()):
        yield Shot("tour", stop.url, "admin", f"tour-stop-{stop.number}")


def _admin():
    return User.objects.get(email="admin@example.com")


def _objects():
    """Return an object of the demo for each argument that a page asks for."""
    account = stops_for(_admin())[0].url.split("/")[2]
    return {
        "account_id": account,
        "company_id": Company.objects.values_list("pk", flat=True).first(),
        "run_id": Run.objects.filter(kind="nightly").first().pk,
        "round_id": ClassificationRound.objects.values_list("pk", flat=True).first(),
        "segment_key": Segment.objects.values_list("key", flat=True).first(),
        "finding_id": DataFinding.objects.filter(state="open")
        .order_by("-at_stake")
        .values_list("pk", flat=True)
        .first(),
        "other_id": Account.objects.filter(name__in=TWICE).values_list("pk", flat=True).last(),
        "promise_id": Promise.objects.values_list("pk", flat=True).first(),
        "written_id": NextStep.objects.values_list("pk", flat=True).first(),
        "merge_id": Merge.objects.values_list("pk", flat=True).first(),
        "upload_id": Upload.objects.order_by("-pk").values_list("pk", flat=True).first(),
        "pickup_id": Pickup.objects.values_list("pk", flat=True).first(),
    }


def _walk(browser, site, roll, look):
    folder = ALL / str(look)
    folder.mkdir(parents=True, exist_ok=True)
    for member in dict.fromkeys(shot.member for shot in roll.shots):
        page, noises = _enter(browser, site, member, look)
        for shot in [shot for shot in roll.shots if shot.member == member]:
            noises.clear()
            page.goto(site + shot.address)
            page.wait_for_timeout(SETTLES_WITHIN_MS)
            roll.problems += [
                f"{look} {shot.address} {each}" for each in _wrong(page, noises, shot)
            ]
            _take(page, folder / f"{shot.name}.png")
            for fine in FINEST:
                if (fine.shot, fine.look) == (shot.name, look):
                    _keep(page, fine)
        page.context.close()


def _take(page, path):
    """Take the whole page, in a window so high that what is fixed to its foot stands there."""
    width, height = page.viewport_size["width"], HEIGHT
    # The tour's panel stands in the window, wherever the page has been scrolled to.
    if not page.locator(".tour").count():
        height = max(HEIGHT, page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": height})
    page.screenshot(path=path)
    page.set_viewport_size({"width": width, "height": HEIGHT})


def _enter(browser, site, member, look):
    """Open a window as this member; returns it with the list that collects what it complains of."""
    context = browser.new_context(viewport={"width": look.width, "height": HEIGHT})
    chosen = {"theme": look.theme, settings.LANGUAGE_COOKIE_NAME: look.language}
    context.add_cookies([{"name": n, "value": v, "url": site} for n, v in chosen.items()])
    page, noises = context.new_page(), []
    page.add_init_script(REPORT_BREACHES)
    page.on("pageerror", lambda error: noises.append(str(error)))
    page.on("console", lambda said: noises.append(said.text) if said.type == "error" else None)
    if member:
        page.goto(f"{site}/login/")
        page.locator(f"[name=member][value={member}]").click()
        page.wait_for_url(lambda url: "/login/" not in url)
    return page, noises


def _wrong(page, noises, shot):
    # The browser complains of the status of a page that is meant to be missing.
    yield from [each for each in noises if shot.address != NOT_FOUND or "404" not in each]
    yield from breaches(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.viewport_size["width"]:
        yield f"is {width} wide"


def _keep(page, fine):
    """Take what the window shows as a small picture; only the browser itself can write WebP."""
    BEST.mkdir(exist_ok=True)
    if fine.click:
        page.locator(fine.click).first.click()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLES_WITHIN_MS)
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": WEBP_QUALITY})
    (BEST / f"{fine.name}.webp").write_bytes(base64.b64decode(taken["data"]))


def _report(roll, looks) -> int:
    for problem in roll.problems:
        print(problem)
    print(f"{len(roll.shots) * len(looks)} pictures in {ALL}, {len(roll.problems)} problems")
    return 1 if roll.problems else 0


def _options():
    cli = argparse.ArgumentParser(prog="python -m tools.pictures", description=__doc__)
    cli.add_argument("--only", action="append", help="this view only; may be repeated")
    cli.add_argument("--look", action="append", choices=[str(look) for look in LOOKS])
    return cli.parse_args()


if __name__ == "__main__":
    sys.exit(main())
