"""How each column of a file was read, for people who want to see it before they accept it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from intake.domain.refusals import Finding

# What stands in the place of a type where a column is not read.
LEFT_OUT: Final = ""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column as it was read.

    `key` is our column, "" where it is none of the declared ones; `type` says what its cells became
    and is "" for a column that was left out. `style` is how its dates are written, and `notes` how
    often something had to be done to its cells, by code.
    """

    header: str
    key: str
    type: str
    style: str = ""
    notes: Mapping[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Use:
    """What a column was used for: its key, its type, and the style of its dates."""

    key: str
    type: str
    style: str = ""


def column_readings(
    names: Sequence[str], uses: Mapping[int, Use], findings: Iterable[Finding]
) -> tuple[ColumnReading, ...]:
    """Tell every column of a header, in its order; `uses` is by position."""
    notes: dict[str, dict[str, int]] = {}
    for each in findings:
        notes.setdefault(each.column, {})[each.code] = each.count
    unused = Use("", LEFT_OUT)
    return tuple(
        ColumnReading(name, use.key, use.type, use.style, notes.get(name, {}))
        for name, use in ((name, uses.get(at, unused)) for at, name in enumerate(names))
    )
