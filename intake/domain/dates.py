"""Dates as people write them: which styles a text may be written in, and the day it means in one.

A style is never guessed: a text that two styles would read is of both, and whoever reads the
column decides by its other cells, or asks.
"""

import datetime as dt
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from intake.domain.cell_texts import Reading, UnreadableError, to_half_width, width_notes
from intake.domain.columns import Words
from intake.domain.refusals import excerpt

FIRST_YEAR: Final = 1970
FINAL_YEAR: Final = 2100
# No customer was seen before; what says so has lost its century or its date.
FIRST_YEAR_OF_FACTS: Final = 1990


class DateStyle(StrEnum):
    """A way to write all dates of a column."""

    ISO = "iso"
    SLASH = "slash"
    KANJI = "kanji"
    ERA = "era"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    COMPACT = "compact"
    # Days as a spreadsheet counts them; read only where somebody says so.
    EXCEL = "excel"


class DaySpan(NamedTuple):
    """The days on which something may have happened."""

    first: dt.date
    final: dt.date

    def check(self, day: dt.date, text: str) -> None:
        """Raise UnreadableError for a day outside."""
        if day > self.final:
            raise UnreadableError("date_in_future", value=excerpt(text), final=str(self.final))
        if day < self.first:
            raise UnreadableError("date_too_old", value=excerpt(text), first=str(self.first))


ALL_DAYS: Final = DaySpan(dt.date(FIRST_YEAR, 1, 1), dt.date(FINAL_YEAR, 12, 31))


def days_of_facts(on: dt.date) -> DaySpan:
    """Give the days on which facts may lie that are loaded on a day.

    One day more, for those who are already there.
    """
    return DaySpan(dt.date(FIRST_YEAR_OF_FACTS, 1, 1), on + dt.timedelta(days=1))


# One day, as it is written in each style.
EXAMPLES: Final = {
    DateStyle.ISO: "2024-04-21",
    DateStyle.SLASH: "2024/4/21",
    DateStyle.KANJI: "2024年4月21日",
    DateStyle.ERA: "令和6年4月21日",
    DateStyle.DAY_FIRST: "21/04/2024",
    DateStyle.MONTH_FIRST: "04/21/2024",
    DateStyle.COMPACT: "20240421",
    DateStyle.EXCEL: "45403",
}
# What each style is called where a person chooses one.
STYLE_WORDS: Final = {
    DateStyle.ISO: Words("Year-month-day", "年-月-日"),
    DateStyle.SLASH: Words("Year/month/day", "年/月/日"),
    DateStyle.KANJI: Words("Year, month, day in kanji", "年月日(漢字)"),
    DateStyle.ERA: Words("Japanese era", "和暦"),
    DateStyle.DAY_FIRST: Words("Day, month, year", "日/月/年"),
    DateStyle.MONTH_FIRST: Words("Month, day, year", "月/日/年"),
    DateStyle.COMPACT: Words("Eight digits", "8桁の数字"),
    DateStyle.EXCEL: Words("Day number of Excel", "Excelの日付番号"),
}

_TIME: Final = re.compile(
    r"(?P<date>.*?[0-9日])(?:[ T]+|(?<=日))"
    r"(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9](?::[0-6][0-9](?:[.,][0-9]{1,9})?)?(?: ?[AaPp][Mm])?"
    r"|時[0-5]?[0-9]分(?:[0-5]?[0-9]秒)?)"
    r" ?(?P<zone>[Zz]|[+-][0-9]{2}:?[0-9]{2})?"
)
_FORMS: Final = {
    DateStyle.ISO: r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
    DateStyle.SLASH: r"(?P<year>[0-9]{4})([/.])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})",
    DateStyle.KANJI: r"(?P<year>[0-9]{4})年 ?(?P<month>[0-9]{1,2})月 ?(?P<day>[0-9]{1,2})日",
    DateStyle.ERA: (
        r"(?P<era>明治|大正|昭和|平成|令和|[㍾㍽㍼㍻㋿]|[MTSHRmtshr]\.?) ?(?P<year>[0-9]{1,2}|元)"
        r"(?P<mark>年|[-/.]) ?(?P<month>[0-9]{1,2})(?P<next>月|[-/.]) ?(?P<day>[0-9]{1,2})日?"
    ),
    DateStyle.DAY_FIRST: r"(?P<day>[0-9]{1,2})([-/.])(?P<month>[0-9]{1,2})\2(?P<year>[0-9]{4})",
    DateStyle.MONTH_FIRST: r"(?P<month>[0-9]{1,2})([-/.])(?P<day>[0-9]{1,2})\2(?P<year>[0-9]{4})",
    DateStyle.COMPACT: r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
    DateStyle.EXCEL: r"(?P<serial>[0-9]{1,5})(?P<time>\.[0-9]+)?",
}
_PATTERNS: Final = {style: re.compile(form) for style, form in _FORMS.items()}
_SHORT_YEAR: Final = re.compile(
    r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日"
)
# First and final day of each era, by the letter it is shortened to.
_ERAS: Final = {
    "M": (dt.date(1868, 1, 25), dt.date(1912, 7, 29)),
    "T": (dt.date(1912, 7, 30), dt.date(1926, 12, 24)),
    "S": (dt.date(1926, 12, 25), dt.date(1989, 1, 7)),
    "H": (dt.date(1989, 1, 8), dt.date(2019, 4, 30)),
    "R": (dt.date(2019, 5, 1), dt.date.max),
}
_LETTERS: Final = dict(
    zip(("明治", "大正", "昭和", "平成", "令和", *"㍾㍽㍼㍻㋿"), "MTSHR" * 2, strict=True)
)
# Spreadsheets count a 1900-02-29, which never was: days after it count from here.
EXCEL_EPOCH: Final = dt.date(1899, 12, 30)


