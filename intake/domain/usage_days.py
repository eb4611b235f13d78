"""Days of usage as they are written, and as they stand in the key of a fact.

Days are few, 1970 to 2100, so a date is read by looking its text up among all that are valid.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engagement.domain.facts import DAY_BITS, MONTH_BITS, month_number
from intake.domain.usage_spill import ROW_SHIFT
from intake.domain.values import FINAL_YEAR, FIRST_YEAR, ISO_STYLE

MONTH_MASK: Final = (1 << (ROW_SHIFT - MONTH_BITS)) - 1
SERIES_MASK: Final = 0xFFFF
DAY_MASK: Final = (1 << DAY_BITS) - 1


@dataclass(frozen=True, slots=True)
class DayVocabulary:
    """Every valid way to write a day in one style; `parts[i]` is the key's part for text i.

    One past the texts, `parts` holds -1.
    """

    texts: pl.Enum
    parts: NDArray[np.int64]


@cache
def day_vocabulary(style: str) -> DayVocabulary:
    """Give the days of a style: 2024-04-01, or 2024/04/01 and 2024/4/1."""
    parts: dict[str, int] = {}
    for day in _days():
        for text in _written(day, style):
            parts[text] = day_part(day)
    return DayVocabulary(pl.Enum(list(parts)), np.array([*parts.values(), -1], dtype=np.int64))


def day_part(day: dt.date) -> int:
    """Give the month and day of the month as they stand in a key."""
    return month_number(day) << MONTH_BITS | day.day


def fact_key(row: int, day: dt.date, series: int) -> int:
    return row << ROW_SHIFT | day_part(day) | series << DAY_BITS


def _days() -> Iterator[dt.date]:
    day, end = dt.date(FIRST_YEAR, 1, 1), dt.date(FINAL_YEAR + 1, 1, 1)
    return (day + dt.timedelta(days) for days in range((end - day).days))


def _written(day: dt.date, style: str) -> tuple[str, ...]:
    if style == ISO_STYLE:
        return (day.isoformat(),)
    return (day.isoformat().replace("-", "/"), f"{day.year}/{day.month}/{day.day}")
