"""F-08: the process is killed while it writes to SQLite.

`FAULT_KILLS=20 pytest -m fault -s tests/faults/test_killed_sqlite.py` kills 100 times, in about ten
minutes.
"""

import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from tests.faults.kills import draws
from tests.faults.processes import ROOT
from tests.faults.report import KILLS, Report
from tests.faults.site import Site
from tests.faults.sqlite_loader import ROWS

pytestmark = pytest.mark.fault
# What is acknowledged is looked for after each kill, so a hundred kills make a hundred proofs.
TRIALS = 5 * KILLS
# A file takes some fiftieths of a second: within this time of the first several are written.
LATEST_SECONDS = 0.8
STARTS_WITHIN = 60


class Loader:
    """The loading process, and what it has said so far."""

    def __init__(self, site, first):
        self._begun = threading.Event()
        self.said = []
        self._popen = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sqlite_loader", str(site.folder), str(first)],
            cwd=ROOT,
            env=site.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._listening = threading.Thread(target=self._listen)
        self._listening.start()

    def _listen(self):
        for line in self._popen.stdout:
            self.said.append(line.split())
            self._begun.set()

    def kill(self, after):
        """Kill it so many seconds after it began its first file."""
        assert self._begun.wait(STARTS_WITHIN), "the loader did not begin"
        time.sleep(after)
        self._popen.kill()
        self._popen.wait()
        self._listening.join()

    @property
    def is_in_the_middle(self):
        return self.said[-1][0] == "begin"


def test_what_was_acknowledged_is_there_when_the_process_is_killed(folder):
    site = Site(folder=folder / "sqlite", database_url="", broker_url="memory://")
    site.run("manage.py", "migrate", "--verbosity", 0)
    rng, report = draws("F-08"), Report("F-08 kill -9 during a write to SQLite", TRIALS)
    acknowledged, first, in_the_middle = {"activities": set(), "usage": set()}, 0, 0
    for _ in range(TRIALS):
        loader = Loader(site, first)
        loader.kill(rng.uniform(0, LATEST_SECONDS))
        for word, dataset, number in loader.said:
            if word == "done":
                acknowledged[dataset].add(int(number))
        in_the_middle += loader.is_in_the_middle
        problems = problems_of(site.folder / "data" / "db.sqlite3", acknowledged)
        report.add(f"at {' '.join(loader.said[-1])}", problems=problems)
        first = 1 + int(loader.said[-1][2])
    report.close()
    assert in_the_middle >= TRIALS // 2, f"{in_the_middle} of {TRIALS} hit a file being written"


def problems_of(path, acknowledged):
    """Say what is broken, missing or there in part; a file that was not acknowledged may be whole."""
    database = sqlite3.connect(path)
    try:
        (health,) = database.execute("PRAGMA integrity_check").fetchone()
        found = {
            "activities": dict(
                database.execute(
                    "SELECT CAST(substr(external_id, 1, instr(external_id, '-') - 1) AS int),"
                    " count(*) FROM engagement_activity GROUP BY 1"
                )
            ),
            "usage": usage_by_number(database),
        }
    finally:
        database.close()
    problems = [] if health == "ok" else [f"integrity_check: {health}"]
    for dataset, numbers in acknowledged.items():
        lost = numbers - found[dataset].keys()
        cut = {number: rows for number, rows in found[dataset].items() if rows != ROWS}
        problems += [f"{dataset} lost: {sorted(lost)}"] if lost else []
        problems += [f"{dataset} in part: {cut}"] if cut else []
    return problems


def usage_by_number(database):
    """Count facts by their value, which is the number of the file that brought them."""
    counts = {}
    for (facts,) in database.execute("SELECT facts FROM engagement_usagemonth"):
        # Packed facts of 11 bytes: series, day, value in ten-thousandths.
        for at in range(0, len(facts), 11):
            number = int.from_bytes(facts[at + 3 : at + 11], "little") // 10_000
            counts[number] = counts.get(number, 0) + 1
    return counts
