"""Reading blocks of usage cells at once: text in, keys and values of facts out.

Vouches only for rows in which every cell has a plain form; the others it hands to `RowReader`.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.csv_out import undefused
from engagement.domain.facts import DAY_BITS
from intake.domain.column_dates import ColumnDates
from intake.domain.columns import LONGEST_ID
from intake.domain.datasets import LONGEST_SERIES
from intake.domain.dates import DateStyle, DaySpan
from intake.domain.refusals import SAMPLE_LINES, FileRefusedError, Notes, Refusal, RefusedRow
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_blocks import RECORDS_AT_ONCE, Block
from intake.domain.usage_days import SERIES_MASK
from intake.domain.usage_layout import UsageLayout
from intake.domain.usage_new_accounts import OpenAccounts
from intake.domain.usage_numbers import read_numbers
from intake.domain.usage_places import PlaceReader
from intake.domain.usage_rows import RowReader, SeriesNames

Array = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Facts(NamedTuple):
    """What rows say, as keys and values of facts (see `usage_spill`), and those that are refused.

    `rows` counts all of them but blank ones; `names` the series known after them.
    """

    keys: Array
    values: Array
    refused: list[RefusedRow]
    rows: int
    names: int


class CellsReader:
    """Reads the blocks of one usage file, in its order.

    Making and reading raise FileRefusedError when there are more names than series can have.
    """

    def __init__(
        self,
        layout: UsageLayout,
        accounts: KnownAccounts | OpenAccounts,
        dates: ColumnDates,
        notes: Notes,
        repeated: Mapping[int, int],
        span: DaySpan | None = None,
    ) -> None:
        self._layout, self._dates, self._notes = layout, dates, notes
        self._repeated = np.array(list(repeated), dtype=np.int64)
        self._longest = LONGEST_SERIES - max(map(len, layout.measures.values()), default=0)
        self.series = SeriesNames(tuple(layout.wide))
        self._rows = RowReader(layout, accounts, self.series, dates, notes, repeated)
        self._places = PlaceReader(layout, accounts, dates, span, self._rows)
        self._refuse_too_many()
        self._vocabulary = pl.Enum(self.series.names)

    @property
    def date_style(self) -> DateStyle | None:
        """How the file's dates are written; None while no date was read."""
        return self._dates.style

    def read(self, block: Block) -> Iterator[Facts]:
        """Yield the facts of plain rows first, then those of odd ones, some at a time."""
        places, holds, notes = self._places.read(block)
        read = self._wide if self._layout.is_wide else self._long
        if self._layout.row_id_at is not None:
            holds = holds & self._has_plain_id(block, self._layout.row_id_at)
        keys, values, holds = read(block, places, holds)
        self._refuse_too_many()
        for code, is_noted in notes.items():
            self._note(code, self._layout.date_at, block.lines[holds & is_noted])
        yield Facts(keys, values, [], int(np.count_nonzero(holds)), len(self.series.names))
        odd, refused = np.flatnonzero(~holds), block.refused
        # A block has refused rows of its own only if it is small, so that one time will do.
        for start in range(0, len(odd) or len(refused), RECORDS_AT_ONCE):
            yield self._read_odd(block, odd[start : start + RECORDS_AT_ONCE], refused)

    def _has_plain_id(self, block: Block, at: int) -> Flags:
        """Tell which rows have an id of their own that needs no second look, or none."""
        ids = block.cells[str(at)]
        is_odd = (ids.str.len_chars() > LONGEST_ID) | ids.str.contains(r"[eE]\+|\x00")
        return ~np.isin(block.lines, self._repeated) & ~is_odd.fill_null(False).to_numpy()

    def _long(self, block: Block, places: Array, holds: Flags) -> tuple[Array, Array, Flags]:
        numbers = self._series_numbers(block.cells[str(self._layout.series_at)])
        if self._layout.more_at:
            series = [self._measured(numbers, more) for more in self._layout.measures.values()]
            at, holds = list(self._layout.measures), holds & (numbers >= 0)
            return self._columns(block, places, holds, at, np.array(series))
        at = self._layout.value_at or 0
        read = read_numbers(block.cells[str(at)])
        holds = holds & read.is_number & (numbers >= 0)
        if read.is_rounded is not None:
            self._note("rounded", at, block.lines[holds & read.is_rounded])
        keys = places | (numbers << DAY_BITS)
        return (
            (keys, read.values, holds) if holds.all() else (keys[holds], read.values[holds], holds)
        )

    def _wide(self, block: Block, places: Array, holds: Flags) -> tuple[Array, Array, Flags]:
        at = list(self._layout.wide.values())
        return self._columns(block, places, holds, at, np.arange(len(at))[:, None])

    def _columns(
        self, block: Block, places: Array, holds: Flags, positions: list[int], series: Array
    ) -> tuple[Array, Array, Flags]:
        """Read columns of values as one, the second below the first.

        `series` has the number of each column's series, for every row or for all.
        """
        read = read_numbers(pl.concat([block.cells[str(at)] for at in positions]))
        shape = len(positions), len(holds)
        is_number = read.is_number.reshape(shape)
        holds = holds & (is_number | read.is_empty.reshape(shape)).all(axis=0)
        takes = is_number & holds
        if read.is_rounded is not None:
            is_rounded = takes & read.is_rounded.reshape(shape)
            for at, rounded in zip(positions, is_rounded, strict=True):
                self._note("rounded", at, block.lines[rounded])
        column, rows = np.nonzero(takes)
        numbers = np.broadcast_to(series, shape)[column, rows]
        return places[rows] | (numbers << DAY_BITS), read.values.reshape(shape)[takes], holds

    def _measured(self, numbers: Array, more: str) -> Array:
        """Give the numbers of the series whose names go on with `more`."""
        if not more:
            return numbers
        table = np.full(len(self.series.names) + 1, -1)
        for number in np.unique(numbers[numbers >= 0]).tolist():
            table[number] = self.series.number(f"{self.series.names[number]}{more}")
        return table[numbers]

    def _note(self, code: str, at: int, lines: NDArray[np.int64]) -> None:
        sample = lines[:SAMPLE_LINES].tolist()
        self._notes.add(code, self._layout.name_at(at), *sample, count=len(lines))

    def _series_numbers(self, names: pl.Series) -> Array:
        """Give each name's number, -1 where it has none; new names in plain form get one."""
        numbers = self._numbered(names)
        if numbers.null_count():
            for name in names.filter(numbers.is_null()).drop_nulls().unique(maintain_order=True):
                if _is_plain_name(name, self._longest) and len(self.series.names) <= SERIES_MASK:
                    self.series.number(name)
            numbers = self._numbered(names)
        return numbers.cast(pl.Int64).fill_null(-1).to_numpy()

    def _numbered(self, names: pl.Series) -> pl.Series:
        if len(self._vocabulary.categories) < len(self.series.names):
            self._vocabulary = pl.Enum(self.series.names)
        return names.cast(self._vocabulary, strict=False).to_physical()

    def _read_odd(self, block: Block, at: NDArray[np.int64], refused: list[RefusedRow]) -> Facts:
        facts: list[tuple[int, int]] = []
        refused, rows = list(refused), len(refused)
        for line, cells in zip(block.lines[at].tolist(), block.cells[at].rows(), strict=True):
            read = self._rows.read(line, ["" if cell is None else cell for cell in cells])
            if read is None:
                continue
            rows += 1
            if isinstance(read, RefusedRow):
                refused.append(read)
            else:
                facts.extend(read)
        self._refuse_too_many()
        refused.sort(key=lambda row: row.line)
        keys, values = np.array(facts, dtype=np.int64).reshape(-1, 2).T.copy()
        return Facts(keys, values, refused, rows, len(self.series.names))

    def _refuse_too_many(self) -> None:
        if len(self.series.names) > SERIES_MASK:
            at = self._layout.series_at
            column = "" if at is None else self._layout.name_at(at)
            params = {"most": SERIES_MASK}
            raise FileRefusedError(Refusal(0, column, "too_many_series", params))


def _is_plain_name(name: str, longest: int) -> bool:
    is_read_as_it_stands = name == name.strip() and "\0" not in name and name == undefused(name)
    return bool(name) and is_read_as_it_stands and len(name) <= longest
