"""When a contract ends, as the list is asked: within so many days, or in a fiscal period."""

from datetime import date, timedelta
from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.fiscal import fiscal_quarter, fiscal_year

WITHIN_DAYS = (30, 60, 90, 180)
# What an address calls a period, counted from the day that was judged.
PERIODS = {
    "quarter": (_("this fiscal quarter"), fiscal_quarter),
    "next-quarter": (_("next fiscal quarter"), partial(fiscal_quarter, ahead=1)),
    "year": (_("this fiscal year"), fiscal_year),
    "next-year": (_("next fiscal year"), partial(fiscal_year, ahead=1)),
}


def within_days(days: int) -> str:
    return ngettext("within %(days)s day", "within %(days)s days", days) % {"days": days}


def choices_of_ends() -> list[tuple[int | str, object]]:
    """Return what can be asked for, with its words."""
    of_periods = [(key, word) for key, (word, _period) in PERIODS.items()]
    return [*((days, within_days(days)) for days in WITHIN_DAYS), *of_periods]


def read_ends(text: str) -> int | str:
    return int(text) if text.isdigit() else text


def days_of_ends(ends: int | str, as_of: date) -> tuple[date, date]:
    """Return the first and the final day of a period or, for a number, of so many days from `as_of` on."""
    if ends not in PERIODS:
        return as_of, as_of + timedelta(days=ends)
    _word, period_of = PERIODS[ends]
    period = period_of(as_of)
    return period.first, period.final
