"""F-09: two and three schedulers over seven nights, and nights that nobody scheduled in time."""

import re
from datetime import timedelta

import pytest

from tests.faults.nights import NIGHT, clock
from tests.faults.processes import wait_until
from tests.faults.report import SEED, Report, say
from tests.faults.snapshot import snapshot

pytestmark = pytest.mark.fault
NIGHTS = [NIGHT - timedelta(days=back) for back in reversed(range(7))]
MISSED = 3
SECONDS_A_DAY = 15
# Processes start at their own pace; the days begin to pass when all are there.
BEGINS_IN = 45


@pytest.fixture(scope="module")
def week():
    """What seven nights leave behind with one scheduler, once a test has lived through them."""
    return {}


@pytest.fixture
def seven(small, week):
    if not week:
        begin_anew(small)
        live_through(small, NIGHTS, schedulers=["alone"])
        week["left"] = snapshot(small.database)
        say(f"one scheduler: {week['left'].describe()}")
    begin_anew(small)
    return small


@pytest.mark.parametrize(
    "schedulers",
    [
        pytest.param(["first", "second"], id="two"),
        # The third was started by mistake where the second runs: they share its file.
        pytest.param(["first", "second", "second"], id="three"),
    ],
)
def test_many_schedulers_make_one_run_a_night(seven, week, schedulers):
    report = Report(f"F-09 {len(schedulers)} schedulers, {len(NIGHTS)} nights", 1)
    live_through(seven, NIGHTS, schedulers=schedulers)
    ticks = len(re.findall(r"core\.tasks\.tick\[\S+ received", seven.site.worker_log.read_text()))
    runs = seven.database.rows(
        "SELECT business_date, count(*), max(round) FROM core_run WHERE kind = 'nightly'"
        " GROUP BY business_date ORDER BY business_date"
    )
    steps, claims = seven.database.rows("SELECT count(*), sum(attempts) FROM core_step")[0]
    problems = week["left"].differences(snapshot(seven.database))
    if runs != [(night, 1, 1) for night in NIGHTS]:
        problems.append(f"nights, runs and rounds: {runs}")
    if claims != steps:
        problems.append(f"{steps} steps were claimed {claims} times")
    report.add(
        f"{ticks} ticks, {len(runs)} runs, {claims} claims for {steps} steps", problems=problems
    )
    report.close()


def test_nights_that_nobody_scheduled_in_time_are_made_up_for_in_order(seven, week):
    report = Report(f"C12 the scheduler was away for {MISSED} nights", 1)
    live_through(seven, NIGHTS[:-MISSED], schedulers=["before"])
    # Messages come in any order: only the ledger can keep one night behind the other.
    live_through(seven, NIGHTS[-1:], schedulers=["after"], FAULT_COPIES_SEED=str(SEED))
    problems = week["left"].differences(snapshot(seven.database))
    report.add(f"{MISSED} nights made up for at once", problems=problems)
    report.close()


def begin_anew(nights):
    """Put back the state that was kept, without the run it was made by: nothing is left to catch up."""
    nights.reset()
    nights.database.execute("DELETE FROM core_step; DELETE FROM core_run")


def live_through(nights, days, *, schedulers, **rigged):
    """Let these nights pass with real schedulers and a real worker, then end all of them."""
    site = nights.site
    site.worker_log.unlink(missing_ok=True)
    passing = clock(first=days[0], final=days[-1], seconds_a_day=SECONDS_A_DAY, begins_in=BEGINS_IN)
    site.start_worker(**passing, **rigged)
    for name in schedulers:
        site.start_scheduler(name, FAULT_TICK_SECONDS="1", **passing, **rigged)
    wait_until(
        lambda: nights.state(days[-1]) == "done",
        seconds=BEGINS_IN + SECONDS_A_DAY * len(days) + 180,
        what=f"the night {days[-1]}",
    )
    site.stop()
