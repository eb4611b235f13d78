"""Why a file or a row is refused, and what is worth knowing although nothing is refused.

Texts are English message ids: `describe` takes the function that translates them, so that nothing
here depends on a language or a framework. Never decides what is refused.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from intake.domain.messages import FINDINGS, REASONS

# More lines than this say nothing that these do not.
SAMPLE_LINES: Final = 5
LONGEST_EXCERPT: Final = 40

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that is wrong, and where.

    `line` is the physical line in the file, the header's being 1 (0: the file as a whole); `column`
    is the header as it stands in the file, empty where no column is to blame.
    """

    line: int
    column: str
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_of_file(self) -> bool:
        """True when nothing of the file can be loaded."""
        return REASONS[self.code].of_file

    def describe(self, translate: Translate = str) -> str:
        """Say what is wrong and how to mend it."""
        known = {"line": self.line, "column": self.column}
        return translate(REASONS[self.code].message) % (known | dict(self.params))


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row as it came, with everything that is wrong with it (at least one thing)."""

    line: int
    cells: tuple[str, ...]
    refusals: tuple[Refusal, ...]


class FileRefusedError(Exception):
    """Nothing of the file can be loaded; `refusals` says why."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("; ".join(refusal.code for refusal in refusals))
        self.refusals = refusals


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is worth knowing: how often, and on which lines first."""

    code: str
    column: str
    count: int
    lines: tuple[int, ...]

    def describe(self, translate: Translate = str) -> str:
        lines = ", ".join(map(str, self.lines))
        params = {"column": self.column, "count": f"{self.count:,}", "lines": lines}
        return translate(FINDINGS[self.code]) % params


class Notes:
    """Gathers findings while rows go by, in bounded space."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lines: dict[tuple[str, str], list[int]] = {}

    def add(self, code: str, column: str = "", *lines: int, count: int | None = None) -> None:
        """Count a finding once for each line, or `count` times where lines are not all given."""
        self._counts[code, column] += len(lines) if count is None else count
        sample = self._lines.get((code, column), [])
        self._lines[code, column] = sorted([*sample, *lines])[:SAMPLE_LINES]

    def add_each(self, code: str, columns: Iterable[str]) -> None:
        """Count a finding once for each column."""
        for column in columns:
            self.add(code, column, count=1)

    def put(self, code: str, column: str = "", *, count: int) -> None:
        """Say how often a finding holds in all, whatever was counted before."""
        self._counts[code, column] = count

    def findings(self) -> tuple[Finding, ...]:
        """Give what was found, ordered by code and column."""
        return tuple(
            Finding(code, column, count, tuple(self._lines.get((code, column), ())))
            for (code, column), count in sorted(self._counts.items())
            if count
        )


def excerpt(text: str) -> str:
    """Shorten a cell so that it can stand in a message."""
    return text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…"
