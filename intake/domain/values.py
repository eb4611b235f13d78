"""Reading one cell: text in, an exact Python value out, or the reason why not.

Accepts only what is written down here; Python's own parsers take far more (nan, 1_000, other
scripts' digits). Empty cells are none of its business.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, Final

from core.exact import SCALE, to_scaled
from intake.domain.cell_texts import Reading, UnreadableError, to_half_width
from intake.domain.columns import Column, ColumnType, fold_header
from intake.domain.numbers import read_number
from intake.domain.refusals import excerpt

_DAMAGED_ID: Final = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")
_EMAIL: Final = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_SIGNS: Final = {"¥": "JPY", "円": "JPY", "$": "USD", "€": "EUR", "£": "GBP"}
_YES: Final = frozenset({"true", "t", "yes", "y", "1", "on", "はい", "有", "有り", "あり", "○"})
_NO: Final = frozenset({"false", "f", "no", "n", "0", "off", "いいえ", "無", "無し", "なし", "×"})
# Numbers with more digits before the point than this fit no int64 in ten-thousandths.
_MOST_DIGITS: Final = 14
_CENT: Final = Decimal("0.01")
_CONTEXT: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)


def read_cell(column: Column, text: str) -> Reading:
    """Read a stripped cell that is not empty; raises UnreadableError.

    Dates are read by their column's style: see `dates`.
    """
    if len(text) > column.longest:
        raise UnreadableError(
            "too_long", value=excerpt(text), found=len(text), longest=column.longest
        )
    return _READERS[column.type](column, text)


def read_scaled(column: Column, text: str) -> Reading:
    """Read a number as int ten-thousandths; more than four decimals are rounded half-even.

    The column's bounds are held against the rounded value.
    """
    number = read_number(text, is_amount=True)
    _refuse_beyond(column, text, number.value)
    scaled = to_scaled(number.value)
    _refuse_outside(column, text, scaled, SCALE)
    return Reading(scaled, (*number.notes, "rounded") if number.decimals > 4 else number.notes)


def _read_text(column: Column, text: str) -> Reading:
    return Reading(text)


def _read_id(column: Column, text: str) -> Reading:
    if _DAMAGED_ID.fullmatch(text):
        raise UnreadableError("damaged_id", value=text)
    return Reading(text)


def _read_integer(column: Column, text: str) -> Reading:
    number, notes = read_number(text, is_amount=False)
    _refuse_beyond(column, text, number)
    whole = int(number)
    if whole != number:
        raise UnreadableError("not_an_integer", value=excerpt(text))
    _refuse_outside(column, text, whole, 1)
    return Reading(whole, notes)


def _read_money(column: Column, text: str) -> Reading:
    number = read_number(text, is_amount=True)
    _refuse_beyond(column, text, number.value)
    amount = number.value.quantize(_CENT, context=_CONTEXT)
    _refuse_outside(column, text, amount, 1)
    notes = (*number.notes, "rounded_money") if number.decimals > 2 else number.notes
    return Reading(amount, notes)


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
    ColumnType.CHOICE: _read_choice,
    ColumnType.BOOLEAN: _read_boolean,
    ColumnType.EMAIL: _read_email,
}


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
