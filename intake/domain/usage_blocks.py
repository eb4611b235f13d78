"""Cutting a usage file into blocks of cells, as text: fast where its form is plain, exact elsewhere.

A chunk of bytes is plain when it has no NUL, no lone carriage return, no quotes but round cells
that need none, and the right number of separators on every line; then Polars may split it. Any
other chunk goes through the strict reader record by record, and comes out the same wherever both
would do.
"""

import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from intake.domain.reading import LONGEST_LINE, FileHead, LineFeed, Record, read_records
from intake.domain.refusals import FileRefusedError, Refusal, RefusedRow
from intake.domain.usage_quotes import without_quotes

# Large enough to keep two cores busy, small enough that a block in all its forms stays under 150 MB.
CHUNK_BYTES: Final = 16 << 20
# What is not plain is cut finer, so that one odd row costs no more than its neighbours' time.
FINE_BYTES: Final = 1 << 18
# The strict reader holds Python strings, many times the size of their bytes.
RECORDS_AT_ONCE: Final = 50_000
_LINE_END: Final = ord("\n")


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of text, in columns "0", "1", ... by position; an empty cell is null or empty.

    `lines` has the physical line of each row; `refused` the rows that are no rows.
    """

    cells: pl.DataFrame
    lines: NDArray[np.int64]
    refused: list[RefusedRow] = field(default_factory=list)


class BlockReader:
    """Reads the rows after the header of a valid UTF-8 stream; counts the bytes taken so far."""

    def __init__(self, stream: BinaryIO, head: FileHead, chunk_bytes: int = CHUNK_BYTES) -> None:
        self._stream, self._head = stream, head
        self.head_line = head.line
        self._chunk_bytes = chunk_bytes
        self._schema = {str(position): pl.String for position in range(len(head.names))}
        self._consumed_lines = head.lines
        self.consumed_bytes = head.offset

    def __iter__(self) -> Iterator[Block]:
        """Yield blocks in the order of the file; raises FileRefusedError."""
        chunks = _Chunks(self._read_chunks())
        for chunk in chunks:
            block = self._plain(chunk)
            if block is not None:
                yield block
            elif len(pieces := list(_cut(chunk, FINE_BYTES))) > 1:
                chunks.put_back(pieces)
            else:
                yield from self._exact(chunk, chunks)

    def _read_chunks(self) -> Iterator[bytes]:
        """Cut the stream after line ends."""
        self._stream.seek(self._head.offset)
        rest = b""
        while read := self._stream.read(self._chunk_bytes):
            self.consumed_bytes += len(read)
            rest += read
            cut = _end_of_line(rest)
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > 4 * LONGEST_LINE:
                line = self._consumed_lines + 1
                params = {"longest": LONGEST_LINE}
                raise FileRefusedError(Refusal(line, "", "line_too_long", params))
        if rest.strip():
            yield rest.rstrip(b"\r\n") + b"\n"

    def _plain(self, chunk: bytes) -> Block | None:
        """Split a chunk whose form is plain; None when it is not."""
        separator, width = self._head.separator, len(self._schema)
        plain = plain_form(chunk, separator)
        if plain is None or not _comes_out_even(plain, separator, width):
            return None
        try:
            cells = pl.read_csv(
                plain, has_header=False, separator=separator, quote_char=None, schema=self._schema
            )
        except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
            # A line has too many cells, and so, as it came out even, another has too few.
            return None
        first = self._consumed_lines + 1
        self._consumed_lines += cells.height
        return Block(cells, np.arange(first, first + cells.height))

    def _exact(self, chunk: bytes, chunks: Iterator[bytes]) -> Iterator[Block]:
        """Read records until the chunk is used up, and those after it that it has begun."""
        lines = _ChunkLines(chunk, chunks)
        feed = LineFeed(lines, self._consumed_lines, is_of_sheet=self._head.is_of_sheet)
        records = read_records(feed, self._head.separator, self._head.names)
        while batch := list(islice(_until_used_up(records, lines), RECORDS_AT_ONCE)):
            self._consumed_lines = feed.consumed
            yield self._block([record for record in batch if isinstance(record, Record)], batch)
        self._consumed_lines = feed.consumed

    def _block(self, records: list[Record], batch: list[Record | RefusedRow]) -> Block:
        columns = zip(*(record.cells for record in records), strict=True) if records else ()
        cells = pl.DataFrame(
            dict(zip(self._schema, columns, strict=True)) if records else None, self._schema
        )
        return Block(
            cells,
            np.array([record.line for record in records], dtype=np.int64),
            [row for row in batch if isinstance(row, RefusedRow)],
        )


def plain_form(chunk: bytes, separator: str) -> bytes | None:
    """Give the chunk with bare line feeds and cells, or None if splitting at signs would be wrong."""
    if b"\0" in chunk:
        return None
    if b"\r" in chunk:
        chunk = chunk.replace(b"\r\n", b"\n")
    if b"\r" in chunk or not chunk.endswith(b"\n"):
        return None
    return without_quotes(chunk, separator) if b'"' in chunk else chunk


def _comes_out_even(chunk: bytes, separator: str, width: int) -> bool:
    """Tell whether lines have the right number of separators on average."""
    signs = np.frombuffer(chunk, dtype=np.uint8)
    lines = np.count_nonzero(signs == _LINE_END)
    return np.count_nonzero(signs == ord(separator)) == lines * (width - 1)


class _Chunks:
    """Chunks in the order of the file, with room to put some back."""

    def __init__(self, source: Iterator[bytes]) -> None:
        self._source = source
        self._first: deque[bytes] = deque()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return self._first.popleft() if self._first else next(self._source)

    def put_back(self, pieces: list[bytes]) -> None:
        self._first.extendleft(reversed(pieces))


class _ChunkLines:
    """The physical lines of a chunk, and of later ones where a record goes on into them."""

    def __init__(self, chunk: bytes, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._lines = _split(chunk)
        self._next = next(self._lines, None)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._next is None:
            self._lines = _split(next(self._chunks))
            self._next = next(self._lines)
        line, self._next = self._next, next(self._lines, None)
        return line

    @property
    def is_used_up(self) -> bool:
        return self._next is None


def _until_used_up(
    records: Iterator[Record | RefusedRow], lines: _ChunkLines
) -> Iterator[Record | RefusedRow]:
    while not lines.is_used_up:
        record = next(records, None)
        if record is None:
            return
        yield record


def _split(chunk: bytes) -> Iterator[str]:
    return iter(io.StringIO(chunk.decode(), newline=""))


def _cut(chunk: bytes, size: int) -> Iterator[bytes]:
    """Cut a chunk after line ends into pieces of at most that size, longer lines alone."""
    start = 0
    while start < len(chunk):
        end = chunk.rfind(b"\n", start, start + size) + 1
        end = end or chunk.find(b"\n", start) + 1 or len(chunk)
        yield chunk[start:end]
        start = end


def _end_of_line(chunk: bytes) -> int:
    """Give where the last whole line ends; 0 if none does."""
    cut = chunk.rfind(b"\n") + 1
    # A carriage return at the very end may be half of a line end.
    return cut or chunk.rfind(b"\r", 0, len(chunk) - 1) + 1
