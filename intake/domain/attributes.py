"""What kind of thing a further column of the accounts file holds: judged by all of its cells."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from intake.domain.cell_texts import UnreadableError
from intake.domain.columns import Column, ColumnType, Words
from intake.domain.dates import DateStyle, is_date
from intake.domain.numbers import Number, read_number
from intake.domain.values import read_cell


class AttributeKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


_ANY: Final = Words("", "")
# Zeros in front are kept: what has them is a code.
_CODE: Final = re.compile(r"[+-]?0[0-9]")
# What makes a number of a text only where its column was declared one.
_DECLARED_ONLY: Final = frozenset({"grouped", "currency_sign", "accounting_negative"})
# A number beyond is no measure of anything, and written out it fills the memory.
_LARGEST_EXPONENT: Final = 40
_NUMBER: Final = Column("", ColumnType.DECIMAL, _ANY, _ANY)


class AttributeKinds:
    """Watches texts go by, and knows for each column what all of them have in common."""

    def __init__(self, names: Iterable[str]) -> None:
        self._possible = {name: {AttributeKind.NUMBER, AttributeKind.DATE} for name in names}
        self._filled: set[str] = set()

    def see(self, texts: Mapping[str, str]) -> None:
        """Take the texts of one row, by column; empty ones say nothing."""
        for name, text in texts.items():
            if not text:
                continue
            self._filled.add(name)
            possible = self._possible[name]
            if possible:
                possible -= {kind for kind in possible if not _holds(kind, text)}

    def kinds(self) -> dict[str, AttributeKind]:
        """Give each column's kind; one without any text is a text."""
        return {
            name: next(iter(possible if name in self._filled else ()), AttributeKind.TEXT)
            for name, possible in self._possible.items()
        }


def attribute_value(text: str, kind: AttributeKind) -> str:
    """Write a text as it is kept: numbers without needless zeros, dates as 2024-04-01.

    `text` is of that kind; an empty one stays empty.
    """
    if not text or kind is AttributeKind.TEXT:
        return text
    if kind is AttributeKind.DATE:
        return text
    written = f"{_number(text).value:f}"
    written = written.rstrip("0").rstrip(".") if "." in written else written
    return "0" if written == "-0" else written


def _holds(kind: AttributeKind, text: str) -> bool:
    if kind is AttributeKind.DATE:
        return is_date(text, DateStyle.ISO)
    try:
        read_cell(_NUMBER, text)
        value, notes = _number(text)
    except UnreadableError:
        return False
    is_plain = abs(value.adjusted()) <= _LARGEST_EXPONENT
    return is_plain and not (_CODE.match(text) or _DECLARED_ONLY.intersection(notes))


def _number(text: str) -> Number:
    return read_number(text, is_amount=True)
