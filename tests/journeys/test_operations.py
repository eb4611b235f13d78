"""Ops at work: a night that runs while one looks on."""

import threading

import pytest
from django.db import connection
from playwright.sync_api import expect

from core import ledger
from core.models import Role, Run, State, Step
from tests.browsing import breaches
from tests.builders import make_product, make_run, make_user

pytestmark = pytest.mark.browser


@pytest.fixture
def ops(transactional_db):
    make_product()
    return make_user(Role.OPS, name="Olivia Ops")


def test_a_night_shows_its_progress_while_it_runs(ops, log_in, live_server):
    run = make_run(state=State.RUNNING)
    for shard in range(4):
        Step.objects.create(run=run, name="judge", shard=shard, state=State.QUEUED)
    page = log_in(ops)
    page.get_by_role("link", name="Nightly runs").click()
    page.get_by_role("link", name="Sun 22 Nov").click()
    expect(page.locator("#progress")).to_contain_text("0 of 4")
    done = run.steps.filter(shard__lt=2)
    done.update(state=State.DONE, counts={"judged": 1_000})
    expect(page.locator("#progress")).to_contain_text("2 of 4")
    expect(page.locator("#progress")).to_contain_text("2,000")
    Run.objects.filter(pk=run.pk).update(state=State.DONE)
    expect(page.get_by_role("button", name="Run again")).to_be_visible()
    assert breaches(page) == []


def test_a_night_is_run_again_at_the_press_of_a_button(ops, company, log_in, live_server):
    page = log_in(ops)
    page.get_by_role("link", name="Nightly runs").click()
    page.get_by_role("link", name="Sun 22 Nov").click()
    page.get_by_role("button", name="Run again").click()
    expect(page.locator("#progress")).to_contain_text("Waiting")
    run = Run.objects.get(kind="nightly", business_date="2026-11-22")
    _in_a_worker(lambda: ledger.drive(run.pk))
    expect(page.get_by_role("button", name="Run again")).to_be_visible()
    expect(page.locator("#progress")).to_contain_text("Done")


def _in_a_worker(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    worker.join()
