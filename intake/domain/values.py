"""Reading one cell: text in, an exact Python value out, or the reason why not.

Accepts only what is written down here; Python's own parsers take far more (nan, 1_000, other
scripts' digits). Empty cells are none of its business.
"""

import datetime as dt
import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, Final, NamedTuple

from core.exact import SCALE, to_scaled
from intake.domain.columns import Column, ColumnType, fold_header
from intake.domain.refusals import excerpt

FIRST_YEAR: Final = 1970
FINAL_YEAR: Final = 2100
ISO_STYLE: Final = "-"
SLASH_STYLE: Final = "/"

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?P<exponent>[eE][+-]?[0-9]{1,9})?")
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SLASH: Final = re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})")
_SHORT_YEAR: Final = re.compile(r"[0-9]{2}([-/.])[0-9]{1,2}\1[0-9]{1,2}")
_DAMAGED_ID: Final = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")
_EMAIL: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_SIGNS: Final = {"¥": "JPY", "円": "JPY", "$": "USD", "€": "EUR", "£": "GBP"}
_YES: Final = frozenset({"true", "t", "yes", "y", "1", "on", "はい", "有", "有り", "あり", "○"})
_NO: Final = frozenset({"false", "f", "no", "n", "0", "off", "いいえ", "無", "無し", "なし", "×"})
# Full-width signs to their usual form, the ideographic space, and the typographic minus.
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0x2212: 0x2D,
    0xFFE5: 0xA5,
}
# Numbers with more digits before the point than this fit no int64 in ten-thousandths.
_MOST_DIGITS: Final = 14
_CENT: Final = Decimal("0.01")
_CONTEXT: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)


