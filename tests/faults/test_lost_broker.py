"""F-10: Redis is gone for a minute, or for ten, while a night is under way and people keep asking."""

import signal
import time

import pytest

from tests.faults.kills import draws, hit_during, queries, running_steps
from tests.faults.nights import NIGHT
from tests.faults.processes import wait_until
from tests.faults.report import KILLS, Report
from tests.faults.visitors import Visitors

pytestmark = pytest.mark.fault
OUTAGES = max(1, KILLS // 2)
RETURNS_WITHIN_SECONDS = 60
ANSWERS_WITHIN_SECONDS = 5
HANGS_SECONDS = 60
ALL_DONE_WITHIN_SECONDS = 120


def test_a_minute_without_broker_loses_nothing(large, broker):
    report = Report("F-10 Redis gone for 60 s", OUTAGES)
    rng = draws("F-10")
    for trial in range(OUTAGES):
        outage(large, broker, report, rng, seconds=60, name=f"f10-{trial}")
    report.close()


def test_ten_minutes_without_broker_lose_nothing(large, broker):
    seconds = 600 if KILLS >= 20 else 100
    report = Report(f"F-10 Redis gone for {seconds} s", 1)
    outage(large, broker, report, draws("F-10 long"), seconds=seconds, name="f10-long")
    report.close()


def test_a_broker_that_hangs_holds_nobody_up(large, broker):
    report = Report(f"F-10 Redis hangs for {HANGS_SECONDS} s", 1)
    outage(
        large,
        broker,
        report,
        draws("F-10 hang"),
        seconds=HANGS_SECONDS,
        name="f10-hang",
        takes_away=lambda: broker.process.signal_group(signal.SIGSTOP),
        brings_back=lambda: broker.process.signal_group(signal.SIGCONT),
    )
    report.close()


def outage(nights, broker, report, rng, *, seconds, name, takes_away=None, brings_back=None):
    def hit_redis(nights, rng):
        steps = running_steps(nights.database)
        doing = queries(nights.database, nights.site.children())
        (takes_away or broker.kill)()
        return steps, doing

    nights.reset()
    with Visitors(nights.site, name) as visitors:
        hit = hit_during(nights, rng, hit_redis)
        time.sleep(seconds)
        (brings_back or broker.start)()
        returned = nights.database.value("SELECT clock_timestamp()")
        back = first_claim_after(nights, returned)
        outcome = nights.wait(NIGHT, seconds=nights.patience)
    wait_until(lambda: not visitors.unfinished(), seconds=ALL_DONE_WITHIN_SECONDS, what="all work")
    problems = nights.problems(outcome)
    if back > RETURNS_WITHIN_SECONDS:
        problems.append(f"the worker took no task for {back:.0f} s after the return")
    if visitors.slowest > ANSWERS_WITHIN_SECONDS:
        problems.append(f"an answer took {visitors.slowest:.1f} s")
    if visitors.errors:
        problems.append(f"{visitors.errors} requests failed: {dict(visitors.statuses)}")
    asked = visitors.statuses.total()
    report.add(
        f"{hit}; {asked} requests, slowest {visitors.slowest:.1f} s, "
        f"{len(visitors.probes)} pieces of work accepted and done; tasks again after {back:.1f} s",
        problems=problems,
        hit=hit,
        seconds=back,
    )


def first_claim_after(nights, moment):
    """Return the seconds after `moment` at which a step was claimed first."""
    latest = wait_until(
        lambda: nights.database.value(
            "SELECT min(started_at) FROM core_step WHERE started_at > %s", moment
        ),
        seconds=300,
        what="a claim after the return",
    )
    return (latest - moment).total_seconds()
