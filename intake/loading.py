"""One file on its way in: its orders, what was judged of it, and the one transaction that writes it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from django.db import transaction

from core import locks
from core.calendar import business_date
from intake.domain.column_readings import ColumnReading
from intake.domain.columns import Dataset
from intake.domain.instructions import Instructions
from intake.domain.refusals import FileRefusedError, Finding, RefusedRow
from intake.models import UploadState
from intake.notices import Notice
from intake.revisions import NoRevisions, Revisions
from intake.verdict import Counts, Verdict, state_of

# Loads write one after the other, so that two of them end as if one had come first.
LOAD_LOCK = "load"
LONGEST_WAIT_SECONDS = 600


@dataclass(frozen=True)
class Load:
    """What to load and how.

    With `makes_accounts`, ids of accounts that are not known become accounts.
    `at` is the instant of the load, and `on` its day, from which changes hold. `tell(share)` hears how
    far the load is, 0 to 1.
    `refuse(row, header)` takes every refused row. `keep(verdict)` is called once, as the final
    thing in the transaction that holds all that was written, as `revisions` do.
    """

    dataset: Dataset
    source: str
    instructions: Instructions
    is_good_rows_only: bool
    makes_accounts: bool
    at: datetime
    tell: Callable[[float], None]
    refuse: Callable[[RefusedRow, Sequence[str]], None]
    keep: Callable[[Verdict], None]
    revisions: Revisions = field(default_factory=NoRevisions)

    @property
    def on(self) -> date:
        return business_date(self.at)


class Judged(Protocol):
    """A file that was read to its end; nothing of it is written yet.

    `refused` has the first refused rows, `refused_rows` counts them all.
    """

    rows: int
    refused_rows: int
    refused: Sequence[RefusedRow]
    header: Sequence[str]

    def findings(self) -> Sequence[Finding]:
        """Say what was found; asked after writing."""

    def columns(self) -> Sequence[ColumnReading]:
        """Say how each column of the file was read."""

    def write(self, counts: Counts) -> Sequence[Notice]:
        """Write the good rows and count them; may raise FileRefusedError."""


def settle(load: Load, judged: Judged, notices: Sequence[Notice] = ()) -> Verdict:
    """Write what was judged, or refuse it, and keep the verdict, `notices` with it.

    Raises core.locks.LockBusyError.
    """
    counts = Counts(refused=judged.refused_rows)
    state = state_of(
        is_whole_refused=judged.refused_rows == judged.rows,
        refused=judged.refused_rows,
        good_rows=load.is_good_rows_only,
    )
    if state == UploadState.REFUSED:
        with transaction.atomic():
            return _kept(load, judged, state, counts, notices)
    with locks.alone(LOAD_LOCK, wait_seconds=LONGEST_WAIT_SECONDS):
        made = judged.write(counts)
        return _kept(load, judged, state, counts, [*notices, *made])


def refuse_file(load: Load, error: FileRefusedError) -> Verdict:
    """Keep the verdict on a file of which nothing can be loaded."""
    verdict = Verdict(load.dataset.key, "refused", Counts(), file_refusals=error.refusals)
    with transaction.atomic():
        load.keep(verdict)
    return verdict


def _kept(load, judged, state, counts, notices):
    verdict = Verdict(
        load.dataset.key,
        state,
        counts,
        findings=[*judged.findings(), *notices],
        refused_rows=judged.refused,
        header=judged.header,
    )
    load.keep(verdict)
    return verdict
