"""Ids that nobody knows because a spreadsheet took them for numbers."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final

from intake.domain.refusals import excerpt

# Digits that a spreadsheet keeps of a number; those beyond become zeros.
DIGITS_KEPT: Final = 15


class DamagedIds:
    """Tells of an unknown id what was done to it, by the ids that are known."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = known

    def of(self, value: str) -> tuple[str, dict[str, Any]] | None:
        """Give the code and params of what is wrong with an id that is not known, None for nothing."""
        if not (value.isascii() and value.isdigit()):
            return None
        known = self._without_zeros.get(value.lstrip("0"), "")
        if len(known) > len(value):
            return "lost_zeros", {"value": excerpt(value), "known": excerpt(known)}
        return ("rounded_id", {"value": excerpt(value)}) if is_rounded(value) else None

    @cached_property
    def _without_zeros(self) -> dict[str, str]:
        padded = (each for each in self._known if each[:1] == "0" and each.isdigit())
        return {each.lstrip("0"): each for each in padded}


def is_long_number(value: str) -> bool:
    """Tell whether an id has more digits than a spreadsheet keeps."""
    return len(value) > DIGITS_KEPT and value.isascii() and value.isdigit()


def is_rounded(value: str) -> bool:
    return is_long_number(value) and not value[DIGITS_KEPT:].strip("0")
