"""Reading single rows of usage exactly: for what the fast reading of blocks could not vouch for.

Whatever a row holds, it comes out here as the facts that the fast reading would have made of its
tidy form, or as refusals.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from core.csv_out import undefused
from intake.domain.cell_texts import UnreadableError
from intake.domain.column_dates import ColumnDates
from intake.domain.columns import Column, ColumnType, Words
from intake.domain.damaged_ids import DamagedIds
from intake.domain.datasets import LONGEST_SERIES, USAGE
from intake.domain.reading import flawed_cells
from intake.domain.records import CellReader
from intake.domain.refusals import Notes, Refusal, RefusedRow, excerpt
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_days import fact_key
from intake.domain.usage_layout import BY_CONTRACT, UsageLayout
from intake.domain.usage_new_accounts import OpenAccounts

_NO_WORDS: Final = Words("", "")
_SERIES: Final = Column(
    "metric", ColumnType.TEXT, _NO_WORDS, _NO_WORDS, is_required=True, longest=LONGEST_SERIES
)


class SeriesNames:
    """The names of series that a file uses, numbered as they come."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self.names = list(names)
        self._numbers = {name: number for number, name in enumerate(self.names)}

    def number(self, name: str) -> int:
        """Give a name's number, a new one to a new name."""
        if name not in self._numbers:
            self._numbers[name] = len(self.names)
            self.names.append(name)
        return self._numbers[name]


class RowReader:
    """Reads the rows of one usage file one by one."""

    def __init__(
        self,
        layout: UsageLayout,
        accounts: KnownAccounts | OpenAccounts,
        series: SeriesNames,
        dates: ColumnDates,
        notes: Notes,
        repeated: Mapping[int, int],
    ) -> None:
        self._layout, self._accounts, self._series, self._notes = layout, accounts, series, notes
        # Only ids that were known before the file.
        self._damaged = DamagedIds(accounts.ids)
        value = USAGE.column("value")
        # With several measures, a row needs not have each.
        of_measure = value if layout.more_at else _required(value)
        self._measures = [
            (at, more, CellReader(of_measure, layout.name_at(at), notes))
            for at, more in layout.measures.items()
        ]
        self._wide = [
            (at, name, CellReader(value, layout.name_at(at), notes))
            for name, at in layout.wide.items()
        ]
        self._id = CellReader(
            _required(USAGE.column(layout.id_key)), layout.name_at(layout.id_at), notes
        )
        self.date = CellReader(USAGE.column("date"), layout.name_at(layout.date_at), notes, dates)
        longest = LONGEST_SERIES - max(map(len, layout.measures.values()), default=0)
        metric = replace(_SERIES, longest=max(longest, 1))
        self._metric = CellReader(metric, layout.name_at(layout.series_at or 0), notes)
        row_id, at = USAGE.column("row_id"), layout.row_id_at
        self._row_id = CellReader(row_id, layout.name_at(at or 0), notes)
        self._repeated = repeated

    def read(self, line: int, cells: Sequence[str]) -> list[tuple[int, int]] | RefusedRow | None:
        """Give the row's facts as (key, value), or say why not; None for a blank row."""
        if not any(map(str.strip, cells)):
            return None
        refusals = flawed_cells(line, cells, self._layout.head.names)
        facts = [] if refusals else self._facts(line, cells, refusals)
        return RefusedRow(line, tuple(cells), tuple(refusals)) if refusals else facts

    def _facts(
        self, line: int, cells: Sequence[str], refusals: list[Refusal]
    ) -> list[tuple[int, int]]:
        external_id = self._read(self._id, cells[self._layout.id_at], line, refusals)
        row = -1 if external_id is None else self._row(line, external_id, refusals)
        day = self._read(self.date, cells[self._layout.date_at], line, refusals)
        values = self._values(line, cells, refusals)
        self._check_row_id(line, cells, refusals)
        if refusals:
            return []
        self._note_outside(external_id, day, line)
        return [
            (fact_key(row, day, self._series.number(name)), value)
            for name, value in values
            if value is not None
        ]

    def _values(
        self, line: int, cells: Sequence[str], refusals: list[Refusal]
    ) -> list[tuple[str, int | None]]:
        layout = self._layout
        if layout.series_at is None:
            return [
                (name, self._read(reader, cells[at], line, refusals))
                for at, name, reader in self._wide
            ]
        name = self._read(self._metric, cells[layout.series_at], line, refusals)
        return [
            (f"{name}{more}", self._read(reader, cells[at], line, refusals))
            for at, more, reader in self._measures
        ]

    def _check_row_id(self, line: int, cells: Sequence[str], refusals: list[Refusal]) -> None:
        """Refuse the row whose id is none, or that of a row before it."""
        if self._layout.row_id_at is None:
            return
        row_id = self._read(self._row_id, cells[self._layout.row_id_at], line, refusals)
        if line in self._repeated:
            params = {"key": "row_id", "first_line": self._repeated[line], "value": row_id}
            refusals.append(Refusal(line, self._row_id.name, "duplicate_key", params))

    def _row(self, line: int, external_id: str, refusals: list[Refusal]) -> int:
        damage = self._damage_to(external_id)
        row = -1 if damage else self._accounts.row(external_id)
        if row < 0:
            is_contract = self._layout.id_key == BY_CONTRACT
            unknown = "unknown_contract" if is_contract else self._accounts.unknown
            code, params = damage or (unknown, {"value": excerpt(external_id)})
            refusals.append(Refusal(line, self._id.name, code, params))
        return row

    def _damage_to(self, external_id: str) -> tuple[str, dict[str, Any]] | None:
        is_known = external_id in self._accounts.row_of
        return None if is_known else self._damaged.of(external_id)

    def _note_outside(self, external_id: str, day: dt.date, line: int) -> None:
        """Note a row that is dated outside the contract it names."""
        if self._accounts.spans is None:
            return
        code = self._accounts.spans.code_of(self._accounts.place_of[external_id], day)
        if code:
            self._notes.add(code, self.date.name, line)

    def is_plain_id(self, text: str) -> bool:
        """Whether a cell of ids is read as it stands."""
        if "\0" in text or text != undefused(text):
            return False
        try:
            return self._id.read(text, 0) == text and self._damage_to(text) is None
        except UnreadableError:
            return False

    @staticmethod
    def _read(reader: CellReader, text: str, line: int, refusals: list[Refusal]) -> Any:
        try:
            return reader.read(text, line)
        except UnreadableError as error:
            refusals.append(Refusal(line, reader.name, error.code, error.params))


def _required(column: Column) -> Column:
    return replace(column, is_required=True)
