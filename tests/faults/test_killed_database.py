"""F-06: a server process of PostgreSQL is killed, which restarts all sessions in the middle of a night."""

import pytest

from tests.faults.kills import draws, hit_during, kill_a_backend
from tests.faults.report import KILLS, Report
from tests.faults.visitors import Visitors

pytestmark = pytest.mark.fault
RETURNS_WITHIN_SECONDS = 60
PAGES_FAIL_SECONDS = 10


def test_a_killed_session_of_the_database_leaves_the_night_as_it_would_have_been(large):
    rng = draws("F-06")
    report = Report("F-06 kill -9 of a PostgreSQL backend", KILLS)
    for trial in range(KILLS):
        large.reset()
        with Visitors(large.site, f"f06-{trial}") as visitors:
            hit = hit_during(large, rng, kill_a_backend)
            outcome = large.wait(seconds=large.patience)
        extra = outcome.seconds - large.undisturbed.seconds
        gone = visitors.failed_at[-1] - visitors.failed_at[0] if visitors.failed_at else 0.0
        problems = large.problems(outcome)
        if extra > large.longest_shard + RETURNS_WITHIN_SECONDS:
            problems.append(f"{extra:.0f} s longer than undisturbed")
        if gone > PAGES_FAIL_SECONDS:
            problems.append(f"pages failed for {gone:.0f} s")
        report.add(
            f"{hit}, {extra:+.1f} s, {visitors.errors} answers failed within {gone:.1f} s",
            problems=problems,
            hit=hit,
            seconds=extra,
        )
    report.close(most_in_the_middle=True)
