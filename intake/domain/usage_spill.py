"""Facts on their way through a temporary file, so that memory does not grow with the upload.

A fact is a key and a value, both int64. The key orders facts by account row, month, series and day:
row << 32 | month << 21 | series << 5 | day of month (see `engagement.domain.facts`).
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.exact import SCALE
from intake.domain.datasets import LARGEST_USAGE

ROW_SHIFT: Final = 32
# Enough parts that one of them is small; few enough that counting them costs nothing.
MOST_PARTS: Final = 4096
# Facts that are sorted at once: 16 bytes each, and as much again a few times over while sorting.
MOST_AT_ONCE: Final = 1_000_000

LARGEST_SUM: Final = LARGEST_USAGE * SCALE

Array = NDArray[np.int64]


class SumTooLargeError(Exception):
    """Facts of one key add up to more than a value may hold."""

    def __init__(self, key: int) -> None:
        super().__init__(key)
        self.key = key


class FactSpill:
    """A temporary file of facts, put down in blocks and taken up again by account.

    Each block is grouped by part (neighbouring account rows), so that a part can be read alone.
    """

    def __init__(self, rows: int, directory: Path | None = None) -> None:
        # Open as long as the spill is.
        self._file = tempfile.TemporaryFile(dir=directory)  # noqa: SIM115
        self._shift = max(0, (max(rows, 1) - 1).bit_length() - (MOST_PARTS - 1).bit_length())
        self._parts = ((max(rows, 1) - 1) >> self._shift) + 1
        # For each block: where its parts begin, in facts from the start of the block.
        self._starts: list[Array] = []
        self._offsets: list[int] = []
        self._end = 0

    def put(self, keys: Array, values: Array) -> None:
        """Append a block of facts in any order."""
        part = (keys >> (ROW_SHIFT + self._shift)).astype(np.uint16)
        # A stable sort of 16-bit numbers is a radix sort.
        order = np.argsort(part, kind="stable")
        counts = np.bincount(part, minlength=self._parts)
        self._starts.append(np.concatenate([[0], np.cumsum(counts)]))
        self._offsets.append(self._end)
        for array in (keys, values):
            self._end += self._file.write(memoryview(np.take(array, order)).cast("B"))

    def take(
        self, rekey: Callable[[Array], Array], most: int = MOST_AT_ONCE
    ) -> Iterator[tuple[Array, Array]]:
        """Yield all facts, sorted by key, those of one key added up, in batches of whole accounts.

        `rekey` gives each key its final form; accounts stay. Batches hold about `most` facts, or
        one part where it alone has more. Raises SumTooLargeError.
        """
        if not self._starts:
            return
        sizes = sum(np.diff(starts) for starts in self._starts)
        first = 0
        for final in _cuts(sizes, most):
            pieces = self._pieces(first, final, rekey)
            keys, values = _gathered(pieces, most)
            if len(keys):
                yield keys, values
            first = final

    def close(self) -> None:
        self._file.close()

    def _pieces(
        self, first: int, final: int, rekey: Callable[[Array], Array]
    ) -> Iterator[tuple[Array, Array]]:
        """Read the parts from `first` to before `final`, block by block."""
        for starts, offset in zip(self._starts, self._offsets, strict=True):
            begin, end = int(starts[first]), int(starts[final])
            if begin < end:
                keys, values = self._piece(offset, int(starts[-1]), begin, end)
                yield rekey(keys), values

    def _piece(self, offset: int, size: int, begin: int, end: int) -> tuple[Array, Array]:
        keys, values = np.empty((2, end - begin), dtype=np.int64)
        for array, start in ((keys, offset), (values, offset + 8 * size)):
            self._file.seek(start + 8 * begin)
            read_whole(self._file, memoryview(array).cast("B"))
        return keys, values


def add_up(keys: Array, values: Array) -> tuple[Array, Array]:
    """Sort facts by key and sum those of one key; raises SumTooLargeError."""
    ordered = pl.DataFrame({"key": keys, "value": values}).sort("key")
    keys, values = ordered["key"].to_numpy(), ordered["value"].to_numpy()
    is_first = np.concatenate([[True], keys[1:] != keys[:-1]])
    if is_first.all():
        return keys, values
    starts = np.flatnonzero(is_first)
    sums = np.add.reduceat(values, starts)
    # A sum that does not fit int64 comes out wrong in integers, and large in floating point.
    too_large = (np.add.reduceat(values.astype(np.float64), starts) > 2**62) | (sums > LARGEST_SUM)
    if too_large.any():
        raise SumTooLargeError(int(keys[starts][too_large][0]))
    return keys[starts], sums


def read_whole(file: Any, buffer: memoryview) -> None:
    """Fill the buffer from a file; raises EOFError when it ends before."""
    while len(buffer):
        count = file.readinto(buffer)
        if not count:
            raise EOFError("the temporary file of facts is cut")
        buffer = buffer[count:]


def _gathered(pieces: Iterator[tuple[Array, Array]], most: int) -> tuple[Array, Array]:
    """Add all pieces up, on the way already when they become too many to hold."""
    held: list[tuple[Array, Array]] = []
    count = 0
    for piece in pieces:
        held.append(piece)
        count += len(piece[0])
        if count > 2 * most:
            held = [add_up(*_joined(held))]
            count = len(held[0][0])
    return add_up(*_joined(held)) if held else (np.empty(0, np.int64), np.empty(0, np.int64))


def _joined(pieces: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    keys, values = zip(*pieces, strict=True)
    return np.concatenate(keys), np.concatenate(values)


def _cuts(sizes: NDArray[Any], most: int) -> Iterator[int]:
    """Cut parts into runs of about `most` facts: yields the end of each run."""
    ends = np.cumsum(sizes)
    cut = 0
    while cut < len(ends):
        before = ends[cut - 1] if cut else 0
        cut = max(cut + 1, int(np.searchsorted(ends, before + most, side="right")))
        yield cut
