"""F-20: a million rows are uploaded while a night is under way, and people read pages meanwhile.

`FAULT_KILLS=20 pytest -m fault -s tests/faults/test_upload_beside_a_night.py` does so five times, in
about five minutes. A night is held against one beside which as many pages are read and nothing is
uploaded. The rows are dated after the night's day, so that no order of the two may change
what either leaves.
"""

import pytest

from tests.faults.member import Member
from tests.faults.nights import NIGHT
from tests.faults.report import KILLS, Report
from tests.faults.snapshot import Snapshot, snapshot
from tests.faults.uploads import Uploads, usage_file
from tests.faults.watching import Watch

pytestmark = pytest.mark.fault
TIMES = max(1, KILLS // 4)
ROWS_DAYS = 40
UPLOAD_SECONDS, PAGE_SECONDS, MOST_MEGABYTES, NIGHT_TIMES = 300, 1.0, 500, 1.5
# A trial that misses a mark is told with its figures; only past this is it given up.
PATIENCE_SECONDS = 4 * UPLOAD_SECONDS
PATHS = ("/", "/accounts/", "/uploads/")


@pytest.fixture
def both(large):
    """The company of the nights, with its usage kept, and a member of ops."""
    uploads = Uploads(large.site)
    uploads.keep()
    member = Member(large.site)
    member.log_in()
    return large, uploads, member


def test_a_million_rows_beside_a_night_leave_what_one_after_the_other_leaves(both):
    nights, uploads, member = both
    content = usage_file(accounts=5_000, days=ROWS_DAYS)
    serial = [in_order(nights, uploads, content, order) for order in ("upload", "night")]
    report = Report(f"F-20 {content.count(b'C'):,} rows beside a night", TIMES)
    for _ in range(TIMES):
        alone = seconds_without_an_upload(nights, uploads, member)
        reset(nights, uploads)
        with Watch(nights.site, member, PATHS) as watch:
            nights.ask()
            uploads.send(content)
            night = nights.wait(NIGHT, seconds=nights.patience + PATIENCE_SECONDS)
            states = uploads.wait(seconds=PATIENCE_SECONDS)
        took = uploads.seconds_of("check") + uploads.seconds_of("upload")
        problems = unlike(serial, left(nights, uploads)) + watch.failures[:3]
        if list(states.values()) != ["loaded"] or night.state != "done":
            problems.append(f"the upload ended as {states}, the night as {night.state}")
        for what, found, most in (
            ("the upload", took, UPLOAD_SECONDS),
            ("the night", night.seconds, NIGHT_TIMES * alone),
            ("one page in twenty", watch.p95, PAGE_SECONDS),
        ):
            if found > most:
                problems.append(f"{what} took {found:.1f} s, not {most:.1f}")
        if watch.most_megabytes > MOST_MEGABYTES:
            problems.append(f"a process took {watch.most_megabytes:.0f} MB")
        report.add(
            f"upload {took:.1f} s; night {night.seconds:.1f} s, without it {alone:.1f}; "
            f"{len(watch.seconds)} pages, p95 {watch.p95:.2f} s; most {watch.most_megabytes:.0f} MB",
            problems=problems,
            seconds=took,
        )
    report.close()


def seconds_without_an_upload(nights, uploads, member):
    """Measure the night beside which people read the same pages."""
    reset(nights, uploads)
    with Watch(nights.site, member, PATHS):
        nights.ask()
        return nights.wait(NIGHT, seconds=nights.patience).seconds


def reset(nights, uploads):
    # The nights' own reset comes second: it puts back the runs that stood before.
    uploads.reset()
    nights.reset()


def in_order(nights, uploads, content, first):
    """Return what is left when the upload, or the night, is over before the other begins."""
    reset(nights, uploads)
    steps = [lambda: load(uploads, content), lambda: judge(nights)]
    for step in steps if first == "upload" else reversed(steps):
        step()
    return left(nights, uploads)


def load(uploads, content):
    uploads.send(content)
    states = uploads.wait(seconds=PATIENCE_SECONDS)
    assert list(states.values()) == ["loaded"], f"{states}: {uploads.doing()}"


def judge(nights):
    nights.ask()
    assert nights.wait(seconds=nights.patience + PATIENCE_SECONDS).state == "done"


def left(nights, uploads):
    return Snapshot({**snapshot(nights.database).texts, **uploads.left().texts})


def unlike(serial, found):
    """Say which tables are like neither order."""
    differences = [
        {each.partition(":")[0]: each for each in order.differences(found)} for order in serial
    ]
    return [text for name, text in differences[0].items() if name in differences[1]]
