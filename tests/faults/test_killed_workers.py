"""F-01 and F-02: a killed pool process, and a killed worker with all of its processes."""

import time

import pytest

from tests.faults.kills import (
    RESTART_AFTER_SECONDS,
    draws,
    hit_during,
    kill_a_child,
    kill_the_worker,
)
from tests.faults.report import KILLS, Report

pytestmark = pytest.mark.fault
RETURNS_WITHIN_SECONDS = 60


def test_a_killed_pool_process_leaves_the_night_as_it_would_have_been(large):
    rng = draws("F-01")
    report = Report("F-01 kill -9 of a pool process", KILLS)
    for _ in range(KILLS):
        large.reset()
        hit = hit_during(large, rng, kill_a_child)
        outcome = large.wait(seconds=large.patience)
        extra = outcome.seconds - large.undisturbed.seconds
        problems = large.problems(outcome)
        if extra > large.longest_shard + RETURNS_WITHIN_SECONDS:
            problems.append(f"{extra:.0f} s longer than undisturbed")
        report.add(f"{hit}, {extra:+.1f} s", problems=problems, hit=hit, seconds=extra)
    report.close(most_in_the_middle=True)


def test_a_killed_worker_is_taken_over_from_within_a_minute(large):
    rng = draws("F-02")
    report = Report("F-02 kill -9 of the whole worker", KILLS)
    for _ in range(KILLS):
        large.reset()
        hit = hit_during(large, rng, kill_the_worker)
        time.sleep(RESTART_AFTER_SECONDS)
        large.site.start_worker()
        outcome = large.wait(seconds=large.patience)
        back = large.seconds_until_taken_up(hit)
        problems = large.problems(outcome)
        if back > RETURNS_WITHIN_SECONDS:
            problems.append(f"taken up again after {back:.0f} s")
        report.add(
            f"{hit}, taken up again after {back:.1f} s", problems=problems, hit=hit, seconds=back
        )
    report.close(most_in_the_middle=True)
