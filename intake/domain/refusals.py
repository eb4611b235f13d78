"""Why a file or a row is refused, and what is worth knowing although nothing is refused.

Texts are English message ids: `describe` takes what translates them, so that nothing here depends
on a language or a framework. Never decides what is refused.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import Any, Final, Protocol

from intake.domain.messages.of_files import FILE_REASONS
from intake.domain.messages.of_findings import FINDINGS
from intake.domain.messages.of_rows import ROW_REASONS

REASONS: Final = FILE_REASONS | ROW_REASONS

# More lines than this say nothing that these do not.
SAMPLE_LINES: Final = 5
LONGEST_EXCERPT: Final = 40


class Translator(Protocol):
    """What says a text in a language: Django's module `translation` says it in the active one."""

    def gettext(self, message: str, /) -> str: ...

    def ngettext(self, one: str, many: str, number: int, /) -> str: ...

    def pgettext(self, context: str, message: str, /) -> str: ...


ENGLISH: Final[Translator] = NullTranslations()


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

    def describe(self, translator: Translator = ENGLISH) -> str:
        """Say what is wrong and how to mend it."""
        known = {"line": self.line, "column": self.column}
        return translator.gettext(REASONS[self.code]) % (known | dict(self.params))


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

    def describe(self, translator: Translator = ENGLISH) -> str:
        lines = listed(map(str, self.lines), translator)
        params = {"column": self.column, "count": f"{self.count:,}", "lines": lines}
        return counted(FINDINGS[self.code], self.count, translator) % params


def counted(text: str | tuple[str, str], count: int, translator: Translator) -> str:
    """Say a text that is written for one and for several, or is the same for any count."""
    if isinstance(text, str):
        return translator.gettext(text)
    return translator.ngettext(*text, count)


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


def listed(words: Iterable[str], translator: Translator) -> str:
    return translator.pgettext("between listed things", ", ").join(words)


def excerpt(text: str) -> str:
    """Shorten a cell so that it can stand in a message."""
    return text if len(text) <= LONGEST_EXCERPT else text[: LONGEST_EXCERPT - 1] + "…"
