"""What a check found of a file: how it was read, what its load would do, and what stands against it.

Kept as JSON of bounded size, whatever the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from intake.checks.holding import Hold
from intake.checks.sampling import LONGEST_CELL, Sample, Touched
from intake.domain.column_readings import ColumnReading
from intake.domain.opening import Opened
from intake.domain.reasons import Reasons, without_nul
from intake.domain.refusals import Finding, Refusal, RefusedRow
from intake.domain.survey import Survey, SurveyedColumn
from intake.notices import Notice
from intake.verdict import Counts, Verdict, state_of

# Names of unknown accounts that are shown, and ids that are told apart at all.
MOST_NAMES = 100
MOST_UNKNOWN = 100_000
# Columns that a page shows with what they hold; a wide usage file may have thousands.
MOST_COLUMNS = 200
_UNKNOWN = frozenset({"unknown_account", "unknown_contract", "product_unclear"})


@dataclass
class Preview:
    """Filled while a file is looked through."""

    dataset: str
    rows: int = 0
    known_ids: int = 0
    counts: Counts = field(default_factory=Counts)
    sample: Sample = field(default_factory=Sample)
    touched: Touched = field(default_factory=Touched)
    # Different ids for which there is no account, in the order of the file.
    unknown: dict[str, None] = field(default_factory=dict)
    findings: Sequence[Finding | Notice] = ()
    refused: Sequence[RefusedRow] = ()
    reasons: Reasons = field(default_factory=Reasons)
    header: Sequence[str] = ()
    file_refusals: Sequence[Refusal] = ()
    holds: Sequence[Hold] = ()
    table: dict[str, Any] = field(default_factory=dict)
    surveyed: Sequence[SurveyedColumn] = ()
    readings: Sequence[ColumnReading] = ()

    def see_table(self, opened: Opened, surveyed: Survey) -> None:
        """Remember how the file was opened, and what its columns may be."""
        self.table = {
            "encoding": opened.encoding,
            "separator": surveyed.separator,
            "container": opened.container,
            "sheets": list(opened.sheets),
            "sheet": opened.sheet,
        }
        self.surveyed = surveyed.columns

    def see_refused(self, row: RefusedRow) -> None:
        for refusal in row.refusals:
            if refusal.code in _UNKNOWN and len(self.unknown) < MOST_UNKNOWN:
                self.unknown[str(refusal.params["value"])] = None

    def see_judged(self, judged, counts: Counts, notices: Sequence[Notice]) -> None:
        """Remember what was judged of all rows, after its load was rehearsed."""
        self.rows, self.counts, self.touched = judged.rows, counts, judged.touched
        self.known_ids, self.readings = judged.known_ids, judged.columns()
        self.unknown |= dict.fromkeys(judged.new_ids)
        self.findings, self.refused = [*judged.findings(), *notices], judged.refused
        self.reasons, self.header = judged.reasons, judged.header
        self.sample.take_refused(judged.header, judged.refused)

    def as_dict(self) -> dict[str, Any]:
        """Give what was found for keeping as JSON, with the verdict that a load would have."""
        verdict = Verdict(
            self.dataset,
            self._state(),
            self.counts,
            findings=self.findings,
            refused_rows=self.refused,
            reasons=self.reasons,
            file_refusals=self.file_refusals,
            header=self.header,
            rows=self.rows,
        )
        kept = {
            "verdict": verdict.as_kept(),
            "table": self.table,
            "columns": self._columns(),
            "more_columns": max(0, len(self.surveyed) - MOST_COLUMNS),
            "samples": self.sample.as_dict(),
            "unknown": {"count": len(self.unknown), "names": list(self.unknown)[:MOST_NAMES]},
            "touched": self.touched.as_dict(),
            "holds": [hold.as_dict() for hold in self.holds],
        }
        return without_nul(kept)

    def _state(self):
        refused = self.counts.refused
        is_whole = bool(self.file_refusals) or refused == self.rows
        return state_of(is_whole_refused=is_whole, refused=refused, good_rows=False)

    def _columns(self):
        return [
            {
                "header": column.header,
                "cells": [cell[:LONGEST_CELL] for cell in column.samples],
                "key": column.key,
                "rests_on": column.rests_on,
                "read": self.readings[at].as_dict() if at < len(self.readings) else None,
            }
            for at, column in enumerate(self.surveyed[:MOST_COLUMNS])
        ]
