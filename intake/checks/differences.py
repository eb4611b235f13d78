"""What rows change of what is stored, column by column, for whoever looks at it before it counts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Named = Callable[[Any], str]


def in_text(value: Any) -> str:
    """Write a stored value as a file may have it; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


@dataclass
class Differences:
    """Gathered while a load is rehearsed: how many rows change each column, and how some rows do.

    Columns are positions in the file. Which rows are shown is chosen once their batch is written, so
    all of a batch are remembered until `go_on`.
    """

    counts: Counter[int] = field(default_factory=Counter)
    is_wanted: bool = True
    _of: dict[int, dict[int, tuple[Any, Any, Named]]] = field(default_factory=dict)

    def note(self, line: int, column: int, before: Any, after: Any, named: Named = in_text) -> None:
        """Note that a row changes a column; `named` puts what was kept into words, if ever asked."""
        self.counts[column] += 1
        if self.is_wanted:
            self._of.setdefault(line, {})[column] = (before, after, named)

    def of(self, line: int) -> dict[int, tuple[str, str]]:
        """Return what the row changes: (before, after) by column."""
        found = self._of.get(line, {})
        return {at: (named(before), named(after)) for at, (before, after, named) in found.items()}

    def go_on(self, *, is_wanted: bool) -> None:
        """Forget the rows of this batch, and remember others only where more are wanted."""
        self._of, self.is_wanted = {}, is_wanted


class NoDifferences(Differences):
    """Notes nothing: for a load that counts."""

    def note(self, line, column, before, after, named=in_text):
        pass
