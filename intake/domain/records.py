"""Reading a whole file of a small dataset: rows that hold, and rows that are refused.

Holds one row and, for every row, its natural key. What a row means for the database (is the account
known?) is not decided here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from core.csv_out import undefused
from intake.domain.attributes import AttributeKinds
from intake.domain.cell_texts import Reading, UnreadableError
from intake.domain.column_dates import ColumnDates, Decision, cells_at, said_style
from intake.domain.column_readings import ColumnReading, Use, column_readings
from intake.domain.columns import LONGEST_ID, Column, ColumnType, Dataset, Further
from intake.domain.dates import DaySpan
from intake.domain.headers import Header, match_header
from intake.domain.instructions import Instructions
from intake.domain.numbers import is_in_currency
from intake.domain.reading import FileHead, flawed_cells, read_head, rows_of
from intake.domain.refusals import FileRefusedError, Finding, Notes, Refusal, RefusedRow, excerpt
from intake.domain.values import read_cell

# Columns repeat themselves: so many different short texts are remembered with what they mean.
MOST_KNOWN: Final = 4_096
# Of an amount without one.
USUAL_CURRENCY: Final = "JPY"


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
    """Reads one declared column down the file; holds on to the style in which its dates are."""

    def __init__(
        self, column: Column, name: str, notes: Notes, dates: ColumnDates | None = None
    ) -> None:
        self.column, self.name, self._notes = column, name, notes
        self.dates = dates
        self._known: dict[str, Reading] = {}

    def read(self, text: str, line: int) -> Any:
        """Read one cell as it stands; raises UnreadableError."""
        reading = self._known.get(text)
        if reading is None:
            stripped = text.strip()
            if not stripped:
                return self._read_empty(line)
            reading = self._read_quoted(stripped, line)
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

    def _read_quoted(self, text: str, line: int) -> Reading:
        """Read a text without the quote that keeps a spreadsheet from running it."""
        plain = undefused(text)
        if plain is text:
            return self._read_first(text, line)
        value, notes = self._read_first(plain.strip(), line)
        return Reading(value, (*notes, "unquoted"))

    def _read_first(self, text: str, line: int) -> Reading:
        """Read a text that is not remembered."""
        if self.dates:
            return self.dates.read(text, line)
        return read_cell(self.column, text)


class FileReader:
    """A file of one dataset, open for reading once from top to bottom.

    `stream` is seekable and valid UTF-8 (see `encodings.open_utf8`), placed after any mark. The
    constructor reads the header and raises FileRefusedError when it will not do. What happened must
    have happened within the `span` of days.
    """

    def __init__(
        self,
        stream: BinaryIO,
        dataset: Dataset,
        instructions: Instructions | None = None,
        span: DaySpan | None = None,
    ) -> None:
        self._said = said = instructions or Instructions()
        self._span = span
        self.dataset = dataset
        self.head: FileHead = read_head(stream, said.separator)
        self.header: Header = match_header(self.head, dataset, said.mapped)
        self.attributes = AttributeKinds(self.header.further)
        self._stream = stream
        self._notes = Notes()
        self._notes.add_each("mapped_absent", self.header.absent)
        self._readers = [
            (position, self._cell_reader(dataset.column(key), position))
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

    def _past(self, line: int, values: dict[str, Any]) -> list[Refusal]:
        """Refuse a day that lies ahead of what the row says happened on it."""
        when = self.dataset.past_when
        if not (when and self._span and values.get(when.column) in when.values):
            return []
        name = self.header.name_of(when.date)
        try:
            self._span.check(values[when.date], str(values[when.date]))
        except UnreadableError as error:
            return [Refusal(line, name, error.code, error.params)]
        return []

    def _other_currency(
        self, line: int, cells: Sequence[str], values: dict[str, Any]
    ) -> list[Refusal]:
        """Refuse an amount whose sign is of another currency than the row's."""
        amount, currency = self.dataset.amount_in or ("", "")
        if values.get(amount) is None:
            return []
        code, text = values.get(currency) or USUAL_CURRENCY, cells[self.header.positions[amount]]
        if is_in_currency(text.strip(), code):
            return []
        params = {"value": excerpt(text.strip()), "currency": code}
        return [Refusal(line, self.header.name_of(amount), "other_currency", params)]

    def columns(self) -> tuple[ColumnReading, ...]:
        """Say how each column was read, in the rows read so far."""
        uses = {
            position: Use(
                reader.column.key, reader.column.type, (reader.dates and reader.dates.style) or ""
            )
            for position, reader in self._readers
        }
        kinds = self.attributes.kinds()
        uses |= {position: Use("", kinds[name]) for name, position in self.header.further.items()}
        return column_readings(self.header.names, uses, self.findings())

    def _cell_reader(self, column: Column, position: int) -> CellReader:
        name = self.header.names[position]
        is_date = column.type is ColumnType.DATE
        dates = self._column_dates(column, position, name) if is_date else None
        return CellReader(column, name, self._notes, dates)

    def _column_dates(self, column: Column, position: int, name: str) -> ColumnDates:
        def texts() -> Iterator[tuple[int, str]]:
            return cells_at(rows_of(self._stream, self.head), position)

        return ColumnDates(
            Decision(self._stream, name, column.key, texts),
            said_style(self._said, column.key),
            self._span if column.is_past else None,
        )

    def _read(self, line: int, cells: Sequence[str]) -> Row | RefusedRow:
        refusals = flawed_cells(line, cells, self.header.names)
        values: dict[str, Any] = {}
        if not refusals:
            for position, reader in self._readers:
                try:
                    values[reader.column.key] = reader.read(cells[position], line)
                except UnreadableError as error:
                    refusals.append(Refusal(line, reader.name, error.code, error.params))
        refusals = (
            refusals
            or self._past(line, values)
            or self._other_currency(line, cells, values)
            or self._repeated(line, values)
        )
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
        texts = {name: undefused(cells[at].strip()) for name, at in self.header.further.items()}
        self.attributes.see(texts)
        return texts
