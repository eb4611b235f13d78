"""A figure as it is shown: its value, its change, the list behind it, all in words already."""

from dataclasses import dataclass
from typing import Any

from core.formats import MINUS, NOTHING, signed, yen_in_text

# A share of fewer accounts than this moves by many points when one account does.
FEW = 20


@dataclass(frozen=True)
class Note:
    """A line under a figure, with the list behind it where there is one."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Figure:
    """`way` says how a change is to be taken: up or down where more is better, else worse or better.

    `notes` stand under the value.
    """

    word: Any
    value: str
    url: str = ""
    change: str = ""
    way: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Part:
    """One part of a whole: its place in a bar in thousandths, and the list behind it."""

    key: str
    word: Any
    accounts: int
    percent: int
    x: int
    width: int
    url: str


def shares(counted) -> list[Part]:
    """Lay out (sign, accounts, address) side by side; percents are rounded, widths add up to 1,000."""
    counted = list(counted)
    total = sum(accounts for _sign, accounts, _url in counted)
    found, passed = [], 0
    for sign, accounts, url in counted:
        x = 1000 * passed // total if total else 0
        passed += accounts
        end = 1000 * passed // total if total else 0
        percent = round(100 * accounts / total) if total else 0
        found.append(Part(sign.key, sign.word, accounts, percent, x, end - x, url))
    return found


def one_decimal(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f}".replace("-", MINUS)


def change_in(now: float | None, then: float | None, *, unit: str = "") -> tuple[str, str]:
    """Return the change in words with one decimal, and its way; ("", "") where it cannot be said."""
    if now is None or then is None:
        return "", ""
    moved = round(now - then, 1)
    if not moved:
        return f"±0{unit}", ""
    sign = signed(1 if moved > 0 else -1)[0]
    return f"{sign}{abs(moved):.1f}{unit}", "up" if moved > 0 else "down"


def change_of_count(now: int, then: int | None) -> str:
    return "" if then is None else signed(now - then)


def change_of_money(now: int, then: int | None) -> str:
    """Return +480万円, −¥1.2M or ±0; "" where it cannot be said."""
    if then is None:
        return ""
    if now == then:
        return "±0"
    return (signed(1 if now > then else -1)[0]) + yen_in_text(abs(now - then))


def turned(way: str) -> str:
    """Return the way of a change of which less is better."""
    return {"up": "worse", "down": "better"}.get(way, "")
