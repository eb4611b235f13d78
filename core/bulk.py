"""Many rows at once, by natural key: COPY on PostgreSQL, prepared statements on SQLite.

COPY goes into a staging table where rows may be there already, else straight into the table.

Rows must be sorted by their key and hold no key twice: two sessions that write in one order never
deadlock, and PostgreSQL refuses a key that comes twice. Model validation is not run.
"""

from collections.abc import Collection, Iterable, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import chain, islice
from operator import itemgetter

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
    if chunks is None:
        return 0
    written = [model._meta.get_field(name) for name in fields]
    keys = [model._meta.get_field(name).column for name in key]
    clause = _conflict_clause(model, [field.column for field in written], keys, keep_where)
    write = _copy if connection.vendor == "postgresql" else _execute_many
    return write(model, written, chunks, clause)


@transaction.atomic(savepoint=False)
def update(model, fields: Sequence[str], rows: Iterable[Sequence], *, key: Sequence[str]) -> int:
    """Set all other fields where the key exists; returns how many rows were sent, as `upsert` takes them."""
    chunks = _chunks(rows)
    if chunks is None:
        return 0
    written = [model._meta.get_field(name) for name in fields]
    keys = {model._meta.get_field(name) for name in key}
    write = _update_staged if connection.vendor == "postgresql" else _update_many
    return write(model, written, chunks, keys)


def write_back(model, changed: Iterable, fields: Collection[str]) -> int:
    """Write these fields of stored rows, given as objects; returns how many."""
    names = [model._meta.get_field(name).attname for name in fields]
    rows = ((row.pk, *(getattr(row, name) for name in names)) for row in changed)
    return update(model, ("id", *fields), sorted(rows, key=itemgetter(0)), key=("id",))


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
    marks = ", ".join("%s" for _ in fields)
    statement = f'INSERT INTO "{model._meta.db_table}" ({_names(fields)}) VALUES ({marks}) {clause}'
    sent = 0
    with connection.cursor() as cursor:
        for chunk in chunks:
            cursor.executemany(statement, list(map(_bound, chunk)))
            sent += len(chunk)
    return sent


def _update_many(model, fields, chunks, keys):
    others = [at for at, field in enumerate(fields) if field not in keys]
    named = [at for at, field in enumerate(fields) if field in keys]
    values = ", ".join(f'"{fields[at].column}" = %s' for at in others)
    same = " AND ".join(f'"{fields[at].column}" = %s' for at in named)
    statement = f'UPDATE "{model._meta.db_table}" SET {values} WHERE {same}'
    sent = 0
    with connection.cursor() as cursor:
        for chunk in chunks:
            bound = ([row[at] for at in (*others, *named)] for row in map(_bound, chunk))
            cursor.executemany(statement, list(bound))
            sent += len(chunk)
    return sent


def _update_staged(model, fields, chunks, keys):
    values = ", ".join(
        f'"{each.column}" = s."{each.column}"' for each in fields if each not in keys
    )
    same = " AND ".join(f't."{each.column}" = s."{each.column}"' for each in fields if each in keys)
    with _staged(model, fields, chunks) as (cursor, staging, stream):
        # Without statistics all of the table would be read and hashed.
        cursor.execute(f'ANALYZE "{staging}"')
        table = model._meta.db_table
        cursor.execute(f'UPDATE "{table}" AS t SET {values} FROM "{staging}" AS s WHERE {same}')
    return stream.sent


def _copy(model, fields, chunks, clause):
    table, names = model._meta.db_table, _names(fields)
    if not clause:
        stream = CopyStream(fields, chunks)
        with connection.cursor() as cursor, connection.wrap_database_errors:
            _copy_into(cursor, table, names, stream)
        return stream.sent
    with _staged(model, fields, chunks) as (cursor, staging, stream):
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{staging}" {clause}')
    return stream.sent


@contextmanager
def _staged(model, fields, chunks):
    """Put rows into a table of their own; gives a cursor, its name and the stream they came by."""
    table, staging = model._meta.db_table, f"staging_{model._meta.db_table}"
    names, stream = _names(fields), CopyStream(fields, chunks)
    with connection.cursor() as cursor, connection.wrap_database_errors:
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
        yield cursor, staging, stream
        cursor.execute(f'DROP TABLE "{staging}"')


def _copy_into(cursor, table, names, stream):
    copy = f'COPY "{table}" ({names}) FROM STDIN {stream.form}'
    cursor.cursor.copy_expert(copy, stream, size=1 << 20)


def _names(fields):
    return ", ".join(f'"{field.column}"' for field in fields)


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
    """Cut rows into chunks; None where there are none."""
    rows = iter(rows)
    chunks = iter(lambda: list(islice(rows, _CHUNK)), [])
    first = next(chunks, None)
    return None if first is None else chain([first], chunks)
