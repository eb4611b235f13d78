"""Why rows were refused, each reason once: how many rows have it, and the first of them as they came."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from intake.domain.refusals import Refusal, RefusedRow, excerpt

# What is kept of a file, however much of it is refused.
MOST_REASONS: Final = 100
ROWS_OF_EACH: Final = 10
MOST_ROWS: Final = 200
MOST_CELLS: Final = 60


class Reasons:
    """Counts refusals by column and code while rows go by, in bounded space."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}
        self._first: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        self._rows = 0

    @classmethod
    def of_file(cls, refusals: Iterable[Refusal]) -> "Reasons":
        """Count what is wrong with a file as a whole."""
        reasons = cls()
        for refusal in refusals:
            reasons.add(RefusedRow(refusal.line, (), (refusal,)))
        return reasons

    def add(self, row: RefusedRow) -> None:
        for refusal in row.refusals:
            key = refusal.column, refusal.code
            self._counts[key] = self._counts.get(key, 0) + 1
            self._keep(key, refusal, row.cells)

    def _keep(self, key: tuple[str, str], refusal: Refusal, cells: Sequence[str]) -> None:
        first = self._first.setdefault(key, [])
        # Each reason has its first row, as its example.
        if len(first) < (ROWS_OF_EACH if self._rows < MOST_ROWS else 1):
            shown = [kept_cell(cell) for cell in cells[:MOST_CELLS]]
            first.append({"line": refusal.line, "params": _plain(refusal.params), "cells": shown})
            self._rows += 1

    def as_kept(self) -> Mapping[str, Any]:
        """Give the reasons for keeping as JSON, the most frequent first, and how many more there are."""
        order = sorted(self._counts.items(), key=lambda counted: -counted[1])
        return {
            "reasons": [
                {"column": column, "code": code, "count": count, "first": self._first[column, code]}
                for (column, code), count in order[:MOST_REASONS]
            ],
            "more_reasons": len(order[MOST_REASONS:]),
        }


def kept_cell(text: str) -> str:
    """Shorten a cell, and show a NUL by its sign."""
    return without_nul(excerpt(text))


def without_nul(value: Any) -> Any:
    """Show every NUL in what is to be kept, which no JSON of PostgreSQL can hold, by its sign."""
    if isinstance(value, str):
        return value.replace("\0", "\N{SYMBOL FOR NULL}")
    if isinstance(value, Mapping):
        return {without_nul(key): without_nul(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [without_nul(each) for each in value]
    return value


def first_of(kept: Mapping[str, Any]) -> Refusal:
    """Return the first refusal of a kept reason: it can be said in the reader's language."""
    first = kept["first"][0]
    return Refusal(first["line"], kept["column"], kept["code"], first["params"])


def _plain(params: Mapping[str, Any]) -> Mapping[str, int | str]:
    return {key: value if isinstance(value, int) else str(value) for key, value in params.items()}
