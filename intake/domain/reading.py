"""Taking a file of UTF-8 apart into records, each with the physical line on which it begins.

Follows the strict reading of the csv module over physical lines (LF, CR or CRLF), and holds no more
than one record at a time. Knows nothing about columns.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO, Final, NamedTuple

from core.csv_out import undefused
from intake.domain.columns import LONGEST_CELL
from intake.domain.quote_faults import find_fault
from intake.domain.refusals import FileRefusedError, Refusal, RefusedRow

SEPARATORS: Final = (",", ";", "\t", "|")
# So many lines after the header's first tell which sign stands between cells.
FIRST_LINES: Final = 8
# Of a line, and of a record that goes on over several: a hundred cells of the greatest length. A file
# without line ends must not fill the memory.
LONGEST_LINE: Final = 1_000_000


class SheetText(io.BufferedRandom):
    """Text made of a sheet, comma between cells: each record is a row, and lines are rows of it."""


@dataclass(frozen=True, slots=True)
class FileHead:
    """The header as it stands, and where the rows begin."""

    names: tuple[str, ...]
    line: int
    separator: str
    # Bytes and physical lines up to and with the header.
    offset: int
    lines: int
    # Whether a line is a record, whatever line ends its cells hold.
    is_of_sheet: bool = False


class Record(NamedTuple):
    line: int
    cells: list[str]


class LineFeed:
    """Physical lines on their way to the csv reader, counted; keeps those of the current record."""

    def __init__(
        self, lines: Iterable[str], consumed: int = 0, *, is_of_sheet: bool = False
    ) -> None:
        self._lines = iter(lines)
        self._is_of_sheet = is_of_sheet
        self.consumed = consumed
        self.record: list[str] = []
        self._record_length = 0

    def begin_record(self) -> None:
        self.record.clear()
        self._record_length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if not (self._is_of_sheet and self.record):
            self.consumed += 1
        if len(line) > LONGEST_LINE:
            params = {"longest": LONGEST_LINE}
            raise FileRefusedError(Refusal(self.consumed, "", "line_too_long", params))
        self._record_length += len(line)
        if self._record_length > LONGEST_LINE:
            first = self.consumed if self._is_of_sheet else self.consumed - len(self.record)
            params = {"longest": LONGEST_LINE}
            raise FileRefusedError(Refusal(first, "", "record_too_long", params))
        self.record.append(line)
        return line


def read_head(stream: BinaryIO, separator: str | None = None) -> FileHead:
    """Read the header, past blank lines; raises FileRefusedError.

    `stream` is UTF-8, placed after any byte-order mark. The separator is found by the first lines
    unless it is said.
    """
    start, is_of_sheet = stream.tell(), isinstance(stream, SheetText)
    lines = _physical_lines(stream)
    feed = LineFeed(lines, is_of_sheet=is_of_sheet)
    blank, line = _skip_blank(feed)
    first = [*feed.record, *islice(lines, FIRST_LINES)]
    again = LineFeed(chain(first, lines), line - 1, is_of_sheet=is_of_sheet)
    sign = "," if is_of_sheet else separator or separator_of(first)
    record = next(read_records(again, sign, ()))
    if isinstance(record, RefusedRow):
        raise FileRefusedError(*record.refusals)
    offset = start + blank + sum(len(text.encode()) for text in again.record)
    names = tuple(undefused(cell.strip()) for cell in record.cells)
    return FileHead(names, line, sign, offset, again.consumed, is_of_sheet)


def separator_of(lines: Sequence[str]) -> str:
    """Find the sign between cells by the first lines: one that cuts all of them alike.

    Of several the one that cuts finest; where none does, the one that cuts the header finest.
    """
    cuts = {sign: _widths(lines, sign) for sign in SEPARATORS}
    alike = {sign: found[0] for sign, found in cuts.items() if len(set(found)) == 1}
    widths = alike if max(alike.values(), default=1) > 1 else {s: w[0] for s, w in cuts.items()}
    return max(widths, key=lambda sign: widths[sign])


def _widths(lines: Sequence[str], sign: str) -> list[int]:
    """Count the cells of each record; the final one, which may go on, only when it is the header."""
    try:
        found = [len(cells) for cells in csv.reader(lines, delimiter=sign) if cells]
    except csv.Error:
        return [1]
    return found[:-1] if len(found) > 2 else found or [1]


def _skip_blank(feed: LineFeed) -> tuple[int, int]:
    """Go to the first line that is not blank; gives the bytes before it, and which line it is."""
    blank = 0
    for line in feed:
        if line.strip():
            return blank, feed.consumed
        blank += len(line.encode())
        feed.begin_record()
    raise FileRefusedError(Refusal(0, "", "empty_file"))


def rows_of(stream: BinaryIO, head: FileHead) -> Iterator[Record | RefusedRow]:
    """Read all records after the header; raises FileRefusedError where nothing more can be told."""
    stream.seek(head.offset)
    feed = LineFeed(_physical_lines(stream), head.lines, is_of_sheet=head.is_of_sheet)
    return read_records(feed, head.separator, head.names)


def read_records(
    feed: LineFeed, separator: str, names: tuple[str, ...]
) -> Iterator[Record | RefusedRow]:
    """Yield records, and what is no record of as many cells as `names`; blank ones are left out.

    Without names (the header itself) any record will do.
    """
    reader = csv.reader(feed, delimiter=separator, strict=True)
    while True:
        line = feed.consumed + 1
        feed.begin_record()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _unread(feed, line, separator, names, is_too_long="limit" in str(error))
            continue
        if not names:
            yield Record(line, cells)
        elif not any(map(str.strip, cells)):
            continue
        elif len(cells) != len(names):
            yield _misshapen(line, cells, names)
        else:
            yield Record(line, cells)


def flawed_cells(line: int, cells: Sequence[str], names: tuple[str, ...]) -> list[Refusal]:
    """Find what no cell may hold, whatever its column: NUL characters, over-long text."""
    whole = "".join(cells)
    if "\0" not in whole and len(whole) <= LONGEST_CELL:
        return []
    refusals = []
    for name, cell in zip(names, cells, strict=True):
        if "\0" in cell:
            refusals.append(Refusal(line, name, "nul_character"))
        if len(cell) > LONGEST_CELL:
            params = {"found": len(cell), "longest": LONGEST_CELL}
            refusals.append(Refusal(line, name, "cell_too_long", params))
    return refusals


def _physical_lines(stream: BinaryIO) -> Iterator[str]:
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        while line := text.readline(LONGEST_LINE + 1):
            yield line
    finally:
        # The stream belongs to the caller; a wrapper that is collected would close it.
        if not stream.closed:
            text.detach()


def _misshapen(line: int, cells: list[str], names: tuple[str, ...]) -> RefusedRow:
    code = "short_row" if len(cells) < len(names) else "long_row"
    column = names[min(len(cells), len(names) - 1)]
    params = {"found": len(cells), "expected": len(names)}
    return RefusedRow(line, tuple(cells), (Refusal(line, column, code, params),))


def _unread(
    feed: LineFeed, line: int, separator: str, names: tuple[str, ...], *, is_too_long: bool
) -> RefusedRow:
    """Say what is wrong with text that the csv reader gave up on; an open quote is of the file."""
    position, opened, is_open = find_fault(feed.record, separator)
    column = names[position] if position < len(names) else ""
    if is_open:
        raise FileRefusedError(Refusal(line + opened, column, "unclosed_quote"))
    if is_too_long:
        params = {"found": sum(map(len, feed.record)), "longest": LONGEST_CELL}
        refusal = Refusal(line, column, "cell_too_long", params)
    else:
        refusal = Refusal(line + opened, column, "bad_quote")
    return RefusedRow(line, ("".join(feed.record).rstrip("\r\n"),), (refusal,))
