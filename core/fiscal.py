"""The fiscal year: twelve months from the first day of a month that is set, April where nothing is.

It is named after the calendar year in which it begins, as 年度 is.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

MONTHS_OF_QUARTER = 3
MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class Period:
    """Days `first` to `final` of the fiscal year that began in `year`; `quarter` 1 to 4, 0 for all of it."""

    first: date
    final: date
    year: int
    quarter: int = 0


def fiscal_year(day: date, *, ahead: int = 0) -> Period:
    """Return the fiscal year that holds a day, or the one so many after it."""
    begin = settings.FISCAL_YEAR_FIRST_MONTH
    year = day.year - (day.month < begin) + ahead
    return Period(*_days(year, begin, MONTHS_OF_YEAR), year)


def fiscal_quarter(day: date, *, ahead: int = 0) -> Period:
    """Return the quarter of the fiscal year that holds a day, or the one so many after it."""
    begin = settings.FISCAL_YEAR_FIRST_MONTH
    months = (day.year * MONTHS_OF_YEAR + day.month - begin) // MONTHS_OF_QUARTER + ahead
    year, place = divmod(months, MONTHS_OF_YEAR // MONTHS_OF_QUARTER)
    days = _days(year, begin + place * MONTHS_OF_QUARTER, MONTHS_OF_QUARTER)
    return Period(*days, year, place + 1)


def _days(year, month, months):
    first, following = _first_of(year, month), _first_of(year, month + months)
    return first, following - timedelta(days=1)


def _first_of(year, month):
    """Return the first day of a month; beyond 12 it lies in a later year."""
    later, place = divmod(month - 1, MONTHS_OF_YEAR)
    return date(year + later, place + 1, 1)
