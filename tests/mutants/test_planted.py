"""Bugs planted one at a time in a copy of the tree are caught by the fast tests."""

import os
import re
import shutil
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.mutants.planted import BUGS

DOMAIN = [f"tests/{app}/domain" for app in ("metrics", "health", "stages", "segments")]
ORACLE = ["tests/oracle/test_small_company.py", "tests/oracle/test_nights.py"]
LEFT_OUT = (".*", "node_modules", "var", "build", "__pycache__", "docs", "templates", "static")
# What the run that plants the bugs chose for its own database.
OWN = ("TEST_RUN", "TEST_DATA_DIR", "DATA_DIR", "PYTEST_CURRENT_TEST", "PYTEST_ADDOPTS")
AT_LEAST_CAUGHT = 11


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_changes_the_code_as_it_is(bug):
    assert (settings.BASE_DIR / bug.file).read_text("utf-8").count(bug.right) == 1


@pytest.mark.long
def test_planted_bugs_are_caught(tmp_path, capsys):
    tree = tmp_path / "tree"
    shutil.copytree(settings.BASE_DIR, tree, ignore=shutil.ignore_patterns(*LEFT_OUT))
    assert [failing(tree, tests) for tests in (DOMAIN, ORACLE)] == ["", ""]
    with capsys.disabled():
        sys.stdout.write("\n")
        caught = [is_caught(tree, bug) for bug in BUGS]
        sys.stdout.write(f"caught: {sum(caught)} of {len(caught)}\n")
    assert len(caught) == 12
    assert sum(caught) >= AT_LEAST_CAUGHT


def is_caught(tree, bug):
    """Plant the bug, run the tests, take it out again, and print a line of the table."""
    begun, file = time.monotonic(), tree / bug.file
    right = file.read_text("utf-8")
    file.write_text(right.replace(bug.right, bug.wrong), "utf-8")
    by = [failing(tree, tests) for tests in (DOMAIN, ORACLE)]
    file.write_text(right, "utf-8")
    seconds = time.monotonic() - begun
    told = " | ".join(test or "not caught" for test in by)
    sys.stdout.write(f"{bug.name:50} | {told} | {seconds:.0f} s\n")
    return any(by)


def failing(tree, tests):
    """Run tests in the tree; returns the first one that fails, "" where all pass.

    A bug that keeps the tests from running at all is not caught but badly planted.
    """
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {name: value for name, value in os.environ.items() if name not in OWN}
    run = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    found = re.search(r"^(?:FAILED|ERROR) \S*/(\S+)", run.stdout, flags=re.MULTILINE)
    assert bool(found) == bool(run.returncode), run.stdout
    return found[1] if found else ""
