"""Which column of a file is which declared column, by name, synonym, or the caller's word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from intake.domain.columns import Dataset, Further, Words, fold_header
from intake.domain.reading import FileHead
from intake.domain.refusals import FileRefusedError, Refusal, excerpt

# What the registry of account attributes holds as a key, and what a series' name may be.
LONGEST_FURTHER: Final = {Further.ATTRIBUTES: 60, Further.SERIES: 80}

# What stands before the columns of a file of refused rows. Mended it is brought again as it is.
BEFORE_REFUSED: Final = (
    Words("Line", "行"),
    Words("Column", "列"),
    Words("Code", "コード"),
    Words("Reason", "理由"),
)

# The file's header as it stands to our column's key; an empty key leaves the column out.
Mapped = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Header:
    """A file's columns: those that are declared, and those beyond.

    `positions` holds each declared column that is present by key; `further` the position of each
    other column by its header. Columns that the caller left out are in neither.
    """

    names: tuple[str, ...]
    positions: Mapping[str, int]
    further: Mapping[str, int]
    # Where more columns stand that were said to be the dataset's repeatable one.
    repeated: tuple[int, ...] = ()
    # Headers of which something was said and that the file does not have.
    absent: tuple[str, ...] = ()

    def name_of(self, key: str) -> str:
        """Give a present column's header as it stands in the file."""
        return self.names[self.positions[key]]


def known_headers(dataset: Dataset) -> dict[str, str]:
    """Give the key of every name and synonym of a dataset's columns, folded."""
    return {header: column.key for column in dataset.columns for header in column.headers()}


def beside_table(names: Sequence[str]) -> int:
    """Return how many columns at the front of a file are no part of its table: 4 of refused rows, or 0."""
    first = tuple(names[: len(BEFORE_REFUSED)])
    titles = (
        tuple(words.said_in(language) for words in BEFORE_REFUSED) for language in ("en", "ja")
    )
    return len(first) if first in titles else 0


def match_header(head: FileHead, dataset: Dataset, mapped: Mapped | None = None) -> Header:
    """Recognise the columns; raises FileRefusedError with everything that is wrong.

    `mapped` goes before names and synonyms. Columns that are required must be there; what else must
    be (usage in one of its two layouts) is for the caller to see.
    """
    match = _Match(head, dataset, {fold_header(k): v for k, v in (mapped or {}).items()})
    beside = beside_table(head.names)
    for position, name in enumerate(head.names[beside:], start=beside):
        match.place(position, name)
    for column in dataset.columns:
        if column.is_required and column.key not in match.positions:
            match.refuse("missing_column", column.key)
    if match.refusals:
        raise FileRefusedError(*match.refusals)
    return Header(
        head.names,
        match.positions,
        match.further,
        tuple(match.repeated),
        _absent(head, mapped or {}),
    )


def _absent(head: FileHead, mapped: Mapped) -> tuple[str, ...]:
    present = set(map(fold_header, head.names))
    return tuple(name for name, key in mapped.items() if key and fold_header(name) not in present)


class _Match:
    """A header on its way to being recognised."""

    def __init__(self, head: FileHead, dataset: Dataset, mapped: Mapped) -> None:
        self._head, self._dataset, self._mapped = head, dataset, mapped
        self._known = known_headers(dataset)
        self._keys = {column.key for column in dataset.columns}
        self._folded: set[str] = set()
        self.positions: dict[str, int] = {}
        self.further: dict[str, int] = {}
        self.repeated: list[int] = []
        self.refusals: list[Refusal] = []

    def place(self, position: int, name: str) -> None:
        folded = fold_header(name)
        key = self._mapped.get(folded, self._known.get(folded))
        if key == "":
            return
        if not folded:
            self.refuse("empty_header", "", position=position + 1)
        elif "\0" in name:
            self.refuse("nul_character", name.replace("\0", ""))
        elif key is not None:
            self._place_declared(position, name, key, is_said=folded in self._mapped)
        else:
            self._place_further(position, name, folded)

    def refuse(self, code: str, column: str, **params: object) -> None:
        self.refusals.append(Refusal(self._head.line, column, code, params))

    def _place_declared(self, position: int, name: str, key: str, *, is_said: bool) -> None:
        if key not in self._keys:
            self.refuse("unknown_key", name, key=key, expected=self._expected())
        elif key in self.positions and is_said and key == self._dataset.repeatable:
            self.repeated.append(position)
        elif key in self.positions:
            self.refuse("duplicate_header", name, meant=key)
        else:
            self.positions[key] = position

    def _place_further(self, position: int, name: str, folded: str) -> None:
        if self._dataset.further is Further.REFUSED:
            self.refuse("unknown_header", name, expected=self._expected())
            return
        longest = LONGEST_FURTHER[self._dataset.further]
        if len(name) > longest:
            self.refuse("long_header", excerpt(name), longest=longest)
        elif folded in self._folded:
            self.refuse("duplicate_header", name, meant=name)
        else:
            self._folded.add(folded)
            self.further[name] = position

    def _expected(self) -> str:
        return ", ".join(column.key for column in self._dataset.columns)
