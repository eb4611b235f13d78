"""A process that loads a file of usage, undoes it, or looks at what there is; killed while it undoes.

python -m tests.faults.undoer load|undo|look FOLDER; undo writes "begin" and, once it is over, "done".
The file makes ACCOUNTS accounts and their usage, so that undoing it goes through many tables.
"""

import hashlib
import os
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


def undo_latest():
    from django.utils import timezone

    from intake.models import Upload
    from intake.undoing import undo

    upload = Upload.objects.latest("pk")
    _say("begin")
    undo(upload, by=None, at=timezone.now())
    _say("done")


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


def main(what, folder):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_platform.settings")
    django.setup()
    {"load": lambda: load(folder), "undo": undo_latest, "look": look}[what]()


def _say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
