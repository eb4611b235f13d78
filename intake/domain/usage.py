"""Reading a usage file of any size: checked, counted, and packed by account and month.

First `scan` the whole file; then, with the numbers of its series known, take `UsageScan.packed`.
Memory stays bounded: facts wait in a temporary file. Never touches a database.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO, Final
from unicodedata import normalize

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engagement.domain.facts import DAY_BITS, MONTH_BITS, MonthBatch, month_start
from intake.domain.column_dates import ColumnDates, Decision
from intake.domain.column_readings import ColumnReading, column_readings
from intake.domain.datasets import LARGEST_USAGE
from intake.domain.dates import DaySpan
from intake.domain.reasons import Reasons
from intake.domain.refusals import FileRefusedError, Finding, Notes, Refusal, RefusedRow
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_blocks import CHUNK_BYTES, BlockReader
from intake.domain.usage_cells import CellsReader, Facts
from intake.domain.usage_days import DAY_MASK, MONTH_MASK, SERIES_MASK
from intake.domain.usage_layout import UsageLayout
from intake.domain.usage_new_accounts import OpenAccounts
from intake.domain.usage_packing import Numbering, SeriesKey, pack_months
from intake.domain.usage_row_ids import repeated_rows
from intake.domain.usage_seen import Seen
from intake.domain.usage_spill import MOST_AT_ONCE, ROW_SHIFT, FactSpill, SumTooLargeError

# Refused rows that are kept for a verdict; every one goes to `on_refused`.
MOST_KEPT: Final = 1_000


class UsageScan:
    """What a usage file holds, and its facts in waiting. Close it, or use it in a `with`.

    `rows` counts the rows that are not blank, `facts` what the good ones say before those of one
    key are added up. `refused` keeps the first refused rows; `refused_rows` counts them all, and
    `reasons` what is wrong with them; `named` are those of the `watched` ids that it has.
    """

    def __init__(
        self,
        layout: UsageLayout,
        accounts: KnownAccounts | OpenAccounts,
        directory: Path | None = None,
        watched: frozenset[str] = frozenset(),
    ) -> None:
        self._layout, self._watched = layout, watched
        self.named: set[str] = set()
        # How the dates of the file are written; None while no date was read.
        self.date_style: str | None = None
        self.rows = self.facts = self.refused_rows = 0
        self.refused: list[RefusedRow] = []
        self.reasons = Reasons()
        self.notes = Notes()
        self.notes.add_each("mapped_absent", layout.absent)
        self.names: list[str] = []
        self._accounts = accounts
        self._seen = Seen(len(accounts.product_keys))
        self._spill = FactSpill(accounts.most_rows, directory)

    def __enter__(self) -> "UsageScan":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up the temporary file."""
        self._spill.close()

    def look_for_ids(self, cells: pl.DataFrame) -> None:
        """Add to `named` which of the watched ids stand in some rows; costs nothing without any."""
        if self._watched:
            ids = cells[str(self._layout.id_at)].drop_nulls().unique()
            self.named |= self._watched & {normalize("NFKC", text).strip() for text in ids}

    def findings(self) -> tuple[Finding, ...]:
        """Say what was found; how many rows were added up is known once all is packed."""
        return self.notes.findings()

    def columns(self) -> tuple[ColumnReading, ...]:
        """Say how each column was read."""
        uses = self._layout.uses(self.date_style or "")
        return column_readings(self._layout.head.names, uses, self.findings())

    def series(self) -> tuple[SeriesKey, ...]:
        """Give (product key, name) of every series in good rows, in the order of the file."""
        keys = self._accounts.product_keys
        return tuple((keys[product], self.names[name]) for product, name in self._seen.series())

    def days(self) -> dict[int, NDArray[np.int32]]:
        """Give by product key the days that have facts, ascending, in days since 1970-01-01."""
        days = {key: self._seen.days(p) for p, key in enumerate(self._accounts.product_keys)}
        return {key: present for key, present in days.items() if len(present)}

    def packed(
        self, numbers: Mapping[SeriesKey, int], most: int = MOST_AT_ONCE
    ) -> Iterator[MonthBatch]:
        """Yield all facts in batches of about `most`, accounts and months ascending over all.

        `numbers` gives the number (0 to 65535) under which each of `series()` is kept; two names
        may share one. May be called again. Raises KeyError for a series without a number,
        FileRefusedError when facts of one account, series and day add up to more than is allowed.
        """
        numbering = Numbering(self._accounts, self.names, self.series(), numbers)
        held = 0
        try:
            for keys, values in self._spill.take(numbering.applied, most):
                held += len(keys)
                yield pack_months(keys, values, self._accounts.keys)
        except SumTooLargeError as error:
            raise FileRefusedError(self._too_large(error.key, numbers)) from None
        self.notes.put("added_up", count=self.facts - held)

    def take(self, facts: Facts) -> None:
        """Put facts down; safe to run beside the reading of the next."""
        if not len(facts.keys):
            return
        if isinstance(self._accounts, OpenAccounts):
            self._accounts.see(facts.keys)
        self._seen.see(facts.keys, self._accounts.products, facts.names)
        self._spill.put(facts.keys, facts.values)

    def _too_large(self, key: int, numbers: Mapping[SeriesKey, int]) -> Refusal:
        row, number = key >> ROW_SHIFT, (key >> DAY_BITS) & SERIES_MASK
        product = self._accounts.product_keys[self._accounts.products[row]]
        names = (name for (of, name), kept in numbers.items() if (of, kept) == (product, number))
        ids = self._accounts.row_of.items()
        params = {
            "account": next(external_id for external_id, at in ids if at == row),
            "series": next(names),
            "day": month_start((key >> MONTH_BITS) & MONTH_MASK).replace(day=key & DAY_MASK),
            "maximum": LARGEST_USAGE,
        }
        return Refusal(0, "value", "sum_too_large", params)


