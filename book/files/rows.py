"""A list as rows of a file: the same accounts, order and columns, sealed where the page is sealed."""

from django.utils.translation import gettext as _

from book.fields.values import gathered, with_values

_READ_AT_ONCE = 2_000


def file_rows(listed, fields, *, judgements, reader):
    """Yield the head, then a row of numbers, days and texts for each of a queryset of AccountStatus.

    What is sealed says so. Rows are read as they are asked for: memory does not grow with the list.
    """
    yield head_of(fields)
    for _account_id, said in rows_by_account(listed, fields, judgements=judgements, reader=reader):
        yield said


def head_of(fields) -> list[str]:
    return [str(field.head or field.name) for field in fields]


def rows_by_account(listed, fields, *, judgements, reader):
    """Yield (account's id, its row), as `file_rows` does."""
    sealed = [
        (at, judgements.sealed[field.question])
        for at, field in enumerate(fields)
        if judgements.sealed.get(field.question)
    ]
    tellers = [field.kind.scalars(reader) for field in fields]
    word = _("sealed")
    for row in with_values(listed, fields).iterator(chunk_size=_READ_AT_ONCE):
        values = gathered(row, fields)
        said = [tell(value) for tell, value in zip(tellers, values, strict=True)]
        for at, ids in sealed:
            if row[0] in ids:
                said[at] = word
        yield row[0], said


def fields_of(columns) -> list:
    """Return the fields that stand for columns in a file, each once."""
    return list(dict.fromkeys(field for column in columns for field in column.fields))
