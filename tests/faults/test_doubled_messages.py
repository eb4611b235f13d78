"""F-04: every message comes twice, one in twenty three times, at either end of its queue."""

import re

import pytest

from tests.faults.report import KILLS, SEED, Report

pytestmark = pytest.mark.fault
SEEDS = max(1, KILLS // 2)


def test_messages_that_come_twice_and_in_any_order_change_nothing(large):
    report = Report("F-04 every message twice, 5 % three times, in random order", SEEDS)
    for seed in range(SEED, SEED + SEEDS):
        start_doubling(large.site, seed)
        large.reset()
        large.ask()
        outcome = large.wait(seconds=large.patience)
        problems = large.problems(outcome)
        messages, steps, claims = counted(large)
        if messages < 2 * steps:
            problems.append("not every message came twice")
        if claims != steps:
            problems.append(f"{steps} steps were claimed {claims} times")
        report.add(f"seed {seed}: {messages} messages for {steps} steps", problems=problems)
    report.close()


def start_doubling(site, seed):
    site.stop()
    site.worker_log.unlink(missing_ok=True)
    doubling = {"FAULT_COPIES_SEED": str(seed)}
    site.start_web(**doubling)
    site.start_worker(**doubling)
    site.start_scheduler(**doubling)


def counted(nights):
    """Return how many messages for steps arrived, how many steps there were, how often they were claimed."""
    text = nights.site.worker_log.read_text()
    messages = len(re.findall(r"core\.tasks\.work\[[\w-]+\] received", text))
    steps, claims = nights.database.rows(
        "SELECT count(*), sum(attempts) FROM core_step s JOIN core_run r ON r.id = s.run_id"
        " WHERE r.kind = 'nightly' AND r.business_date = (SELECT max(business_date) FROM core_run)"
    )[0]
    return messages, steps, claims
