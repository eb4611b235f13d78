"""Days of usage as they are written, and as they stand in the key of a fact.

Days are few, 1970 to 2100, so a date is read by looking its text up among all that are valid.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from engagement.domain.facts import DAY_BITS, MONTH_BITS, month_number
from intake.domain.dates import ALL_DAYS, EXCEL_EPOCH, DateStyle, DaySpan, era_of
from intake.domain.usage_spill import ROW_SHIFT

# A day with a time of day that needs no second look; what else there is, is read row by row.
TIMED: Final = r"^([^ T:]+)[ T](?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,9})?)?$"
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


@lru_cache(maxsize=2 * len(DateStyle))
def day_vocabulary(style: DateStyle, span: DaySpan = ALL_DAYS) -> DayVocabulary:
    """Give the days of a span as a style usually writes them."""
    parts: dict[str, int] = {}
    for day in _days(span):
        for text in _written(day, style):
            parts[text] = day_part(day)
    return DayVocabulary(pl.Enum(list(parts)), np.array([*parts.values(), -1], dtype=np.int64))


def day_part(day: dt.date) -> int:
    """Give the month and day of the month as they stand in a key."""
    return month_number(day) << MONTH_BITS | day.day


def fact_key(row: int, day: dt.date, series: int) -> int:
    return row << ROW_SHIFT | day_part(day) | series << DAY_BITS


def _days(span: DaySpan) -> Iterator[dt.date]:
    count = (span.final - span.first).days + 1
    return (span.first + dt.timedelta(days=days) for days in range(count))


def _written(day: dt.date, style: DateStyle) -> Iterator[str]:
    year, month, number = f"{day.year}", f"{day.month}", f"{day.day}"
    if style is DateStyle.ISO:
        yield day.isoformat()
    elif style is DateStyle.EXCEL:
        yield str(day.toordinal() - EXCEL_EPOCH.toordinal())
    elif style is DateStyle.COMPACT:
        yield f"{day:%Y%m%d}"
    elif style is DateStyle.ERA:
        yield from _written_in_era(day)
    else:
        for m, d in ((f"{day:%m}", f"{day:%d}"), (month, number)):
            yield from _joined(year, m, d, style)


def _joined(year: str, month: str, day: str, style: DateStyle) -> tuple[str, ...]:
    if style is DateStyle.SLASH:
        return f"{year}/{month}/{day}", f"{year}.{month}.{day}"
    if style is DateStyle.KANJI:
        return (f"{year}年{month}月{day}日",)
    first, second = (day, month) if style is DateStyle.DAY_FIRST else (month, day)
    return tuple(f"{first}{sign}{second}{sign}{year}" for sign in "/-.")


def _written_in_era(day: dt.date) -> tuple[str, ...]:
    name, letter, year = era_of(day)
    short = (f"{letter}{year}{sign}{day.month}{sign}{day.day}" for sign in "./")
    years = (str(year), "元") if year == 1 else (str(year),)
    return (*(f"{name}{each}年{day.month}月{day.day}日" for each in years), *short)
