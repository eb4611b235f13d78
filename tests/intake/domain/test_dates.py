"""Dates: the styles a text may be written in, what it means in one, and what is refused."""

import datetime as dt

import pytest

from intake.domain.cell_texts import UnreadableError
from intake.domain.columns import Words
from intake.domain.dates import (
    EXAMPLES,
    STYLE_WORDS,
    DateStyle,
    days_of_facts,
    era_of,
    read_date,
    styles_of,
)

ISO, SLASH, KANJI, ERA = DateStyle.ISO, DateStyle.SLASH, DateStyle.KANJI, DateStyle.ERA
DAY, MONTH = DateStyle.DAY_FIRST, DateStyle.MONTH_FIRST
COMPACT, EXCEL = DateStyle.COMPACT, DateStyle.EXCEL


@pytest.mark.parametrize(
    ("text", "styles", "day", "notes"),
    [
        ("2024-02-29", (ISO,), "2024-02-29", ()),
        ("1970-01-01", (ISO,), "1970-01-01", ()),
        ("2100-12-31", (ISO,), "2100-12-31", ()),
        ("2024/04/01", (SLASH,), "2024-04-01", ()),
        ("2024/4/1", (SLASH,), "2024-04-01", ()),
        ("2024.4.1", (SLASH,), "2024-04-01", ()),
        ("２０２４/０４/０１", (SLASH,), "2024-04-01", ("full_width",)),
        ("2024年4月1日", (KANJI,), "2024-04-01", ()),
        ("2024年04月01日", (KANJI,), "2024-04-01", ()),
        ("２０２４年４月１日", (KANJI,), "2024-04-01", ("full_width",)),
        ("令和6年4月1日", (ERA,), "2024-04-01", ()),
        ("令和元年5月1日", (ERA,), "2019-05-01", ()),
        ("令和1年5月1日", (ERA,), "2019-05-01", ()),
        ("平成31年4月30日", (ERA,), "2019-04-30", ()),
        ("平成元年1月8日", (ERA,), "1989-01-08", ()),
        ("昭和64年1月7日", (ERA,), "1989-01-07", ()),
        ("令和6.4.1", (ERA,), "2024-04-01", ()),
        ("R6.4.1", (ERA,), "2024-04-01", ()),
        ("R06/04/01", (ERA,), "2024-04-01", ()),
        ("r6-4-1", (ERA,), "2024-04-01", ()),
        ("Ｒ６．４．１", (ERA,), "2024-04-01", ("full_width",)),
        ("H20.4.1", (ERA,), "2008-04-01", ()),
        ("㋿6年4月1日", (ERA,), "2024-04-01", ()),
        ("31/12/2024", (DAY,), "2024-12-31", ()),
        ("27-07-2023", (DAY,), "2023-07-27", ()),
        ("1.4.2024", (DAY, MONTH), "2024-04-01", ()),
        ("12/31/2024", (MONTH,), "2024-12-31", ()),
        ("20240401", (COMPACT,), "2024-04-01", ()),
        ("2024-04-01 00:00:00", (ISO,), "2024-04-01", ("time_left_out",)),
        ("2024-04-01T23:59:59.999999", (ISO,), "2024-04-01", ("time_left_out",)),
        ("2024-04-01T23:59Z", (ISO,), "2024-04-01", ("zone_left_out",)),
        ("2024-04-01T23:59+09:00", (ISO,), "2024-04-01", ("zone_left_out",)),
        ("28-07-2023 03:00", (DAY,), "2023-07-28", ("time_left_out",)),
        ("12/31/2024 11:59:00 PM", (MONTH,), "2024-12-31", ("time_left_out",)),
        ("2024年4月1日 12時34分", (KANJI,), "2024-04-01", ("time_left_out",)),
    ],
)
def test_a_date_tells_its_style_and_its_day(text, styles, day, notes):
    assert styles_of(text) == styles
    assert read_date(text, styles[0]) == (dt.date.fromisoformat(day), notes)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023-02-29", "not_a_date"),
        ("2024-13-01", "not_a_date"),
        ("2024-4-1", "not_a_date"),
        ("2024-04-01 25:00", "not_a_date"),
        ("2024-04-01x", "not_a_date"),
        ("2024-W14-1", "not_a_date"),
        ("2024年4月", "not_a_date"),
        ("2024/4.1", "not_a_date"),
        ("45383", "not_a_date"),
        ("32/01/2024", "not_a_date"),
        ("31/31/2024", "not_a_date"),
        ("31/02/2024", "not_a_date"),
        ("令和6年2月30日", "not_a_date"),
        ("令和6年4.1", "not_a_date"),
        ("20241301", "not_a_date"),
        ("today", "not_a_date"),
        ("69/4/1", "two_digit_year"),
        ("24-04-01", "two_digit_year"),
        ("24.4.1", "two_digit_year"),
        ("4/1/24", "two_digit_year"),
        ("24年4月1日", "two_digit_year"),
        ("1969-12-31", "date_out_of_range"),
        ("2101-01-01", "date_out_of_range"),
        ("0000-01-01", "date_out_of_range"),
        ("大正元年7月30日", "date_out_of_range"),
        ("平成31年5月1日", "not_in_era"),
        ("H31.5.1", "not_in_era"),
        ("令和元年4月30日", "not_in_era"),
        ("昭和64年1月8日", "not_in_era"),
        ("平成元年1月7日", "not_in_era"),
    ],
)
def test_anything_else_is_refused(text, code):
    with pytest.raises(UnreadableError) as refused:
        styles_of(text)
    assert refused.value.code == code
    assert refused.value.params["value"] == text


@pytest.mark.parametrize(
    ("text", "style", "code"),
    [
        ("31/12/2024", MONTH, "not_a_date"),
        ("2024-04-01", DAY, "not_in_style"),
        ("45383", ISO, "not_in_style"),
        ("2024-04-01", EXCEL, "not_in_style"),
        ("1", EXCEL, "date_out_of_range"),
        ("99999", EXCEL, "date_out_of_range"),
    ],
)
def test_what_was_said_of_a_column_holds(text, style, code):
    with pytest.raises(UnreadableError) as refused:
        read_date(text, style)
    assert refused.value.code == code


def test_excels_day_numbers_are_read_where_somebody_says_so():
    assert read_date("45383", EXCEL) == (dt.date(2024, 4, 1), ())
    assert read_date("45383.5", EXCEL) == (dt.date(2024, 4, 1), ("time_left_out",))


def test_every_style_has_a_name_in_both_languages_and_an_example_that_it_reads():
    for style in DateStyle:
        assert isinstance(STYLE_WORDS[style], Words)
        assert read_date(EXAMPLES[style], style) == (dt.date(2024, 4, 21), ())


def test_a_day_lies_in_one_era():
    assert era_of(dt.date(2019, 4, 30)) == ("平成", "H", 31)
    assert era_of(dt.date(2019, 5, 1)) == ("令和", "R", 1)
    assert era_of(dt.date(1989, 1, 7)) == ("昭和", "S", 64)


def test_facts_reach_from_1990_to_the_day_after_the_load():
    span = days_of_facts(dt.date(2026, 11, 14))
    span.check(dt.date(2026, 11, 15), "")
    span.check(dt.date(1990, 1, 1), "")
    for day, code in (
        (dt.date(2026, 11, 16), "date_in_future"),
        (dt.date(1989, 12, 31), "date_too_old"),
    ):
        with pytest.raises(UnreadableError) as refused:
            span.check(day, str(day))
        assert refused.value.code == code
