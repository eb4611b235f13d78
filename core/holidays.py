"""Public holidays of Japan, by the law on them (Act No. 178 of 1948) as it has stood since 2020.

Never knows a company's own days off, nor the days of 2020 and 2021 that were moved for the Games.
"""

from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
_SUNDAY = 6
# Month and day, and for holidays on a Monday the month and which Monday.
_FIXED = ((1, 1), (2, 11), (2, 23), (4, 29), (5, 3), (5, 4), (5, 5), (8, 11), (11, 3), (11, 23))
_MONDAYS = ((1, 2), (7, 3), (9, 3), (10, 2))
# Days in March and September, for 1980 to 2099, by the approximation of the Hydrographic Department.
_SPRING, _AUTUMN = 20.8431, 23.2488


def is_public_holiday(day: date) -> bool:
    return day in _holidays(day.year)


@cache
def _holidays(year) -> frozenset[date]:
    named = {
        *(date(year, month, day) for month, day in _FIXED),
        *(_monday(year, month, which) for month, which in _MONDAYS),
        date(year, 3, _equinox(year, _SPRING)),
        date(year, 9, _equinox(year, _AUTUMN)),
    }
    between = {day + _DAY for day in named if day + 2 * _DAY in named} - named
    instead = {_next_free(day, named) for day in named if day.weekday() == _SUNDAY}
    return frozenset(named | between | instead)


def _monday(year, month, which):
    first = date(year, month, 1)
    return first + timedelta(days=(7 - first.weekday()) % 7 + 7 * (which - 1))


def _equinox(year, base):
    since = year - 1980
    return int(base + 0.242194 * since) - since // 4


def _next_free(day, named):
    while day in named:
        day += _DAY
    return day