def scan(
    stream: BinaryIO,
    layout: UsageLayout,
    accounts: KnownAccounts | OpenAccounts,
    *,
    on_refused: Callable[[RefusedRow], None] | None = None,
    on_progress: Callable[[int], None] | None = None,
    directory: Path | None = None,
    span: DaySpan | None = None,
    chunk_bytes: int = CHUNK_BYTES,
    watched: frozenset[str] = frozenset(),
) -> UsageScan:
    """Read a whole usage file, valid UTF-8; the caller closes what comes back.

    `on_refused` is called with every refused row in the order of the file, `on_progress` with the
    bytes read so far. Days outside the `span` are refused. Those of the `watched` ids that stand in
    the file become its `named`. The temporary file of 16 bytes a fact stands in `directory`. Raises
    FileRefusedError, with nothing left behind, when nothing of the file can be loaded.
    """
    result = UsageScan(layout, accounts, directory, watched)
    try:
        dates = _dates_of(stream, layout, span)
        repeated = repeated_rows(stream, layout, directory)
        reader = CellsReader(layout, accounts, dates, result.notes, repeated, span)
        # A wide file has more cells to the byte.
        chunk_bytes = chunk_bytes // 4 if layout.is_wide or layout.more_at else chunk_bytes
        blocks = BlockReader(stream, layout.head, chunk_bytes)
        _read_all(blocks, reader, result, on_refused, on_progress)
    except BaseException:
        result.close()
        raise
    return result


def _dates_of(stream: BinaryIO, layout: UsageLayout, span: DaySpan | None) -> ColumnDates:
    def texts() -> Iterator[tuple[int, str]]:
        for block in BlockReader(stream, layout.head):
            column = block.cells[str(layout.date_at)].alias("text")
            found = pl.DataFrame([column, pl.Series("line", block.lines)]).drop_nulls()
            # Days are few: each is looked at once a block.
            for text, line in found.unique("text", keep="first").sort("line").rows():
                yield line, text

    decide = Decision(stream, layout.name_at(layout.date_at), "date", texts)
    return ColumnDates(decide, layout.said_style, span)


def _read_all(
    blocks: BlockReader,
    reader: CellsReader,
    result: UsageScan,
    on_refused: Callable[[RefusedRow], None] | None,
    on_progress: Callable[[int], None] | None,
) -> None:
    """Read block by block, and put the facts of one down while the next is read."""
    result.names = reader.series.names
    pending: Future[None] | None = None
    with ThreadPoolExecutor(1) as beside:
        for block in blocks:
            result.look_for_ids(block.cells)
            for facts in reader.read(block):
                _count(result, facts, on_refused)
                if pending:
                    pending.result()
                pending = beside.submit(result.take, facts)
            if on_progress:
                on_progress(blocks.consumed_bytes)
        if pending:
            pending.result()
    result.date_style = reader.date_style
    if not result.rows:
        raise FileRefusedError(Refusal(blocks.head_line, "", "no_rows"))


def _count(
    result: UsageScan, facts: Facts, on_refused: Callable[[RefusedRow], None] | None
) -> None:
    result.rows += facts.rows
    result.facts += len(facts.keys)
    result.refused_rows += len(facts.refused)
    result.refused.extend(facts.refused[: MOST_KEPT - len(result.refused)])
    for row in facts.refused:
        result.reasons.add(row)
        if on_refused:
            on_refused(row)
