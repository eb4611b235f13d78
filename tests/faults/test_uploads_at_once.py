"""F-21: uploads at the same time: the same file, the same keys with other values, ten at once.

`FAULT_KILLS=20 pytest -m fault -s tests/faults/test_uploads_at_once.py` takes about fifteen minutes.
"""

import pytest

from tests.faults.report import KILLS, Report
from tests.faults.uploads import usage_file

pytestmark = pytest.mark.fault
MANY = 10


def test_the_same_file_twice_at_once_is_loaded_once(uploads):
    content = usage_file(accounts=500, days=40)
    whole = uploads.undisturbed(content)
    report = Report("F-21 the same file twice at once", KILLS)
    for _ in range(KILLS):
        problems, seconds = at_once(uploads, [content, content], [whole.left])
        written = uploads.written()
        if written != [0, 500 * 40 * 5]:
            problems.append(f"facts written by each: {written}")
        report.add(f"{written} facts written", problems=problems, seconds=seconds)
    report.close()


def test_two_files_with_other_values_end_as_if_one_had_come_after_the_other(uploads):
    contents = [usage_file(accounts=500, days=40, value=value) for value in (3, 8)]
    either = [uploads.undisturbed(content).left for content in contents]
    report = Report("F-21 the same keys with other values at once", KILLS)
    for _ in range(KILLS):
        problems, seconds = at_once(uploads, contents, either)
        report.add(f"{uploads.written()} facts written", problems=problems, seconds=seconds)
    report.close()


def test_ten_files_at_once_end_as_if_they_had_come_one_after_the_other(uploads):
    contents = [usage_file(accounts=500, days=10, value=value) for value in range(1, MANY + 1)]
    either = [uploads.undisturbed(content).left for content in contents]
    report = Report(f"F-21 {MANY} files with the same keys at once", KILLS)
    for _ in range(KILLS):
        problems, seconds = at_once(uploads, contents, either)
        report.add(f"{uploads.written()} facts written", problems=problems, seconds=seconds)
    report.close()


def at_once(uploads, contents, either):
    """Send all files together; returns what is wrong, and the seconds until all were over."""
    uploads.reset()
    sent = uploads.sending(*contents)()
    states = uploads.wait(seconds=300)
    problems = [f"answered {each.status}" for each in sent if not each.upload]
    problems += [f"ended as {state}" for state in states.values() if state not in GOOD_ENDS]
    problems += uploads.errors_of_steps()
    found = uploads.left()
    differences = [end.differences(found) for end in either]
    if all(differences):
        problems.append(f"like none of the orders: {differences[0][:1]}")
    return problems, uploads.seconds_from_first_to_end()


GOOD_ENDS = ("loaded", "unchanged")
