"""A process that loads a file of usage, undoes it, or looks at what there is; killed while it undoes.

python -m tests.faults.undoer load|undo|look FOLDER [POINT]; undo writes "done N" once it is over. It
passes points: before every statement, before its commit, which is point N, and after it. Given a point, it
writes "there" when it has come to it, and waits to be killed. The file makes ACCOUNTS accounts and their
usage, so that undoing it goes through many tables.
"""

import hashlib
import os
import signal
import sys
from datetime import date, timedelta
from pathlib import Path

import django

ACCOUNTS = 1_500
DAYS = 90
FIRST_DAY = date(2026, 1, 1)


def load(folder):
    from django.utils import timezone

    from intake.services import load_file

    path = folder / "usage.csv"
    days = [FIRST_DAY + timedelta(days=number) for number in range(DAYS)]
    rows = (f"A-{number},{day},posts,{number}\n" for day in days for number in range(ACCOUNTS))
    path.write_text("account_id,date,metric,value\n" + "".join(rows))
    verdict, _ = load_file(path, dataset="usage", at=timezone.now(), makes_accounts=True)
    if verdict.state != "loaded":
        raise RuntimeError(verdict.as_dict())


class Points:
    """Counts the moments at which a kill may come, and waits for it at one of them."""

    def __init__(self, final):
        self.passed, self.commit, self._final = 0, 0, final

    def __call__(self, execute, *args):
        """Pass one before a statement, as a wrapper of Django's."""
        self.reach()
        return execute(*args)

    def reach(self):
        self.passed += 1
        if self.passed == self._final:
            _say("there")
            signal.pause()


def undo_latest(point):
    from django.db import connection
    from django.utils import timezone

    from intake.models import Upload
    from intake.undo.services import undo

    upload, points = Upload.objects.latest("pk"), Points(point)
    commit = connection.commit

    def reach_and_commit():
        points.reach()
        points.commit = points.passed
        commit()
        points.reach()

    connection.commit = reach_and_commit
    with connection.execute_wrapper(points):
        undo(upload, by=None, at=timezone.now())
    _say(f"done {points.commit}")


def look():
    """Say the state of the latest upload, whether the database is whole, and a digest of all rows."""
    from django.db import connection

    from intake.models import Upload
    from tests.intake.rows import whole_database

    latest, health = Upload.objects.order_by("pk").last(), "ok"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            (health,) = cursor.execute("PRAGMA integrity_check").fetchone()
    digest = hashlib.sha256(repr(whole_database()).encode()).hexdigest()
    _say(f"{latest.state if latest else '-'} {digest} {health}")


def main(what, folder, point=0):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_platform.settings")
    django.setup()
    {"load": lambda: load(folder), "undo": lambda: undo_latest(point), "look": look}[what]()


def _say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
