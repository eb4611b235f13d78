"""Rows of a usage file that have the id of a row before them.

A pass of its own before the file is read, and only where the file has such ids. Memory stays
bounded: what is compared waits in temporary files.
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from intake.domain.refusals import FileRefusedError, Refusal
from intake.domain.usage_blocks import Block, BlockReader
from intake.domain.usage_layout import UsageLayout

# More repetitions than this are no mistake of some rows, but another column.
MOST_REPEATED: Final = 100_000
# So many parts that one of them is small however large the file is.
_PARTS: Final = 64
_PART_SHIFT: Final = np.uint64(58)
# Two hashes of 64 bits: that two ids share both will not be seen.
_ENTRY: Final = np.dtype([("one", "<u8"), ("other", "<u8"), ("line", "<i8")])

Entries = NDArray[Any]


def repeated_rows(
    stream: BinaryIO, layout: UsageLayout, directory: Path | None = None
) -> dict[int, int]:
    """Give the line of every row whose id stands in a row before it, with the line of the first.

    Empty ids are none. The stream may be read anew afterwards. Raises FileRefusedError where there
    are too many.
    """
    if layout.row_id_at is None:
        return {}
    with ExitStack() as stack:
        parts = [stack.enter_context(tempfile.TemporaryFile(dir=directory)) for _ in range(_PARTS)]
        for block in BlockReader(stream, layout.head):
            _put(_entries(block, layout.row_id_at), parts)
        repeated: dict[int, int] = {}
        for part in parts:
            part.seek(0)
            repeated.update(_repeated(np.frombuffer(part.read(), dtype=_ENTRY)))
            if len(repeated) > MOST_REPEATED:
                name, params = layout.name_at(layout.row_id_at), {"most": MOST_REPEATED}
                raise FileRefusedError(Refusal(0, name, "row_ids_repeat", params))
    return repeated


def _entries(block: Block, at: int) -> Entries:
    ids = block.cells[str(at)].str.strip_chars().fill_null("")
    is_filled = (ids != "").to_numpy()
    entries = np.empty(np.count_nonzero(is_filled), dtype=_ENTRY)
    entries["one"] = ids.hash(seed=1).to_numpy()[is_filled]
    entries["other"] = ids.hash(seed=2).to_numpy()[is_filled]
    entries["line"] = block.lines[is_filled]
    return entries


def _put(entries: Entries, parts: list[Any]) -> None:
    """Append each entry to the file of its part."""
    part = (entries["one"] >> _PART_SHIFT).astype(np.uint8)
    ordered = entries[np.argsort(part, kind="stable")]
    ends = np.cumsum(np.bincount(part, minlength=_PARTS))
    for file, piece in zip(parts, np.split(ordered, ends[:-1]), strict=True):
        file.write(piece.tobytes())


def _repeated(entries: Entries) -> Iterator[tuple[int, int]]:
    ordered = pl.DataFrame({name: entries[name] for name in _ENTRY.names or ()})
    first = pl.col("line").min().over("one", "other")
    found = ordered.with_columns(first=first).filter(pl.col("line") != pl.col("first"))
    yield from found.select("line", "first").rows()
