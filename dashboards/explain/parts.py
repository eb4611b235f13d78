"""What the explain panel shows of one number: every text ready, so that rendering only places them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from book.rows import Spark
from book.verdicts import Sign
from core.sparkline import Sparkline
from definitions.models import DefinitionVersion


@dataclass(frozen=True)
class Meaning:
    """What is opened, in words.

    `anchor` is its place in the glossary, `version` the definition that made the number.
    """

    kind: Any
    name: str
    text: str
    anchor: str
    version: DefinitionVersion | None


@dataclass(frozen=True)
class Row:
    """One thing that went into the number: its name, its figures, and what opens what lies behind it.

    `state` says whether a condition is met, unmet or unknown; "" where it is no condition. `is_data`
    marks a name that comes from the customer's data and is the same in every language.
    """

    name: Any
    cells: list[Any]
    subject: str = ""
    note: Any = ""
    state: str = ""
    is_data: bool = False
    is_stale: bool = False


@dataclass(frozen=True)
class Block:
    """Rows that belong together under a title, a verdict's sign, or neither; `cells` are their sums."""

    rows: list[Row]
    title: Any = ""
    cells: tuple[Any, ...] = ()
    sign: Sign | None = None
    words: Any = ""
    state: str = ""


@dataclass(frozen=True)
class Inputs:
    """What went in: heads of the columns, blocks of rows, and how many rows are not shown."""

    heads: list[Any]
    blocks: list[Block]
    more: int = 0
    is_as_it_stands: bool = False


@dataclass(frozen=True)
class Moment:
    """From this night on it was `value`, until the next moment."""

    on: date
    value: str
    sign: Sign | None
    change: str = ""
    way: str = ""


@dataclass(frozen=True)
class Beside:
    """The same number as another tool gave it: a line of its own, and in words from when to when."""

    tool: str
    line: Sparkline | None
    words: str


@dataclass(frozen=True)
class History:
    """How it came about over the nights kept: the line, and the latest nights on which it changed.

    `beside` are lines of other tools on the same axes, which then begin on `begins_on`.
    """

    spark: Spark | None
    first: date
    latest: date
    lowest: str
    highest: str
    moments: list[Moment]
    nights: int
    beside: list[Beside] = field(default_factory=list)
    begins_on: date | None = None


@dataclass(frozen=True)
class Explained:
    """One number opened. `inputs` and `history` are None where it is sealed for the reader."""

    subject: str
    meaning: Meaning
    value: str = ""
    unit: Any = ""
    sign: Sign | None = None
    formula: list[Any] = field(default_factory=list)
    inputs: Inputs | None = None
    history: History | None = None
    is_sealed: bool = False
    is_stale: bool = False
