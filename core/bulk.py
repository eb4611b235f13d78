"""Many rows at once, by natural key: COPY on PostgreSQL, prepared statements on SQLite.

COPY goes into a staging table where rows may be there already, else straight into the table.

Rows must be sorted by their key and hold no key twice: two sessions that write in one order never
deadlock, and PostgreSQL refuses a key that comes twice. Model validation is not run.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from itertools import chain

from django.db import connection, transaction
from django.db.models import BinaryField
from django.db.models.expressions import RawSQL

from core.copying import CopyStream, plain_json

# One bound value per column; SQLite allows 32,766 in a statement, executemany uses one row each.
_CHUNK = 5_000


# Inside another transaction a savepoint would have SQLite copy every page that a batch touches:
# 121,738 rows in batches of 2,000 took 16.6 s of processor time instead of 4.3.
@transaction.atomic(savepoint=False)
def upsert(
    model, fields: Sequence[str], rows: Iterable[Sequence], *, key: Sequence[str], keep_where=""
) -> int:
    """Insert rows, or update all other fields where the key exists; returns how many rows were sent.

    With an empty `key` all rows are new.

    `rows` hold values in the order of `fields` (model field names): bytes for binary, dict, list or a
    text that is JSON already for JSON. `keep_where` is a condition on the stored row, in trusted SQL,
    under which it is left as it is.
    """
    chunks = _chunks(rows)
    first = next(chunks, None)
    if first is None:
        return 0
    chunks = chain([first], chunks)
    written = [model._meta.get_field(name) for name in fields]
    keys = [model._meta.get_field(name).column for name in key]
    clause = _conflict_clause(model, [field.column for field in written], keys, keep_where)
    write = _copy if connection.vendor == "postgresql" else _execute_many
    return write(model, written, chunks, clause)


def with_keys(model, key: Sequence[str], keys: Collection[tuple]):
    """Return the queryset of stored rows whose fields `key` hold one of the tuples `keys` (1,000s).

    Each is looked up by its index. Takes numbers and texts.
    """
    columns = [model._meta.get_field(name).column for name in key]
    marks = f"({', '.join('%s' for _ in columns)})"
    same = " AND ".join(f't."{column}" = k.column{at}' for at, column in enumerate(columns, 1))
    found = RawSQL(  # noqa: S611 names of our own models, values apart
        f"SELECT t.id FROM (VALUES {', '.join([marks] * len(keys))}) AS k"
        f" CROSS JOIN {_one_by_one(model._meta.db_table, same)}",
        [part for parts in keys for part in parts],
    )
    return model.objects.filter(pk__in=found) if keys else model.objects.none()


def _one_by_one(table, condition):
    """Have a table looked up by its index for each row before it; both databases would read it whole."""
    if connection.vendor == "postgresql":
        return f'LATERAL (SELECT t.id FROM "{table}" AS t WHERE {condition} OFFSET 0) AS t'
    # Tables of a cross join are taken in the order in which they stand.
    return f'"{table}" AS t WHERE {condition}'


def _conflict_clause(model, columns, keys, keep_where):
    table = connection.ops.quote_name(model._meta.db_table)
    if not keys:
        return ""
    others = [column for column in columns if column not in keys]
    target = ", ".join(map(connection.ops.quote_name, keys))
    if not others:
        return f"ON CONFLICT ({target}) DO NOTHING"
    updates = ", ".join(f'"{column}" = excluded."{column}"' for column in others)
    unless = f" WHERE NOT ({keep_where.format(table=table)})" if keep_where else ""
    return f"ON CONFLICT ({target}) DO UPDATE SET {updates}{unless}"


def _execute_many(model, fields, chunks, clause):
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join("%s" for _ in fields)
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks}) {clause}'
    sent = 0
    with connection.cursor() as cursor:
        for chunk in chunks:
            cursor.executemany(statement, list(map(_bound, chunk)))
            sent += len(chunk)
    return sent


def _copy(model, fields, chunks, clause):
    table, staging = model._meta.db_table, f"staging_{model._meta.db_table}"
    names = ", ".join(f'"{field.column}"' for field in fields)
    stream = CopyStream(fields, chunks)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if not clause:
            _copy_into(cursor, table, names, stream)
            return stream.sent
        cursor.execute(
            f'CREATE TEMPORARY TABLE "{staging}" WITH (toast_tuple_target = 8160) ON COMMIT DROP'
            f' AS SELECT {names} FROM "{table}" WITH NO DATA'
        )
        for field in fields:
            if isinstance(field, BinaryField):
                # Whether to compress is for the table to say, once; a staged row is read once.
                cursor.execute(
                    f'ALTER TABLE "{staging}" ALTER "{field.column}" SET STORAGE EXTERNAL'
                )
        _copy_into(cursor, staging, names, stream)
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{staging}" {clause}')
        cursor.execute(f'DROP TABLE "{staging}"')
    return stream.sent


def _copy_into(cursor, table, names, stream):
    copy = f'COPY "{table}" ({names}) FROM STDIN {stream.form}'
    cursor.cursor.copy_expert(copy, stream, size=1 << 20)


def _same(value):
    return value


_SQLITE_FORMS = {
    dict: plain_json,
    list: plain_json,
    date: date.isoformat,
    datetime: lambda value: value.replace(tzinfo=None).isoformat(sep=" "),
}


def _bound(row):
    return [_SQLITE_FORMS.get(type(value), _same)(value) for value in row]


def _chunks(rows):
    chunk = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
