"""A real browser on a live server, with a judged company, that reports every breach of the content policy."""

import os
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from core.models import Role
from segments.models import Segment
from tests import builders
from tests.browsing import REPORT_BREACHES
from tests.builders import DAY, PASSWORD, make_account, make_user

# Playwright runs an event loop in the thread in which Django's tests write their rows.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
# A busy machine is slow, and that is no fault of the page.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def company(transactional_db):
    """Two accounts of one CSM: one fallen silent, its sponsor gone, and one in use."""
    csm = make_user(Role.CSM, name="Ken Sato", email="sato@example.com")
    silent, busy = (
        make_account("Aoba Logistics", csm=csm, seats=100),
        make_account("Kita Foods", csm=csm),
    )
    segment = Segment.objects.get(key="side_duty")
    for account, quiet_days in ((silent, 40), (busy, 1)):
        builders.place_in_segment(account, segment)
        builders.make_contract(account)
        until = DAY - timedelta(days=quiet_days)
        builders.make_usage(account, builders.steady_use(until=until))
    builders.make_contact(silent, "sponsor", to_on=DAY - timedelta(days=3))
    builders.judge_night(DAY - timedelta(days=7))
    builders.judge_night(DAY)
    return {"csm": csm, "silent": silent, "busy": busy}


@pytest.fixture
def page(page):
    page.set_default_timeout(PATIENCE_MS)
    page.add_init_script(REPORT_BREACHES)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            page.problems.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        ),
    )
    yield page
    assert page.problems == []


@pytest.fixture
def log_in(page, live_server):
    return lambda user: _enter(page, live_server, user)


@pytest.fixture
def log_in_without_script(browser, live_server):
    with browser.new_context(java_script_enabled=False) as context:
        yield lambda user: _enter(context.new_page(), live_server, user)


def _enter(page, live_server, user):
    page.goto(f"{live_server.url}/login/")
    page.fill("[name=username]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.locator("main [type=submit]").first.click()
    page.wait_for_url(lambda url: "/login/" not in url)
    return page
