"""How a usage file is laid out: by account or by contract, long or wide."""

from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from intake.domain.column_dates import said_style
from intake.domain.column_readings import Use
from intake.domain.columns import ColumnType
from intake.domain.datasets import USAGE
from intake.domain.dates import DateStyle
from intake.domain.headers import Header, match_header
from intake.domain.instructions import Instructions
from intake.domain.reading import FileHead, read_head
from intake.domain.refusals import FileRefusedError, Refusal

BY_ACCOUNT: Final = "account_id"
BY_CONTRACT: Final = "contract_id"


@dataclass(frozen=True, slots=True)
class UsageLayout:
    """Where a usage file's columns stand.

    A long file has `series_at` and `value_at`, both positions, and `more_at` where it has further
    measures; a wide one has the position of each series by name, and none of the three.
    """

    head: FileHead
    id_key: str
    id_at: int
    date_at: int
    series_at: int | None
    value_at: int | None
    wide: dict[str, int]
    # How its dates are written, where somebody said so.
    said_style: DateStyle | None = None
    more_at: tuple[int, ...] = ()
    row_id_at: int | None = None
    # Headers of which something was said and that the file does not have.
    absent: tuple[str, ...] = ()

    @property
    def is_wide(self) -> bool:
        return self.series_at is None

    def uses(self, date_style: str) -> dict[int, Use]:
        """Give what each column is used for by position."""
        declared = {self.id_at: self.id_key, self.date_at: "date"}
        if self.series_at is not None and self.value_at is not None:
            values = dict.fromkeys((self.value_at, *self.more_at), "value")
            declared |= {self.series_at: "metric", **values}
        if self.row_id_at is not None:
            declared[self.row_id_at] = "row_id"
        uses = {at: Use(key, USAGE.column(key).type) for at, key in declared.items()}
        uses[self.date_at] = replace(uses[self.date_at], style=date_style)
        return uses | {at: Use("", ColumnType.DECIMAL) for at in self.wide.values()}

    @property
    def measures(self) -> dict[int, str]:
        """Give the columns of values of a long file, and what each adds to the name of a series."""
        if self.value_at is None:
            return {}
        return {self.value_at: "", **{at: f" {self.name_at(at)}" for at in self.more_at}}

    def name_at(self, position: int) -> str:
        """Give a column's header as it stands in the file."""
        return self.head.names[position]


def read_layout(stream: BinaryIO, instructions: Instructions | None = None) -> UsageLayout:
    """Read the header; raises FileRefusedError with everything that is wrong.

    `stream` is valid UTF-8, placed after any byte-order mark.
    """
    said = instructions or Instructions()
    return match_layout(read_head(stream, said.separator), said)


def match_layout(head: FileHead, said: Instructions) -> UsageLayout:
    """Recognise the columns of usage; raises FileRefusedError."""
    header = match_header(head, USAGE, said.mapped)
    at = dict(header.positions)
    wide = dict(header.further)
    if "metric" not in at and "value" in at and (header.repeated or not _is_called_value(header)):
        # A wide file may well have a series that is called "count" or "amount".
        wide |= {head.names[each]: each for each in (at.pop("value"), *header.repeated)}
    refusals = [*_wrong_ids(head, at), *_wrong_layout(head, at, wide)]
    if refusals:
        raise FileRefusedError(*refusals)
    id_key = BY_ACCOUNT if BY_ACCOUNT in at else BY_CONTRACT
    return UsageLayout(
        head,
        id_key,
        at[id_key],
        at["date"],
        at.get("metric"),
        at.get("value"),
        wide,
        said_style(said, "date"),
        header.repeated if "metric" in at else (),
        at.get("row_id"),
        header.absent,
    )


def _is_called_value(header: Header) -> bool:
    column = USAGE.column("value")
    return header.name_of("value").casefold() in (column.key, column.name.ja)


def _wrong_ids(head: FileHead, at: dict[str, int]) -> list[Refusal]:
    if BY_ACCOUNT in at and BY_CONTRACT in at:
        return [Refusal(head.line, head.names[at[BY_CONTRACT]], "account_or_contract")]
    if BY_ACCOUNT in at or BY_CONTRACT in at:
        return []
    return [Refusal(head.line, BY_ACCOUNT, "missing_column")]


def _wrong_layout(head: FileHead, at: dict[str, int], wide: dict[str, int]) -> list[Refusal]:
    if "metric" not in at and "value" not in at and wide:
        return []
    missing = [key for key in ("metric", "value") if key not in at]
    if missing:
        return [Refusal(head.line, key, "missing_column") for key in missing]
    expected = ", ".join(column.key for column in USAGE.columns)
    return [Refusal(head.line, name, "unknown_header", {"expected": expected}) for name in wide]
