"""F-05: PostgreSQL is restarted at once in the middle of an upload, from its first byte to its end.

`FAULT_KILLS=20 pytest -m fault -s tests/faults/test_uploads_and_database.py` takes about ten minutes.
"""

import time

import pytest

from tests.faults.kills import LATEST, draws
from tests.faults.report import KILLS, Report
from tests.faults.uploads import usage_file

pytestmark = pytest.mark.fault
RESUMES_WITHIN_SECONDS = 30


def test_an_upload_is_wholly_in_or_out_when_the_database_is_restarted(uploads, postgres):
    content = usage_file(accounts=500, days=200)
    whole = uploads.undisturbed(content)
    rng = draws("F-05")
    report = Report(f"F-05 PostgreSQL restarted during an upload of {whole.seconds:.1f} s", KILLS)
    for _ in range(KILLS):
        uploads.reset()
        answered = uploads.sending(content)
        at = rng.uniform(0, LATEST) * whole.seconds
        time.sleep(at)
        doing = uploads.doing()
        postgres.crash()
        postgres.start()
        back = uploads.database.value("SELECT clock_timestamp()")
        (sent,) = answered()
        problems = uploads.problems(sent, content, whole)
        waited = uploads.seconds_until_worked_on(back)
        if waited > RESUMES_WITHIN_SECONDS:
            problems.append(f"resumed after {waited:.0f} s")
        said = "acknowledged" if sent.upload else f"answered {sent.status}"
        report.add(
            f"at {at:4.1f} s ({doing}), {said}, resumed after {waited:.1f} s",
            problems=problems,
            seconds=waited,
        )
    report.close()
