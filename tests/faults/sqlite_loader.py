"""A process that loads file after file into SQLite and says so, until it is killed.

python -m tests.faults.sqlite_loader FOLDER FIRST writes "begin N" before file N and "done N" once
it is loaded. Every file holds ROWS activities and as many usage facts, all of its own number.
"""

import os
import sys
from datetime import date, timedelta
from pathlib import Path

import django

ROWS = 400
ACCOUNTS = 20
FIRST_DAY = date(2001, 1, 1)


def files(number):
    """Return (dataset, text) of the two files of a number."""
    day = FIRST_DAY + timedelta(days=number)
    activities = "".join(f"A-{row % ACCOUNTS},{number}-{row},{day},call\n" for row in range(ROWS))
    usage = "".join(
        f"A-{row % ACCOUNTS},{day},s{row // ACCOUNTS},{number}\n" for row in range(ROWS)
    )
    return [
        ("activities", "account_id,activity_id,happened_on,kind\n" + activities),
        ("usage", "account_id,date,metric,value\n" + usage),
    ]


def load(folder, dataset, text):
    from django.utils import timezone

    from intake.services import load_file

    path = folder / f"{dataset}.csv"
    path.write_text(text)
    verdict, _ = load_file(path, dataset=dataset, at=timezone.now())
    if verdict.state != "loaded":
        raise RuntimeError(verdict.as_dict())


def main(folder, first):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_platform.settings")
    django.setup()
    if not first:
        accounts = "".join(f"A-{number},Account {number}\n" for number in range(ACCOUNTS))
        load(folder, "accounts", "account_id,name\n" + accounts)
    number = first
    while True:
        for dataset, text in files(number):
            _say(f"begin {dataset} {number}")
            load(folder, dataset, text)
            _say(f"done {dataset} {number}")
        number += 1


def _say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
