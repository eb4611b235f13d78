"""The lines of a list as its columns show them: every text ready, so that drawing only places them."""

from dataclasses import dataclass

from book.columns import Column
from book.fields.values import values_of
from book.rows import BookRow, book_rows


@dataclass(frozen=True)
class Cell:
    """One cell: of a plain column a `text` that leads to `url`, of any other what the line's row says."""

    column: Column
    text: str = ""
    url: str = ""
    is_sealed: bool = False


@dataclass(frozen=True)
class Line:
    """One account, with its cells but the first."""

    row: BookRow
    cells: list[Cell]


def book_lines(statuses, *, columns, judgements, reader) -> list[Line]:
    """Prepare the lines of a list. `columns` as from `book.columns.shown_columns`, the name first."""
    rows = book_rows(statuses, judgements=judgements, words=reader.reasons, as_of=reader.as_of)
    plain = [column.fields[0] for column in columns if column.is_plain]
    values = values_of([status.pk for status in statuses], plain)
    tellers = [field.kind.cells(reader) for field in plain]
    lines = []
    for status, row in zip(statuses, rows, strict=True):
        texts = _texts(status.pk, plain, tellers, values, judgements)
        doors = f"{row.explain}metric/" if status.night else ""
        lines.append(Line(row, list(_cells(columns, texts, doors))))
    return lines


def _texts(account_id, fields, tellers, values, judgements):
    """Yield the text of each plain field, None where its judgement is sealed."""
    for field, tell, value in zip(fields, tellers, values.get(account_id, ()), strict=False):
        is_sealed = field.question and judgements.hides(account_id, field.question)
        yield None if is_sealed else tell(value)


def _cells(columns, texts, doors):
    for column in columns[1:]:
        if not column.is_plain:
            yield Cell(column)
            continue
        (field,), text = column.fields, next(texts)
        url = f"{doors}{field.explains}/" if doors and field.explains else ""
        yield Cell(column, text or "", url, is_sealed=text is None)
