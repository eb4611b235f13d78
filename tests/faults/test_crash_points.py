"""F-13: a process ends at every boundary between the row, the message, the work and its acknowledgement."""

import pytest

from tests.faults.nights import NIGHT
from tests.faults.report import KILLS, Report

pytestmark = pytest.mark.fault
TIMES = 3 if KILLS >= 20 else 1
RETURNS_WITHIN_SECONDS = 60
ROW_STORED = "row stored, not yet published"
# The names are those of tests.faults.rigging.POINTS, which needs the platform to be read.
IN_THE_WORKER = [
    "claimed, not yet begun",
    "written, not yet done",
    "done, not yet committed",
    "committed, run not yet moved on",
    "moved on, not yet acknowledged",
    ROW_STORED,
]


def test_a_crash_at_any_boundary_is_made_good(small, folder):
    report = Report("F-13 crash points", TIMES * (len(IN_THE_WORKER) + 1))
    small.site.start_web()
    small.site.start_worker()
    small.site.start_scheduler()
    small.measure()
    for point in IN_THE_WORKER:
        for _ in range(TIMES):
            line, problems = crash(small, folder, point, web=False)
            report.add(f"worker: {point}, {line}", problems=problems)
    for _ in range(TIMES):
        line, problems = crash(small, folder, ROW_STORED, web=True)
        report.add(f"web: {ROW_STORED}, {line}", problems=problems)
    report.close()


def crash(nights, folder, point, *, web):
    marks = folder / "marks"
    marks.mkdir(exist_ok=True)
    (marks / point).unlink(missing_ok=True)
    rigged = {"FAULT_POINT": point, "FAULT_MARKS": str(marks)}
    site = nights.site
    site.stop()
    nights.reset()
    site.start_web(**(rigged if web else {}))
    site.start_worker(**({} if web else rigged))
    site.start_scheduler()
    status = site.post(f"/ask/night/{NIGHT}/")
    outcome = nights.wait(seconds=nights.patience)
    extra = outcome.seconds - nights.undisturbed.seconds
    problems = nights.problems(outcome)
    if not (marks / point).exists():
        problems.append("nothing crashed")
    if extra > RETURNS_WITHIN_SECONDS:
        problems.append(f"{extra:.0f} s longer")
    return f"answered {status}, {extra:+.1f} s", problems
