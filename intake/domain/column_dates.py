"""The one style in which all dates of a column are written: said, seen, or decided by later cells."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from intake.domain.cell_texts import Reading, UnreadableError
from intake.domain.dates import DateStyle, DaySpan, read_date, styles_of
from intake.domain.instructions import Instructions
from intake.domain.reading import Record
from intake.domain.refusals import FileRefusedError, Refusal, RefusedRow, excerpt

# Texts of a column that is asked for once more, each with its line.
Texts = Callable[[], Iterable[tuple[int, str]]]


class Settled(NamedTuple):
    """A style, and the line that settled it."""

    style: DateStyle
    line: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Decides between day first and month first by the first cell of the file that only one reads.

    `texts` starts over at the first row; `stream` is left where it was.
    """

    stream: BinaryIO
    name: str
    key: str
    texts: Texts

    def __call__(self) -> Settled:
        """Raises FileRefusedError where no cell decides."""
        place, first = self.stream.tell(), None
        try:
            for line, text in self.texts():
                styles = _styles(text)
                if len(styles) == 1 and styles[0] in (DateStyle.DAY_FIRST, DateStyle.MONTH_FIRST):
                    return Settled(styles[0], line)
                first = first or (line, text) if styles else first
        finally:
            self.stream.seek(place)
        line, text = first or (0, "")
        params = {"value": excerpt(text.strip()), "key": self.key}
        raise FileRefusedError(Refusal(line, self.name, "ambiguous_dates", params))


class ColumnDates:
    """Reads the dates of one column, all in one style.

    A style that was `said` holds from the start; `decide` is asked when the first text leaves it
    open. Days outside the `span` are refused.
    """

    def __init__(
        self,
        decide: Callable[[], Settled],
        said: DateStyle | None = None,
        span: DaySpan | None = None,
    ) -> None:
        self._said, self._decide, self._span = said, decide, span
        self._settled: Settled | None = None

    @property
    def style(self) -> DateStyle | None:
        """The style; None until a date was read."""
        return self._said or (self._settled and self._settled.style)

    def read(self, text: str, line: int) -> Reading:
        """Read a stripped cell that is not empty; raises UnreadableError, FileRefusedError."""
        reading = read_date(text, self._said or self._style_of(text, line))
        if self._span:
            self._span.check(reading.value, text)
        return reading

    def _style_of(self, text: str, line: int) -> DateStyle:
        styles = styles_of(text)
        if self._settled is None:
            self._settled = Settled(styles[0], line) if len(styles) == 1 else self._decide()
        if self._settled.style not in styles:
            params = {"value": excerpt(text), "first_line": self._settled.line}
            raise UnreadableError("mixed_dates", **params)
        return self._settled.style


def said_style(instructions: Instructions, key: str) -> DateStyle | None:
    """Give the style that was said of a column, None where nothing was."""
    said = instructions.dates.get(key)
    return DateStyle(said) if said else None


def cells_at(rows: Iterable[Record | RefusedRow], position: int) -> Iterator[tuple[int, str]]:
    """Give one column of the rows that are whole."""
    for row in rows:
        if isinstance(row, Record):
            yield row.line, row.cells[position]


def _styles(text: str) -> tuple[DateStyle, ...]:
    try:
        return styles_of(text.strip())
    except UnreadableError:
        return ()
