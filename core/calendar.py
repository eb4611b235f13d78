"""The business day: one function, one configured zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from core.holidays import is_public_holiday

# The zone whose public holidays are known; in others every day from Monday to Friday is worked.
_OF_HOLIDAYS = "Asia/Tokyo"
_SATURDAY = 5
_EPOCH = date(1970, 1, 1)


def business_date(instant: datetime) -> date:
    """Return the day that `instant` falls on in the business time zone."""
    return instant.astimezone(ZoneInfo(settings.BUSINESS_TIME_ZONE)).date()


def judged_day(instant: datetime) -> date:
    """Return the latest business day that is over at `instant`: the one a night then judges."""
    return business_date(instant) - timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Tell a day from Monday to Friday that is no public holiday of the business time zone."""
    if day.weekday() >= _SATURDAY:
        return False
    return settings.BUSINESS_TIME_ZONE != _OF_HOLIDAYS or not is_public_holiday(day)


def working_day_before(day: date) -> date:
    """Return the latest working day before `day`."""
    return _nearest_working_day(day, step=-1)


def working_day_after(day: date) -> date:
    """Return the first working day after `day`."""
    return _nearest_working_day(day, step=1)


def _nearest_working_day(day, step):
    day += timedelta(days=step)
    while not is_working_day(day):
        day += timedelta(days=step)
    return day


def night_read_before(night: date) -> date:
    """Return the night that was read on the working day before the morning after `night`.

    On a Monday that is the night read on Friday morning: what a weekend brought counts as new, and
    so does what public holidays brought.
    """
    return working_day_before(night + timedelta(days=1)) - timedelta(days=1)


def to_ordinal(day: date) -> int:
    """Return days since 1970-01-01, the form of days in all domain code."""
    return (day - _EPOCH).days


def from_ordinal(ordinal: int) -> date:
    return _EPOCH + timedelta(days=int(ordinal))
