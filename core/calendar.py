"""The business day: one function, one configured zone."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

_EPOCH = date(1970, 1, 1)


def business_date(instant: datetime) -> date:
    """Return the day that `instant` falls on in the business time zone."""
    return instant.astimezone(ZoneInfo(settings.BUSINESS_TIME_ZONE)).date()


def judged_day(instant: datetime) -> date:
    """Return the latest business day that is over at `instant`: the one a night then judges."""
    return business_date(instant) - timedelta(days=1)


def working_day_before(day: date) -> date:
    """Return the latest day from Monday to Friday before `day`; public holidays count as working days."""
    before = day - timedelta(days=1)
    return before - timedelta(days=max(0, before.weekday() - 4))


def night_read_before(night: date) -> date:
    """Return the night that was read on the working day before the morning after `night`.

    On a Monday that is the night read on Friday morning: what a weekend brought counts as new.
    """
    return working_day_before(night + timedelta(days=1)) - timedelta(days=1)


def to_ordinal(day: date) -> int:
    """Return days since 1970-01-01, the form of days in all domain code."""
    return (day - _EPOCH).days


def from_ordinal(ordinal: int) -> date:
    return _EPOCH + timedelta(days=int(ordinal))
