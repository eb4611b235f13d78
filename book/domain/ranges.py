"""A range as people write it in an address: "40..60", "40..", "..60", "40", or "none" for not known."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from core.exact import LARGEST, SCALE

UNKNOWN: Final = "none"
_BETWEEN: Final = ".."
_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?")
_SHORT: Final = {"k": 10**3, "m": 10**6, "b": 10**9, "万": 10**4, "億": 10**8}
_LARGEST: Final = Decimal(LARGEST) / SCALE
_IGNORED: Final = str.maketrans("\N{MINUS SIGN}", "-", ",¥\\円% ")


@dataclass(frozen=True)
class Range:
    """Both ends belong to it, None is open; `is_unknown` asks for accounts without a value instead."""

    low: Any = None
    high: Any = None
    is_unknown: bool = False

    def __str__(self) -> str:
        if self.is_unknown:
            return UNKNOWN
        low, high = ("" if each is None else _written(each) for each in (self.low, self.high))
        return low if low == high else f"{low}{_BETWEEN}{high}"


def read_range(text: str, read: Callable[[str], Any]) -> Range:
    """Read what `str(Range)` wrote, each end by `read`; raises ValueError where it says nothing."""
    if text == UNKNOWN:
        return Range(is_unknown=True)
    low, between, high = text.partition(_BETWEEN)
    ends = [read(end) if end else None for end in (low, high if between else low)]
    return range_of(*ends)


def range_of(low: Any, high: Any) -> Range:
    """Raises ValueError where both ends are open or the first comes after the second."""
    if low is None and high is None:
        raise ValueError("a range needs one end at least")
    if low is not None and high is not None and low > high:
        raise ValueError("a range begins before it ends")
    return Range(low, high)


def read_number(text: str) -> Decimal:
    """Read a number as people type it, full-width, grouped or short ("480万", "1.5M").

    Raises ValueError where it has more than 4 decimals or is no exact number of ours (see `core.exact`).
    """
    plain = unicodedata.normalize("NFKC", text).translate(_IGNORED).lower()
    times = _SHORT.get(plain[-1:], 1)
    plain = plain if times == 1 else plain[:-1]
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"not a number: {text}")
    number = Decimal(plain) * times
    if abs(number) > _LARGEST:
        raise ValueError(f"not a number that we keep: {text}")
    return number


def read_whole(text: str) -> Decimal:
    """Read a number without decimals."""
    number = read_number(text)
    if number != number.to_integral_value():
        raise ValueError(f"not a whole number: {text}")
    return number


def read_day(text: str) -> date:
    """Read a day as 2026-12-31."""
    return date.fromisoformat(unicodedata.normalize("NFKC", text.strip()))


def _written(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
