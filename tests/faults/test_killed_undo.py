"""F-08 for undoing: the process is killed while it takes an upload back, on both databases.

The moments are points of its work, not of the clock, so that every kill hits it at work: before one of its
statements, before its commit, after it.

`FAULT_KILLS=20 pytest -m fault -s tests/faults/test_killed_undo.py` takes about five minutes.
"""

import subprocess
import sys

import pytest

from tests.faults.kills import draws
from tests.faults.processes import ROOT
from tests.faults.report import KILLS, Report
from tests.faults.site import Site

pytestmark = pytest.mark.fault
MODULE = "tests.faults.undoer"


def kill_at(site, point):
    """Kill a process that undoes when it has come to a point."""
    process = subprocess.Popen(
        [sys.executable, "-m", MODULE, "undo", str(site.folder), str(point)],
        cwd=ROOT,
        env=site.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "there\n"
    process.kill()
    process.communicate()


def undo(site):
    """Undo the latest upload; returns the point before its commit."""
    word, commit = site.run("-m", MODULE, "undo", site.folder).split()
    assert word == "done"
    return int(commit)


def look(site):
    """Return the state of the latest upload, a digest of all rows, and the database's health."""
    return site.run("-m", MODULE, "look", site.folder).split(maxsplit=2)


def load(site):
    """Load the file and return what then is there."""
    site.run("-m", MODULE, "load", site.folder)
    return look(site)


def points_of(rng, commit):
    """Give the points of the kills: one at work, both sides of the commit, then by chance again."""
    yield from (rng.randint(1, commit - 1), commit, commit + 1)
    while True:
        yield rng.randint(1, commit - 1)


def try_kills(site, name):
    site.run("manage.py", "migrate", "--verbosity", 0)
    _, before, _ = look(site)
    loaded = load(site)
    commit = undo(site)
    undone = ["undone", before, "ok"]
    assert look(site) == undone
    report = Report(f"{name} kill -9 at one of {commit} points of an undo", KILLS)
    is_loaded = False
    for _, point in zip(range(KILLS), points_of(draws(name), commit), strict=False):
        loaded = loaded if is_loaded else load(site)
        kill_at(site, point)
        found, expected = look(site), undone if point > commit else loaded
        problems = [] if found == expected else [f"{found}, not {expected}"]
        report.add(f"at point {point}, left {found[0]}", problems=problems)
        is_loaded = found == loaded
    if is_loaded:
        undo(site)
    assert look(site) == undone
    report.close()


def test_a_killed_undo_has_happened_or_not_on_sqlite(folder):
    site = Site(folder=folder / "undo-sqlite", database_url="", broker_url="memory://")
    try_kills(site, "F-08 undo, SQLite:")


def test_a_killed_undo_has_happened_or_not_on_postgresql(folder, postgres):
    site = Site(
        folder=folder / "undo",
        database_url=postgres.create("undo"),
        broker_url="memory://",
    )
    try_kills(site, "F-08 undo, PostgreSQL:")
