"""Reading a whole file of a small dataset: rows that hold, and rows that are refused.

Holds one row and, for every row, its natural key. What a row means for the database (is the account
known?) is not decided here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from intake.domain.attributes import AttributeKinds
from intake.domain.column_readings import ColumnReading, Use, column_readings
from intake.domain.columns import LONGEST_ID, Column, ColumnType, Dataset, Further
from intake.domain.headers import Header, match_header
from intake.domain.instructions import Instructions
from intake.domain.reading import FileHead, flawed_cells, read_head, rows_of
from intake.domain.refusals import FileRefusedError, Finding, Notes, Refusal, RefusedRow, excerpt
from intake.domain.values import Reading, UnreadableError, read_cell, read_date

# Columns repeat themselves: so many different short texts are remembered with what they mean.
MOST_KNOWN: Final = 4_096


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds. `values` has every column of the file by key; None where a cell is empty.

    Values are str, int (decimals in ten-thousandths), Decimal (money), date or bool. `attributes`
    has the further columns' texts by header, where the dataset has such; `cells` are the row as it
    came.
    """

    line: int
    values: dict[str, Any]
    attributes: dict[str, str]
    cells: tuple[str, ...]


class CellReader:
    """Reads one declared column down the file; holds on to the style of its first date."""

    def __init__(self, column: Column, name: str, notes: Notes) -> None:
        self.column, self.name, self._notes = column, name, notes
        # As values.ISO_STYLE; None until a date was read.
        self.style: str | None = None
        self._styled_on = 0
        self._known: dict[str, Reading] = {}

    def read(self, text: str, line: int) -> Any:
        """Read one cell as it stands; raises UnreadableError."""
        reading = self._known.get(text)
        if reading is None:
            stripped = text.strip()
            if not stripped:
                return self._read_empty(line)
            reading = self._read_first(stripped, line)
            if len(self._known) < MOST_KNOWN and len(text) <= LONGEST_ID:
                self._known[text] = reading
        for code in reading.notes:
            self._notes.add(code, self.name, line)
        return reading.value

    def _read_empty(self, line: int) -> None:
        if self.column.is_required:
            raise UnreadableError("required")
        if self.column.is_expected:
            self._notes.add("empty_expected", self.name, line)

    def _read_first(self, text: str, line: int) -> Reading:
        """Read a text that is not remembered."""
        if self.column.type is not ColumnType.DATE:
            return read_cell(self.column, text)
        day, style, notes = read_date(text)
        if self.style is None:
            self.style, self._styled_on = style, line
        elif style != self.style:
            raise UnreadableError("mixed_dates", value=excerpt(text), first_line=self._styled_on)
        return Reading(day, notes)


class FileReader:
    """A file of one dataset, open for reading once from top to bottom.

    `stream` is seekable and valid UTF-8 (see `encodings.open_utf8`), placed after any mark. The
    constructor reads the header and raises FileRefusedError when it will not do.
    """

    def __init__(
        self, stream: BinaryIO, dataset: Dataset, instructions: Instructions | None = None
    ) -> None:
        said = instructions or Instructions()
        self.dataset = dataset
        self.head: FileHead = read_head(stream, said.separator)
        self.header: Header = match_header(self.head, dataset, said.mapped)
        self.attributes = AttributeKinds(self.header.further)
        self._stream = stream
        self._notes = Notes()
        self._readers = [
            (position, CellReader(dataset.column(key), self.header.names[position], self._notes))
            for key, position in self.header.positions.items()
        ]
        self._seen: dict[tuple[Any, ...], int] = {}

    def __iter__(self) -> Iterator[Row | RefusedRow]:
        """Yield every row in the order of the file.

        Raises FileRefusedError, even after rows were yielded, where nothing of the file can be
        loaded. A row whose natural key came before is refused, naming both lines.
        """
        is_empty = True
        for record in rows_of(self._stream, self.head):
            is_empty = False
            if isinstance(record, RefusedRow):
                yield record
            else:
                yield self._read(record.line, record.cells)
        if is_empty:
            raise FileRefusedError(Refusal(self.head.line, "", "no_rows"))

    def findings(self) -> tuple[Finding, ...]:
        """Say what was found in the rows read so far."""
        return self._notes.findings()

    def columns(self) -> tuple[ColumnReading, ...]:
        """Say how each column was read, in the rows read so far."""
        uses = {
            position: Use(reader.column.key, reader.column.type, reader.style or "")
            for position, reader in self._readers
        }
        kinds = self.attributes.kinds()
        uses |= {position: Use("", kinds[name]) for name, position in self.header.further.items()}
        return column_readings(self.header.names, uses, self.findings())

    def _read(self, line: int, cells: Sequence[str]) -> Row | RefusedRow:
        refusals = flawed_cells(line, cells, self.header.names)
        values: dict[str, Any] = {}
        if not refusals:
            for position, reader in self._readers:
                try:
                    values[reader.column.key] = reader.read(cells[position], line)
                except UnreadableError as error:
                    refusals.append(Refusal(line, reader.name, error.code, error.params))
        refusals = refusals or self._repeated(line, values)
        if refusals:
            return RefusedRow(line, tuple(cells), tuple(refusals))
        self._note_orders(line, values)
        return Row(line, values, self._read_attributes(cells), tuple(cells))

    def _repeated(self, line: int, values: dict[str, Any]) -> list[Refusal]:
        key = tuple(values[part] for part in self.dataset.natural_key)
        first = self._seen.setdefault(key, line)
        if first == line:
            return []
        params = {
            "key": ", ".join(self.dataset.natural_key),
            "first_line": first,
            "value": ", ".join(map(str, key)),
        }
        column = self.header.name_of(self.dataset.natural_key[-1])
        return [Refusal(line, column, "duplicate_key", params)]

    def _note_orders(self, line: int, values: dict[str, Any]) -> None:
        for order in self.dataset.orders:
            earlier, later = values.get(order.earlier), values.get(order.later)
            if earlier and later and later < earlier:
                column = self.header.name_of(order.later)
                self._notes.add(order.code, column, line)

    def _read_attributes(self, cells: Sequence[str]) -> dict[str, str]:
        if self.dataset.further is not Further.ATTRIBUTES:
            return {}
        texts = {name: cells[at].strip() for name, at in self.header.further.items()}
        self.attributes.see(texts)
        return texts
