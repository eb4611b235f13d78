"""manage.py load: bring a CSV file in."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import translation

from core.locks import LockBusyError
from intake.domain.datasets import DATASETS
from intake.models import UploadState
from intake.services import load_file

EXIT = {UploadState.LOADED: 0, UploadState.REFUSED: 1, UploadState.PARTIAL: 3}
COULD_NOT_RUN = 2
# A person reads this many reasons; the file of refused rows has all of them.
MOST_SHOWN = 20


class Command(BaseCommand):
    help = (
        "Bring one CSV file in. All or nothing, unless --good-rows. The same file twice changes "
        "nothing. Exit status 0 loaded, 1 refused, 3 loaded in part, 2 could not run."
    )

    def add_arguments(self, parser):
        parser.add_argument("dataset", choices=list(DATASETS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", default="main", help="whose ids the file uses")
        parser.add_argument("--good-rows", action="store_true", help="load the rows that hold")
        parser.add_argument("--json", action="store_true", help="print the verdict for programs")
        parser.add_argument("--language", choices=["en", "ja"], default="en")

    def handle(self, *, dataset, file, source, good_rows, language, **options):
        as_json = options["json"]
        with translation.override(language):
            try:
                verdict, refused_name = load_file(
                    file,
                    dataset=dataset,
                    source=source,
                    good_rows=good_rows,
                    tell=self._tell(as_json),
                )
            except (OSError, LockBusyError, DatabaseError) as error:
                self._could_not_run(dataset, error, as_json=as_json)
            self._print(verdict, refused_name, as_json=as_json)
        sys.exit(EXIT[verdict.state])

    def _tell(self, is_quiet):
        if is_quiet or not self.stderr.isatty():
            return lambda share: None
        return lambda share: self.stderr.write(f"\r{share:4.0%} {'█' * int(share * 40)}", ending="")

    def _could_not_run(self, dataset, error, *, as_json):
        if as_json:
            self.stdout.write(
                json.dumps({"dataset": dataset, "state": "failed", "error": str(error)})
            )
        else:
            self.stderr.write(f"could not run: {error}")
        sys.exit(COULD_NOT_RUN)

    def _print(self, verdict, refused_name, *, as_json):
        found = {**verdict.as_dict(), "refused_rows_file": refused_name}
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        counts = ", ".join(f"{key} {count:,}" for key, count in found["counts"].items())
        self.stdout.write(f"{verdict.dataset}: {verdict.state}; {counts}")
        for finding in found["findings"]:
            self.stdout.write(f"note: {finding['message']}")
        for refusal in found["refusals"][:MOST_SHOWN]:
            where = f"line {refusal['line']}, {refusal['column'] or '-'}"
            self.stdout.write(f"refused: {where}: {refusal['code']}: {refusal['message']}")
        if refused_name:
            self.stdout.write(f"all refused rows: {refused_name}")
