"""A fiscal year begins with the month that is set, and is named after the year in which it begins."""

from datetime import date

import pytest
from django.utils import translation

from core.fiscal import Period, fiscal_quarter, fiscal_year
from core.formats import fiscal_quarter_of


@pytest.mark.parametrize(
    ("day", "first", "final", "year"),
    [
        (date(2026, 4, 1), date(2026, 4, 1), date(2027, 3, 31), 2026),
        (date(2027, 3, 31), date(2026, 4, 1), date(2027, 3, 31), 2026),
        (date(2027, 4, 1), date(2027, 4, 1), date(2028, 3, 31), 2027),
    ],
)
def test_a_year_begins_in_april(day, first, final, year):
    assert fiscal_year(day) == Period(first, final, year)


@pytest.mark.parametrize(
    ("day", "ahead", "first", "final", "year", "quarter"),
    [
        (date(2026, 11, 22), 0, date(2026, 10, 1), date(2026, 12, 31), 2026, 3),
        (date(2026, 11, 22), 1, date(2027, 1, 1), date(2027, 3, 31), 2026, 4),
        (date(2026, 11, 22), 2, date(2027, 4, 1), date(2027, 6, 30), 2027, 1),
        (date(2028, 2, 29), 0, date(2028, 1, 1), date(2028, 3, 31), 2027, 4),
    ],
)
def test_a_quarter_is_three_months_of_it(day, ahead, first, final, year, quarter):
    assert fiscal_quarter(day, ahead=ahead) == Period(first, final, year, quarter)


def test_the_next_year_follows_at_once():
    assert fiscal_year(date(2026, 11, 22), ahead=1) == fiscal_year(date(2027, 4, 1))


def test_elsewhere_it_begins_in_another_month(settings):
    settings.FISCAL_YEAR_FIRST_MONTH = 1
    assert fiscal_year(date(2026, 12, 31)) == Period(date(2026, 1, 1), date(2026, 12, 31), 2026)
    settings.FISCAL_YEAR_FIRST_MONTH = 12
    assert fiscal_quarter(date(2027, 2, 28)) == Period(
        date(2026, 12, 1), date(2027, 2, 28), 2026, 1
    )


def test_a_quarter_is_written_as_the_reader_writes_it():
    assert fiscal_quarter_of(date(2027, 1, 31)) == "FY2026 Q4"
    with translation.override("ja"):
        assert fiscal_quarter_of(date(2027, 1, 31)) == "2026年度第4四半期"
