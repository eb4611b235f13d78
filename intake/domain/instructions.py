"""How a person says a file is to be read, where it cannot say so itself.

Everything left out is found by the file's own signs, or by names and synonyms of columns.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Instructions:
    """What was said about a file.

    `encoding` is one of `encodings.ENCODINGS`, `separator` one sign, `sheet` a name in a workbook.
    `mapped` gives a column's key by header as it stands in the file, "" to leave the column out;
    `dates` the style in which a column of dates is written by the column's key. `product` is the key of
    the product of all rows that name none.
    """

    encoding: str | None = None
    separator: str | None = None
    sheet: str | None = None
    mapped: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    product: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Give what was said, for keeping as JSON."""
        return {key: value for key, value in asdict(self).items() if value}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Instructions":
        """Give back what `as_dict` gave."""
        return cls(**kept)
