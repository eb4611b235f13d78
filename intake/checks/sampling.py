"""What a rehearsal shows of a load: some rows of each kind, and how much it would touch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from intake.checks.differences import Differences

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
    """The first rows of each kind under their header; each with its line, 0 where it has none.

    `changes` has of each changed row what was in its cells and what comes, by their place.
    """

    headers: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[list[Any]]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    changes: list[dict[int, list[str]]] = field(default_factory=list)
    differences: Differences = field(default_factory=Differences)

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
                if kind.name == "CHANGED":
                    self.take_changed(header, row.line, row.cells, self.differences.of(row.line))
                else:
                    self.take(kind.name.lower(), header, row.line, row.cells)
        self.differences.go_on(is_wanted=self.wants("changed"))

    def take_changed(self, header, line, cells, changes) -> None:
        """Keep a changed row with (before, after) of the cells that change, by their place."""
        if self.wants("changed"):
            shown = {at: _shown(both) for at, both in changes.items() if at < MOST_CELLS}
            self.changes.append(shown)
        self.take("changed", header, line, cells)

    def take_refused(self, header, rows) -> None:
        """Keep refused rows, each with its reasons behind it for whoever shows it."""
        for row in rows[:MOST_ROWS]:
            self.take("refused", header, row.line, row.cells)

    def as_dict(self) -> dict[str, Any]:
        """Give the rows for keeping as JSON."""
        kept = {
            kind: {"header": self.headers[kind], "rows": rows}
            for kind, rows in self.rows.items()
            if rows
        }
        if "changed" in kept:
            counts = self.differences.counts
            kept["changed"] |= {
                "changes": [{str(at): both for at, both in row.items()} for row in self.changes],
                "columns": [[at, counts[at]] for at in sorted(counts) if at < MOST_CELLS],
            }
        return kept


def _shown(cells):
    return [_cut(str(cell)) for cell, _ in zip(cells, range(MOST_CELLS), strict=False)]


def _cut(text):
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
