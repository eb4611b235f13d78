"""Reading whose row of usage it is and on which day: the part of a fact's key that is no series.

Reads whole blocks, and vouches only for ids and days in a plain form.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from intake.domain.cell_texts import UnreadableError
from intake.domain.column_dates import ColumnDates
from intake.domain.dates import ALL_DAYS, DateStyle, DaySpan
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_blocks import Block
from intake.domain.usage_days import TIMED, DayVocabulary, day_vocabulary
from intake.domain.usage_layout import UsageLayout
from intake.domain.usage_new_accounts import OpenAccounts
from intake.domain.usage_rows import RowReader
from intake.domain.usage_spill import ROW_SHIFT

Array = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Places(NamedTuple):
    """Each row's part of its facts' keys, and whether it holds.

    `notes` has by code the rows of which something is to be said, whether they hold or not.
    """

    keys: Array
    holds: Flags
    notes: dict[str, Flags]


class PlaceReader:
    """Reads ids and days of the blocks of one usage file, in its order."""

    def __init__(
        self,
        layout: UsageLayout,
        accounts: KnownAccounts | OpenAccounts,
        dates: ColumnDates,
        span: DaySpan | None,
        rows: RowReader,
    ) -> None:
        self._id, self._date = str(layout.id_at), str(layout.date_at)
        self._accounts, self._dates, self._rows = accounts, dates, rows
        self._span = span or ALL_DAYS
        self._known_days: DayVocabulary | None = None

    def read(self, block: Block) -> Places:
        """Read a block; raises FileRefusedError where its first date leaves the style open."""
        if self._dates.style is None:
            self._settle_style(block)
        if isinstance(self._accounts, OpenAccounts):
            self._learn(block.cells[self._id], self._accounts)
        days, vocabulary = self._days(), self._accounts.vocabulary
        codes = block.cells.lazy().select(
            _code(self._id, vocabulary, len(self._accounts.ids)),
            _code(self._date, days.texts, len(days.parts) - 1),
        )
        ids, dates = (column.to_numpy() for column in codes.collect())
        rows, parts, notes = self._accounts.rows[ids], days.parts[dates], {}
        if (parts < 0).any():
            notes = _read_timed(block.cells[self._date], days, parts)
        if self._accounts.spans:
            notes |= self._accounts.spans.where_outside(ids, parts)
        return Places((rows << ROW_SHIFT) | parts, (rows >= 0) & (parts >= 0), notes)

    def _settle_style(self, block: Block) -> None:
        """Let the first date that can be read decide how the column is written."""
        for text, line in zip(block.cells[self._date], block.lines, strict=True):
            try:
                self._dates.read((text or "").strip(), int(line))
            except UnreadableError:
                if self._dates.style is None:
                    continue
            return

    def _days(self) -> DayVocabulary:
        """Give the days that hold; without a style, none was read and none will be found."""
        if self._known_days is None or self._dates.style is None:
            style = self._dates.style or DateStyle.ISO
            self._known_days = day_vocabulary(style, self._span)
        return self._known_days

    def _learn(self, ids: pl.Series, accounts: OpenAccounts) -> None:
        """Give rows to the new ids of a block that are in plain form."""
        is_new = ids.cast(accounts.vocabulary, strict=False).is_null()
        new = ids.filter(is_new).drop_nulls().unique(maintain_order=True)
        plain = [text for text in new if self._rows.is_plain_id(text)]
        if plain:
            accounts.learn(plain)


def _read_timed(texts: pl.Series, days: DayVocabulary, parts: Array) -> dict[str, Flags]:
    """Give parts to days with a plain time of day behind them, and say which they are."""
    at = np.flatnonzero(parts < 0)
    cut = texts.gather(at).str.extract(TIMED, 1).cast(days.texts, strict=False).to_physical()
    found = days.parts[cut.cast(pl.UInt32).fill_null(len(days.parts) - 1).to_numpy()]
    if (found < 0).all():
        return {}
    parts[at] = found
    is_timed = np.zeros(len(parts), dtype=bool)
    is_timed[at[found >= 0]] = True
    return {"time_left_out": is_timed}


def _code(column: str, vocabulary: pl.Enum, absent: int) -> pl.Expr:
    """Give each text's place in the vocabulary, or `absent`."""
    codes = pl.col(column).cast(vocabulary, strict=False).to_physical()
    return codes.cast(pl.UInt32).fill_null(absent)
