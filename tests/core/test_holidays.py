"""Public holidays, against the list that the Cabinet Office publishes each February."""

from datetime import date, timedelta

import pytest

from core.holidays import is_public_holiday

# Month and day of every holiday of a year.
PUBLISHED = {
    2023: "1/1 1/2 1/9 2/11 2/23 3/21 4/29 5/3 5/4 5/5 7/17 8/11 9/18 9/23 10/9 11/3 11/23",
    2024: (
        "1/1 1/8 2/11 2/12 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/15 8/11 8/12 9/16 9/22 9/23 10/14 "
        "11/3 11/4 11/23"
    ),
    2025: "1/1 1/13 2/11 2/23 2/24 3/20 4/29 5/3 5/4 5/5 5/6 7/21 8/11 9/15 9/23 10/13 11/3 11/23 11/24",
    # Three in a row in September: the day between two holidays is one, too.
    2026: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
    2027: "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_holidays_of_a_year_are_those_published(year):
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(365 + (year % 4 == 0)))
    found = " ".join(f"{day.month}/{day.day}" for day in days if is_public_holiday(day))
    assert found == PUBLISHED[year]
