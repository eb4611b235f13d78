"""F-08 for undoing: the process is killed while it takes an upload back, on both databases.

`FAULT_KILLS=20 pytest -m fault -s tests/faults/test_killed_undo.py` takes about ten minutes.
"""

import subprocess
import sys
import time

import pytest

from tests.faults.kills import LATEST, draws
from tests.faults.processes import ROOT
from tests.faults.report import KILLS, Report
from tests.faults.site import Site

pytestmark = pytest.mark.fault
MODULE = "tests.faults.undoer"


class Undoing:
    """A process that undoes, from the moment at which it begins."""

    def __init__(self, site):
        self._popen = subprocess.Popen(
            [sys.executable, "-m", MODULE, "undo", str(site.folder)],
            cwd=ROOT,
            env=site.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._popen.stdout.readline() == "begin\n"
        self._begun = time.monotonic()

    def wait(self):
        """Let it come to its end; returns the seconds that took."""
        assert self._popen.communicate()[0] == "done\n"
        return time.monotonic() - self._begun

    def kill(self, after):
        """Kill it so many seconds after it began; returns whether it had said that it was over."""
        time.sleep(max(0, after - (time.monotonic() - self._begun)))
        self._popen.kill()
        return self._popen.communicate()[0] == "done\n"


def look(site):
    """Return the state of the latest upload, a digest of all rows, and the database's health."""
    return site.run("-m", MODULE, "look", site.folder).split(maxsplit=2)


def load(site):
    """Load the file and return what then is there."""
    site.run("-m", MODULE, "load", site.folder)
    return look(site)


def seconds_undisturbed(site):
    load(site)
    return Undoing(site).wait()


def try_kills(site, name):
    site.run("manage.py", "migrate", "--verbosity", 0)
    _, before, _ = look(site)
    undisturbed = min(seconds_undisturbed(site) for _ in range(2))
    assert look(site) == ["undone", before, "ok"]
    rng, loaded, in_the_middle = draws(name), None, 0
    report = Report(f"{name} kill -9 during an undo of {undisturbed:.1f} s", KILLS)
    for _ in range(KILLS):
        loaded = loaded or load(site)
        at = rng.uniform(0, LATEST) * undisturbed
        is_over = Undoing(site).kill(at)
        found = look(site)
        is_undone = found == ["undone", before, "ok"]
        problems = [] if is_undone or found == loaded else [f"{found}, neither loaded nor undone"]
        problems += ["it said done and was not"] if is_over and not is_undone else []
        in_the_middle += not is_over
        report.add(f"at {at:4.1f} s, left {found[0]}", problems=problems)
        loaded = None if is_undone else loaded
    if loaded:
        Undoing(site).wait()
    assert look(site) == ["undone", before, "ok"]
    report.close()
    assert in_the_middle >= KILLS // 2, f"{in_the_middle} of {KILLS} hit it at work"


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
