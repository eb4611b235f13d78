"""manage.py export: give facts and judgements out as a file."""

import argparse
import sys
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand

from dashboards.exports import EXPORTS, NothingToExportError, export


class Command(BaseCommand):
    help = (
        "Write usage, metrics, scores or stages as known on a day, under external ids. "
        "Exit status 0 written, 1 nothing is there for that day, 2 could not write."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=list(EXPORTS))
        parser.add_argument("out", type=Path)
        parser.add_argument("--as-of", type=_day, required=True, metavar="DAY")
        parser.add_argument("--format", choices=["parquet", "csv"], default="csv", dest="form")
        parser.add_argument("--source", default="main", help="whose ids to write")

    def handle(self, *, what, out, as_of, form, source, **_):
        try:
            rows = export(what, as_of=as_of, source=source, path=out, form=form)
        except NothingToExportError:
            self.stderr.write(
                f"There is nothing of {what} for {as_of}. Judge that night first "
                f"(manage.py nightly --as-of {as_of}), or bring its usage in."
            )
            sys.exit(1)
        except OSError as error:
            self.stderr.write(f"could not write: {error}")
            sys.exit(2)
        self.stdout.write(f"{what}: {rows:,} rows in {out}")


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it as 2026-11-22") from None
