"""manage.py load: bring a CSV file in."""

import argparse
import json
import logging
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.formats import whole
from core.locks import LockBusyError
from intake.domain.columns import ColumnType
from intake.domain.datasets import DATASETS
from intake.domain.dates import DateStyle
from intake.domain.encodings import ENCODINGS
from intake.domain.instructions import Instructions
from intake.domain.reading import SEPARATORS
from intake.domain.reasons import first_of
from intake.models import Upload, UploadState
from intake.services import load_file

EXIT = {UploadState.LOADED: 0, UploadState.REFUSED: 1, UploadState.PARTIAL: 3}
COULD_NOT_RUN = 2
# A person reads this many reasons, each once; the file of refused rows has all of them.
MOST_SHOWN = 20
LONGEST_SOURCE = Upload._meta.get_field("source").max_length

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Bring one file in: CSV text, the same packed by gzip, or an Excel workbook. All or nothing, "
        "unless --good-rows. The same file twice changes "
        "nothing. Exit status 0 loaded, 1 refused, 3 loaded in part, 2 could not run."
    )

    def add_arguments(self, parser):
        parser.add_argument("dataset", choices=list(DATASETS))
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source", default="main", type=_source, help="whose ids the file uses"
        )
        _add_ways_to_read(parser)
        parser.add_argument("--good-rows", action="store_true", help="load the rows that hold")
        parser.add_argument(
            "--make-accounts",
            action="store_true",
            help="let ids of accounts that are not known become accounts, named by their ids",
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="print the verdict for programs, with the reasons of the first 1,000 refused rows",
        )
        parser.add_argument("--language", choices=["en", "ja"], default="en")

    def handle(self, *, dataset, file, source, good_rows, language, **options):
        instructions = _instructions(options, DATASETS[dataset])
        with translation.override(language):
            try:
                verdict, refused = load_file(
                    file,
                    dataset=dataset,
                    at=timezone.now(),
                    source=source,
                    instructions=instructions,
                    good_rows=good_rows,
                    makes_accounts=options["make_accounts"],
                    tell=self._tell(is_quiet=options["json"]),
                )
            except (OSError, LockBusyError, DatabaseError) as error:
                self._could_not_run(dataset, error, as_json=options["json"])
            # Anything unforeseen would end in status 1, which says that the file was refused.
            except Exception as error:
                log.exception("%s could not be loaded", file)
                self._could_not_run(dataset, error, as_json=options["json"])
            self._print(verdict, refused, as_json=options["json"])
        if status := EXIT[verdict.state]:
            sys.exit(status)

    def _tell(self, *, is_quiet):
        if is_quiet or not self.stderr.isatty():
            return lambda share: None
        return self._draw

    def _draw(self, share):
        self.stderr.write(f"\r{share:4.0%} {'█' * int(share * 40)}", str, ending="")
        if share >= 1:
            self.stderr.write("")

    def _could_not_run(self, dataset, error, *, as_json):
        if as_json:
            said = {"dataset": dataset, "state": UploadState.FAILED, "error": str(error)}
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stderr.write(f"could not run: {error}")
        sys.exit(COULD_NOT_RUN)

    def _print(self, verdict, refused, *, as_json):
        found = {**verdict.as_dict(), "refused_rows_file": str(refused or "")}
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        counts = ", ".join(f"{key} {count:,}" for key, count in found["counts"].items())
        self.stdout.write(f"{verdict.dataset}: {verdict.state}; {counts}")
        if verdict.same_as:
            same = _("upload #%(number)s loaded the very same file before")
            self.stdout.write(f"note: {same % {'number': verdict.same_as}}")
        for finding in found["findings"]:
            self.stdout.write(f"note: {finding['message']}")
        for kept in verdict.as_kept()["reasons"][:MOST_SHOWN]:
            self.stdout.write(f"refused: {_reason(kept)}")
        if refused:
            self.stdout.write(_("all refused rows: %(file)s") % {"file": refused})


def _reason(kept):
    """Say one reason with the first row that has it, and how many others have it."""
    first, others = first_of(kept), kept["count"] - 1
    line = _("line %(line)s") % {"line": first.line}
    said = f"{line}, {first.column or '-'}: {first.code}: {first.describe(translation)}"
    if not others:
        return said
    words = ngettext("and %(n)s more row", "and %(n)s more rows", others)
    return f"{said} ({words % {'n': whole(others)}})"


def _add_ways_to_read(parser):
    """Take what `Instructions` hold."""
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        type=_pair,
        metavar="THEIRS=OURS",
        help="which of our columns one of theirs is; nothing after = leaves it out; repeatable",
    )
    parser.add_argument("--encoding", choices=ENCODINGS, help="what the text is written in")
    parser.add_argument(
        "--separator", type=_separator, help="the sign between cells; tab may be said as tab"
    )
    parser.add_argument("--sheet", help="which sheet of a workbook to read")
    parser.add_argument(
        "--dates",
        action="append",
        default=[],
        type=_pair,
        metavar="COLUMN=STYLE",
        help=f"how one of our columns of dates is written: {', '.join(DateStyle)}; repeatable",
    )
    parser.add_argument(
        "--product", help="the product of all rows that name none, where there are several"
    )


def _source(text):
    if not 0 < len(text) <= LONGEST_SOURCE:
        raise argparse.ArgumentTypeError(f"a source has 1 to {LONGEST_SOURCE} characters")
    return text


def _pair(text):
    theirs, sign, ours = text.rpartition("=")
    if not sign or not theirs.strip():
        raise argparse.ArgumentTypeError("say it as THEIRS=OURS")
    return theirs.strip(), ours.strip()


def _separator(text):
    sign = "\t" if text == "tab" else text
    if sign not in SEPARATORS:
        raise argparse.ArgumentTypeError("a separator is one of , ; | tab")
    return sign


def _instructions(options, dataset):
    """Give what was said of the file; raises CommandError for what the dataset does not have."""
    keys = {column.key for column in dataset.columns}
    mapped = dict(options["map"])
    if unknown := sorted({key for key in mapped.values() if key} - keys):
        raise CommandError(f"no column of {dataset.key}: {', '.join(unknown)}")
    dates = dict(options["dates"])
    columns = {each.key for each in dataset.columns if each.type is ColumnType.DATE}
    if unknown := sorted(dates.keys() - columns):
        raise CommandError(f"no column of dates of {dataset.key}: {', '.join(unknown)}")
    if unknown := sorted(set(dates.values()) - set(DateStyle)):
        raise CommandError(f"no way to write dates: {', '.join(unknown)}")
    return Instructions(
        encoding=options["encoding"],
        separator=options["separator"],
        sheet=options["sheet"],
        mapped=mapped,
        dates=dates,
        product=options["product"],
    )