class UnreadableError(Exception):
    """A cell is refused: a code of `messages.REASONS`, and what its text needs."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Reading(NamedTuple):
    """A value, and the codes of what had to be done to get it."""

    value: Any
    notes: tuple[str, ...] = ()


def to_half_width(text: str) -> str:
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def read_cell(column: Column, text: str) -> Reading:
    """Read a stripped cell that is not empty; raises UnreadableError."""
    if len(text) > column.longest:
        raise UnreadableError(
            "too_long", value=excerpt(text), found=len(text), longest=column.longest
        )
    return _READERS[column.type](column, text)


def read_scaled(column: Column, text: str) -> Reading:
    """Read a number as int ten-thousandths; more than four decimals are rounded half-even.

    The column's bounds are held against the rounded value.
    """
    number, notes = _number(text)
    _refuse_beyond(column, text, number)
    scaled = to_scaled(number)
    _refuse_outside(column, text, scaled, SCALE)
    return Reading(scaled, (*notes, "rounded") if _decimals(number) > 4 else notes)


def read_date(text: str) -> tuple[dt.date, str, tuple[str, ...]]:
    """Read a date, the style it is written in, and notes; raises UnreadableError."""
    plain = to_half_width(text)
    match, style = _ISO.fullmatch(plain), ISO_STYLE
    if match is None:
        match, style = _SLASH.fullmatch(plain), SLASH_STYLE
    if match is None:
        code = "two_digit_year" if _SHORT_YEAR.fullmatch(plain) else "not_a_date"
        raise UnreadableError(code, value=excerpt(text))
    year, month, day = map(int, match.groups())
    if not FIRST_YEAR <= year <= FINAL_YEAR:
        raise UnreadableError("date_out_of_range", value=excerpt(text))
    try:
        return dt.date(year, month, day), style, _width_notes(text, plain)
    except ValueError:
        raise UnreadableError("not_a_date", value=excerpt(text)) from None


def _read_text(column: Column, text: str) -> Reading:
    return Reading(text)


def _read_id(column: Column, text: str) -> Reading:
    if _DAMAGED_ID.fullmatch(text):
        raise UnreadableError("damaged_id", value=text)
    return Reading(text)


def _read_integer(column: Column, text: str) -> Reading:
    number, notes = _number(text)
    _refuse_beyond(column, text, number)
    whole = int(number)
    if whole != number:
        raise UnreadableError("not_an_integer", value=excerpt(text))
    _refuse_outside(column, text, whole, 1)
    return Reading(whole, notes)


def _read_money(column: Column, text: str) -> Reading:
    number, notes = _number(text)
    _refuse_beyond(column, text, number)
    amount = number.quantize(_CENT, context=_CONTEXT)
    _refuse_outside(column, text, amount, 1)
    return Reading(amount, (*notes, "rounded_money") if _decimals(number) > 2 else notes)


def _read_date_cell(column: Column, text: str) -> Reading:
    day, _, notes = read_date(text)
    return Reading(day, notes)


def _read_choice(column: Column, text: str) -> Reading:
    folded = fold_header(text)
    for choice in column.choices:
        if folded in map(fold_header, (choice.key, *choice.synonyms)):
            return Reading(choice.key)
    allowed = ", ".join(choice.key for choice in column.choices)
    raise UnreadableError("not_a_choice", value=excerpt(text), allowed=allowed)


def _read_boolean(column: Column, text: str) -> Reading:
    folded = fold_header(text)
    if folded in _YES or folded in _NO:
        return Reading(folded in _YES)
    raise UnreadableError("not_a_boolean", value=excerpt(text))


def _read_email(column: Column, text: str) -> Reading:
    if not _EMAIL.fullmatch(text):
        raise UnreadableError("not_an_email", value=excerpt(text))
    return Reading(text.lower())


def _read_currency(column: Column, text: str) -> Reading:
    code = to_half_width(text).upper()
    code = _SIGNS.get(code, code)
    if not _CURRENCY.fullmatch(code):
        raise UnreadableError("not_a_currency", value=excerpt(text))
    return Reading(code)


_READERS: Final[dict[ColumnType, Callable[[Column, str], Reading]]] = {
    ColumnType.TEXT_ID: _read_id,
    ColumnType.TEXT: _read_text,
    ColumnType.INTEGER: _read_integer,
    ColumnType.DECIMAL: read_scaled,
    ColumnType.MONEY: _read_money,
    ColumnType.CURRENCY: _read_currency,
    ColumnType.DATE: _read_date_cell,
    ColumnType.CHOICE: _read_choice,
    ColumnType.BOOLEAN: _read_boolean,
    ColumnType.EMAIL: _read_email,
}


def _number(text: str) -> tuple[Decimal, tuple[str, ...]]:
    plain = to_half_width(text)
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise UnreadableError("not_a_number", value=excerpt(text))
    notes = _width_notes(text, plain)
    return Decimal(plain), (*notes, "exponent") if match["exponent"] else notes


def _width_notes(text: str, plain: str) -> tuple[str, ...]:
    return () if plain is text or plain == text else ("full_width",)


def _decimals(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _refuse_beyond(column: Column, text: str, number: Decimal) -> None:
    """Refuse what is too long to compute with, before computing with it."""
    if number and number.adjusted() >= _MOST_DIGITS:
        raise _outside(column, text, is_large=number > 0)


def _refuse_outside(column: Column, text: str, value: Any, unit: int) -> None:
    if column.minimum is not None and value < column.minimum * unit:
        raise _outside(column, text, is_large=False)
    if column.maximum is not None and value > column.maximum * unit:
        raise _outside(column, text, is_large=True)


def _outside(column: Column, text: str, *, is_large: bool) -> UnreadableError:
    # A column without bounds of its own is bound by what can be computed with.
    beyond = 10**_MOST_DIGITS - 1
    if is_large:
        maximum = beyond if column.maximum is None else column.maximum
        return UnreadableError("too_large", value=excerpt(text), maximum=maximum)
    minimum = -beyond if column.minimum is None else column.minimum
    return UnreadableError("too_small", value=excerpt(text), minimum=minimum)
