"""What a dataset's file may hold: its columns, declared once, with names and meaning in words.

Declarations only: what reads, matches or writes files lives elsewhere.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

# The largest int that a positive 32-bit column takes on every database.
LARGEST_COUNT: Final = 2_147_483_647
LONGEST_ID: Final = 100
LONGEST_EMAIL: Final = 254
# No cell may be longer than this, whatever its column.
LONGEST_CELL: Final = 10_000


class ColumnType(StrEnum):
    TEXT_ID = "text id"
    TEXT = "text"
    INTEGER = "integer"
    # Becomes an integer count of ten-thousandths.
    DECIMAL = "decimal"
    # Becomes a Decimal with two places.
    MONEY = "money"
    CURRENCY = "currency"
    DATE = "date"
    CHOICE = "choice"
    BOOLEAN = "boolean"
    EMAIL = "e-mail"


class Further(StrEnum):
    """What columns beyond the declared ones are."""

    REFUSED = "refused"
    ATTRIBUTES = "attributes"
    SERIES = "series"


@dataclass(frozen=True, slots=True)
class Words:
    """One text in both languages."""

    en: str
    ja: str

    def said_in(self, language: str) -> str:
        """Give the Japanese text for "ja" and its variants, else the English one."""
        return self.ja if language.lower().startswith("ja") else self.en


@dataclass(frozen=True, slots=True)
class Choice:
    """One allowed value: the key that is kept, and other ways to write it."""

    key: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column.

    `minimum` and `maximum` are inclusive, in the unit as written. An empty cell is refused where
    the column `is_required`, and counted as a finding where it `is_expected`.
    """

    key: str
    type: ColumnType
    name: Words
    meaning: Words
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    is_expected: bool = False
    longest: int = LONGEST_CELL
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[Choice, ...] = ()
    # The day of something that happened: it cannot lie ahead.
    is_past: bool = False

    def headers(self) -> frozenset[str]:
        """Give every header under which the column is recognised, folded."""
        names = (self.key, self.name.en, self.name.ja, *self.synonyms)
        return frozenset(fold_header(name) for name in names)


@dataclass(frozen=True, slots=True)
class Order:
    """Two dates of a row that contradict each other when the later one comes first."""

    code: str
    earlier: str
    later: str


@dataclass(frozen=True, slots=True)
class PastWhen:
    """A date that cannot lie ahead where another column has one of some values."""

    date: str
    column: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Dataset:
    """One kind of file. Rows are the same when their `natural_key` is."""

    key: str
    name: Words
    meaning: Words
    natural_key: tuple[str, ...]
    columns: tuple[Column, ...]
    further: Further = Further.REFUSED
    orders: tuple[Order, ...] = ()
    # Rows with the same key are summed instead of refused.
    adds_up: bool = False
    # What another tool said of a customer is shown, and never judged by.
    is_judged_by: bool = True
    past_when: PastWhen | None = None
    # The column of amounts and the one of their currency, yen where nothing is said.
    amount_in: tuple[str, str] | None = None
    # The column that several of a file's may be, where a person says so.
    repeatable: str = ""

    def column(self, key: str) -> Column:
        """Give the declared column; raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)


def id_column(key: str, name: Words, meaning: Words, *synonyms: str) -> Column:
    """Declare the required id of a row's subject."""
    kind = ColumnType.TEXT_ID
    return Column(key, kind, name, meaning, synonyms, is_required=True, longest=LONGEST_ID)


def date_column(
    key: str,
    name: Words,
    meaning: Words,
    *synonyms: str,
    is_required: bool = False,
    is_past: bool = False,
) -> Column:
    kind = ColumnType.DATE
    return Column(key, kind, name, meaning, synonyms, is_required=is_required, is_past=is_past)


def fold_header(text: str) -> str:
    """Fold what people vary in a header: width, case, and how words are joined."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "_".join(folded.replace("_", " ").replace("-", " ").split())
