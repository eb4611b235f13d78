"""The business day turns at midnight of the business zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.calendar import (
    business_date,
    from_ordinal,
    judged_day,
    night_read_before,
    to_ordinal,
    working_day_after,
    working_day_before,
)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC), date(2026, 3, 31)),
        (datetime(2026, 3, 31, 15, 0, tzinfo=UTC), date(2026, 4, 1)),
        (datetime(2024, 2, 28, 15, 0, tzinfo=UTC), date(2024, 2, 29)),
    ],
)
def test_the_business_day_is_tokyos(instant, day):
    assert business_date(instant) == day
    assert judged_day(instant) == day - timedelta(days=1)


def test_another_zone_has_another_day(settings):
    settings.BUSINESS_TIME_ZONE = "America/New_York"
    assert business_date(datetime(2026, 3, 9, 3, 59, tzinfo=UTC)) == date(2026, 3, 8)
    assert business_date(datetime(2026, 3, 9, 4, 0, tzinfo=UTC)) == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("day", "ordinal"),
    [(date(1970, 1, 1), 0), (date(1969, 12, 31), -1), (date(2026, 11, 22), 20_779)],
)
def test_days_are_counted_from_1970(day, ordinal):
    assert (to_ordinal(day), from_ordinal(ordinal)) == (ordinal, day)


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        # The 23rd is Labour Thanksgiving Day, a Monday.
        (date(2026, 11, 25), date(2026, 11, 24), date(2026, 11, 26)),
        (date(2026, 11, 24), date(2026, 11, 20), date(2026, 11, 25)),
        (date(2026, 11, 23), date(2026, 11, 20), date(2026, 11, 24)),
        (date(2026, 11, 22), date(2026, 11, 20), date(2026, 11, 24)),
        (date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 24)),
        # Five days of rest in May, and a Thursday after them.
        (date(2026, 5, 7), date(2026, 5, 1), date(2026, 5, 8)),
        # A year begins on a holiday, and the one before it ends on a working day.
        (date(2027, 1, 1), date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_working_days_leave_out_weekends_and_public_holidays(day, before, after):
    assert (working_day_before(day), working_day_after(day)) == (before, after)


def test_another_zone_works_on_holidays_of_japan(settings):
    settings.BUSINESS_TIME_ZONE = "Europe/Berlin"
    assert working_day_before(date(2026, 11, 24)) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("night", "read_before"),
    [
        # Read on Wednesday; on Tuesday one read Monday night.
        (date(2026, 11, 24), date(2026, 11, 23)),
        # Read on Tuesday; Monday was a holiday, and on Friday one read Thursday night.
        (date(2026, 11, 23), date(2026, 11, 19)),
        # Read on a Monday that is worked.
        (date(2026, 11, 15), date(2026, 11, 12)),
        # Looked at on Sunday: still compared with what Friday showed.
        (date(2026, 11, 21), date(2026, 11, 19)),
        (date(2026, 11, 20), date(2026, 11, 19)),
    ],
)
def test_a_night_is_compared_with_the_one_read_on_the_working_day_before(night, read_before):
    assert night_read_before(night) == read_before