def styles_of(text: str) -> tuple[DateStyle, ...]:
    """Give the styles in which a text is a date; raises UnreadableError where there is none.

    Two come back only for day-first and month-first. Day numbers are never recognised.
    """
    plain = _without_time(to_half_width(text))[0]
    found = tuple(style for style in _RECOGNISED if _is_date(plain, style))
    if found:
        return found
    if _SHORT_YEAR.fullmatch(plain):
        raise UnreadableError("two_digit_year", value=excerpt(text))
    for style in _RECOGNISED:
        if _PATTERNS[style].fullmatch(plain):
            _READERS.get(style, _day)(text, plain, style)
    raise UnreadableError("not_a_date", value=excerpt(text))


def read_date(text: str, style: DateStyle) -> Reading:
    """Read a date in a style; raises UnreadableError. Its time of day is left out, with a note."""
    half = to_half_width(text)
    plain, notes = _without_time(half)
    day = _READERS.get(style, _day)(text, plain, style)
    if style is DateStyle.EXCEL and "." in plain:
        notes = ("time_left_out",)
    return Reading(day, (*width_notes(text, half), *notes))


def is_date(text: str, style: DateStyle) -> bool:
    """Tell whether a text is a date in a style and needs nothing done to it."""
    try:
        return read_date(text, style).notes == ()
    except UnreadableError:
        return False


def era_of(day: dt.date) -> tuple[str, str, int]:
    """Give the name, the letter and the year of a day's era."""
    letter, first = next(
        (each, span[0]) for each, span in reversed(_ERAS.items()) if day >= span[0]
    )
    name = next(name for name, each in _LETTERS.items() if each == letter)
    return name, letter, day.year - first.year + 1


def _without_time(plain: str) -> tuple[str, tuple[str, ...]]:
    match = _TIME.fullmatch(plain)
    if match is None:
        return plain, ()
    return match["date"].rstrip(), ("zone_left_out" if match["zone"] else "time_left_out",)


def _is_date(plain: str, style: DateStyle) -> bool:
    try:
        _READERS.get(style, _day)(plain, plain, style)
    except UnreadableError:
        return False
    return True


def _day(text: str, plain: str, style: DateStyle) -> dt.date:
    match = _matched(text, plain, style)
    return _made(text, int(match["year"]), match)


def _era_day(text: str, plain: str, style: DateStyle) -> dt.date:
    match = _matched(text, plain, style)
    if (match["mark"], match["next"]) != ("年", "月") and match["mark"] != match["next"]:
        raise UnreadableError("not_a_date", value=excerpt(text))
    era = match["era"].rstrip(".")
    first, final = _ERAS[_LETTERS.get(era, era.upper())]
    year = 1 if match["year"] == "元" else int(match["year"])
    day = _made(text, first.year + year - 1, match)
    if not first <= day <= final:
        raise UnreadableError("not_in_era", value=excerpt(text), day=day.isoformat())
    return day


def _excel_day(text: str, plain: str, style: DateStyle) -> dt.date:
    day = EXCEL_EPOCH + dt.timedelta(days=int(_matched(text, plain, style)["serial"]))
    if not FIRST_YEAR <= day.year <= FINAL_YEAR:
        raise UnreadableError("date_out_of_range", value=excerpt(text))
    return day


def _matched(text: str, plain: str, style: DateStyle) -> re.Match[str]:
    match = _PATTERNS[style].fullmatch(plain)
    if match is None:
        raise _not_in(text, style)
    return match


def _made(text: str, year: int, match: re.Match[str]) -> dt.date:
    if not FIRST_YEAR <= year <= FINAL_YEAR:
        raise UnreadableError("date_out_of_range", value=excerpt(text))
    try:
        return dt.date(year, int(match["month"]), int(match["day"]))
    except ValueError:
        raise UnreadableError("not_a_date", value=excerpt(text)) from None


def _not_in(text: str, style: DateStyle) -> UnreadableError:
    return UnreadableError("not_in_style", value=excerpt(text), example=EXAMPLES[style])


_READERS: Final[dict[DateStyle, Callable[[str, str, DateStyle], dt.date]]] = {
    DateStyle.ERA: _era_day,
    DateStyle.EXCEL: _excel_day,
}
_RECOGNISED: Final = tuple(style for style in DateStyle if style is not DateStyle.EXCEL)
