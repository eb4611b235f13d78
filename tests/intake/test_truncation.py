"""A file that was cut is refused, or held for a person, wherever it was cut within a line (F-16).

Cut after a line end it is a whole, shorter file. Then it is held where a third of the rows of the
file before it are gone; that fewer are gone nobody can tell from the file.
"""

import random

import pytest
from django.utils import timezone

from core import ledger
from core.models import Role
from intake.deciding.services import Confirmation, confirm
from intake.services import receive
from tests.builders import DAY, make_user
from tests.intake.rows import all_rows

pytestmark = pytest.mark.django_db

CUTS = 200
HEADER = "account_id,date,metric,value\n"
ROWS = 120
WHOLE = (
    HEADER
    + "".join(
        f'A-{1 + row % 2},{DAY.replace(day=1 + row % 20)},"求人, {row}",{100 + row}.25\n'
        for row in range(ROWS)
    )
).encode()
# The file before: the same rows a day before, so that a shorter one shows.
BEFORE = WHOLE.replace(b".25\n", b".5\n")


@pytest.fixture
def check(accounts):
    """Check a file as the page does; returns the upload."""
    ops = make_user(Role.OPS, language="en")

    def checked(content, *, is_confirmed=False):
        about = {"dataset": "usage", "file_name": "usage.csv", "at": timezone.now(), "by": ops}
        upload = receive(blocks=[content], **about)
        ledger.drive(upload.run_id)
        upload.refresh_from_db()
        if is_confirmed:
            ledger.drive(confirm(upload, Confirmation(), by=ops, at=timezone.now()).run_id)
            upload.refresh_from_db()
        return upload

    return checked


def places(count):
    """Draw where to cut, always the same, and as often within the final value of a line as elsewhere."""
    rng = random.Random("F-16")
    return sorted(rng.sample(range(1, len(WHOLE)), count))


def expected_of(content):
    """Say what has to become of a cut file: "refused", "held", or "previewed" where it is whole."""
    rows = content.count(b"\n") - 1
    if content.endswith(b"\n"):
        return ("refused" if rows < 1 else "held" if 3 * rows < 2 * ROWS else "previewed"), None
    last = content.rpartition(b"\n")[2].decode("utf-8", "ignore")
    has_value = last.count('"') == 2 and last.rpartition('",')[2] != "" and '",' in last
    return ("held" if has_value and rows >= 0 else "refused"), "unended" if has_value else None


def test_wherever_a_file_is_cut_nothing_of_it_comes_in_silently(check):
    assert check(BEFORE, is_confirmed=True).state == "loaded"
    before, became = all_rows(), {"refused": 0, "held": 0, "previewed": 0}
    for place in places(CUTS):
        content = WHOLE[:place]
        state, why = expected_of(content)
        upload = check(content)
        holds = [each["code"] for each in upload.preview["holds"]]
        is_refused = upload.preview["verdict"]["state"] == "refused"
        assert (is_refused, upload.state) == (
            state == "refused",
            "held" if holds else "previewed",
        ), f"cut at {place}"
        assert why is None or why in holds, f"cut at {place}"
        became[state] += 1
    assert all_rows() == before
    assert became["held"] > CUTS // 10
    assert became["refused"] > CUTS // 2


@pytest.mark.parametrize(("rows", "state"), [(79, "held"), (80, "previewed"), (119, "previewed")])
def test_a_file_that_was_cut_after_a_line_is_held_where_a_third_is_gone(rows, state, check):
    check(BEFORE, is_confirmed=True)
    content = b"".join(WHOLE.splitlines(keepends=True)[: 1 + rows])
    assert check(content).state == state


def test_a_source_that_never_ends_its_files_is_not_held_for_that(check):
    first = check(BEFORE[:-1], is_confirmed=True)
    assert (first.state, "unended" in [f["code"] for f in first.verdict["findings"]]) == (
        "loaded",
        True,
    )
    assert check(WHOLE[:-1]).state == "previewed"


def test_the_first_file_of_a_source_says_that_it_may_be_cut(check):
    upload = check(WHOLE[:-2])
    findings = upload.preview["verdict"]["findings"]
    assert upload.state == "previewed"
    assert [each["message"] for each in findings if each["code"] == "unended"] == [
        "The final line of the file has no line end. If the file was cut off, its final value may "
        "be wrong."
    ]
