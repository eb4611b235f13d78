"""One file on its way in: its orders, what was judged of it, and the one transaction that writes it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from django.db import transaction

from accounts.selectors import merges_so_far
from core import locks
from core.calendar import business_date
from intake.checks.differences import Differences, NoDifferences
from intake.checks.sampling import Sample, Touched
from intake.domain.column_readings import ColumnReading
from intake.domain.columns import Dataset
from intake.domain.instructions import Instructions
from intake.domain.reasons import Reasons
from intake.domain.refusals import FileRefusedError, Finding, Refusal, RefusedRow
from intake.models import UploadState
from intake.notices import Notice
from intake.turns import LONGEST_WAIT_SECONDS, locks_of
from intake.undo.revisions import NoRevisions, Revisions
from intake.verdict import Counts, Verdict, state_of


@dataclass(frozen=True)
class Load:
    """What to load and how.

    With `makes_accounts`, ids of accounts that are not known become accounts.
    `at` is the instant of the load, and `on` its day, from which changes hold. `tell(share)` hears how
    far the load is, 0 to 1.
    `refuse(row, header)` takes every refused row. `wait()` is called before the load takes its turn
    among others, `keep(verdict)` once, as the final thing in the transaction that holds all that was
    written, as `revisions` do. `differences` hear what rows change of what is stored.
    """

    dataset: Dataset
    source: str
    instructions: Instructions
    is_good_rows_only: bool
    makes_accounts: bool
    at: datetime
    tell: Callable[[float], None]
    refuse: Callable[[RefusedRow, Sequence[str]], None]
    revisions: Revisions = field(default_factory=NoRevisions)
    differences: Differences = field(default_factory=NoDifferences)
    keep: Callable[[Verdict], None] = lambda verdict: None
    wait: Callable[[], None] = lambda: None
    # The file is judged by what ids mean before its turn comes.
    merges: tuple[int, int] = field(default_factory=merges_so_far)

    @property
    def on(self) -> date:
        return business_date(self.at)


class Judged(Protocol):
    """A file that was read to its end; nothing of it is written yet.

    `refused` has the first refused rows, `refused_rows` counts them all, `reasons` why.
    """

    rows: int
    refused_rows: int
    refused: Sequence[RefusedRow]
    reasons: Reasons
    header: Sequence[str]
    # What a write or a rehearsal would touch, and how many different known accounts it names.
    touched: Touched
    known_ids: int
    # Ids that become accounts.
    new_ids: Sequence[str]

    def findings(self) -> Sequence[Finding]:
        """Say what was found; asked after writing."""

    def columns(self) -> Sequence[ColumnReading]:
        """Say how each column of the file was read."""

    def write(self, counts: Counts) -> Sequence[Notice]:
        """Write the good rows and count them; may raise FileRefusedError."""

    def rehearse(self, counts: Counts, sample: Sample) -> Sequence[Notice]:
        """Count as `write` does, show some rows of each kind, and leave everything as it is."""


def settle(load: Load, judged: Judged, notices: Sequence[Notice] = ()) -> Verdict:
    """Write what was judged, or refuse it, and keep the verdict, `notices` with it.

    Raises FileRefusedError, core.locks.LockBusyError.
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
    with taking_turns(load):
        if merges_so_far() != load.merges:
            raise FileRefusedError(Refusal(0, "", "merged_meanwhile"))
        made = judged.write(counts)
        return _kept(load, judged, state, counts, [*notices, *made])


@contextmanager
def taking_turns(load: Load) -> Iterator[None]:
    """Open the transaction of a load, after those of all others that may write the same rows.

    Raises core.locks.LockBusyError.
    """
    load.wait()
    with locks.alone(
        *locks_of(load.dataset, makes_accounts=load.makes_accounts),
        wait_seconds=LONGEST_WAIT_SECONDS,
    ):
        yield


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
        reasons=judged.reasons,
        header=judged.header,
        rows=judged.rows,
    )
    load.revisions.finish()
    load.keep(verdict)
    return verdict
