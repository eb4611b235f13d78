"""What a rehearsal shows of a load: some rows of each kind, and how much it would touch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

# A page shows so many rows of a kind, so many cells of a row and so much of a cell.
MOST_ROWS = 20
MOST_CELLS = 60
LONGEST_CELL = 80
KINDS = ("new", "changed", "unchanged", "refused")


@dataclass(frozen=True)
class Touched:
    """How many accounts and account-months of usage a load changes, and from which day on."""

    accounts: int = 0
    months: int = 0
    from_day: date | None = None

    @classmethod
    def since(cls, changed_from: Mapping[int, date], months: int = 0) -> "Touched":
        """Sum up the earliest changed day of each account."""
        return cls(len(changed_from), months, min(changed_from.values(), default=None))

    def as_dict(self) -> dict[str, Any]:
        """Give the figures for keeping as JSON."""
        from_day = self.from_day.isoformat() if self.from_day else ""
        return {"accounts": self.accounts, "months": self.months, "from_day": from_day}


@dataclass
class Sample:
    """The first rows of each kind under their header; each with its line, 0 where it has none."""

    headers: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[list[Any]]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def wants(self, kind: str) -> bool:
        return len(self.rows[kind]) < MOST_ROWS

    def take(self, kind: str, header: Sequence[str], line: int, cells: Iterable[object]) -> None:
        """Keep a row, if there is still room for its kind."""
        if self.wants(kind):
            self.headers[kind] = _shown(header)
            self.rows[kind].append([line, *_shown(cells)])

    def take_rows(self, header, rows, became) -> None:
        """Keep rows of a small dataset as they came, by what each became."""
        if any(map(self.wants, KINDS[:3])):
            for row, kind in zip(rows, became, strict=True):
                self.take(kind.name.lower(), header, row.line, row.cells)

    def take_refused(self, header, rows) -> None:
        """Keep refused rows, each with its reasons behind it for whoever shows it."""
        for row in rows[:MOST_ROWS]:
            self.take("refused", header, row.line, row.cells)

    def as_dict(self) -> dict[str, Any]:
        """Give the rows for keeping as JSON."""
        return {
            kind: {"header": self.headers[kind], "rows": rows}
            for kind, rows in self.rows.items()
            if rows
        }


def _shown(cells):
    return [_cut(str(cell)) for cell, _ in zip(cells, range(MOST_CELLS), strict=False)]


def _cut(text):
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
