"""Many rows at once, by natural key: COPY into a staging table on PostgreSQL, prepared statements on SQLite.

Rows must be sorted by their key and hold no key twice: two sessions that write in one order never
deadlock, and PostgreSQL refuses a key that comes twice. Model validation is not run.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection, transaction

# One bound value per column; SQLite allows 32,766 in a statement, executemany uses one row each.
_CHUNK = 5_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@transaction.atomic
def upsert(
    model, fields: Sequence[str], rows: Iterable[Sequence], *, key: Sequence[str], keep_where=""
) -> int:
    """Insert rows, or update all other fields where the key exists; returns how many rows were sent.

    `rows` hold values in the order of `fields` (model field names), bytes for binary, dict or list for
    JSON. `keep_where` is a condition on the stored row, in trusted SQL, under which it is left as it is.
    """
    columns = [model._meta.get_field(name).column for name in fields]
    keys = [model._meta.get_field(name).column for name in key]
    clause = _conflict_clause(model, columns, keys, keep_where)
    if connection.vendor == "postgresql":
        return _copy(model, columns, rows, clause)
    return _execute_many(model, columns, rows, clause)


def _conflict_clause(model, columns, keys, keep_where):
    table = connection.ops.quote_name(model._meta.db_table)
    others = [column for column in columns if column not in keys]
    target = ", ".join(map(connection.ops.quote_name, keys))
    if not others:
        return f"ON CONFLICT ({target}) DO NOTHING"
    updates = ", ".join(f'"{column}" = excluded."{column}"' for column in others)
    unless = f" WHERE NOT ({keep_where.format(table=table)})" if keep_where else ""
    return f"ON CONFLICT ({target}) DO UPDATE SET {updates}{unless}"


def _execute_many(model, columns, rows, clause):
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("%s" for _ in columns)
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks}) {clause}'
    sent = 0
    with connection.cursor() as cursor:
        for chunk in _chunks(rows):
            cursor.executemany(statement, [tuple(map(_plain, row)) for row in chunk])
            sent += len(chunk)
    return sent


def _copy(model, columns, rows, clause):
    table, staging = model._meta.db_table, f"staging_{model._meta.db_table}"
    names = ", ".join(f'"{column}"' for column in columns)
    stream = _CopyStream(rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f'CREATE TEMPORARY TABLE "{staging}" ON COMMIT DROP AS SELECT {names} FROM "{table}" WITH NO DATA'
        )
        cursor.cursor.copy_expert(f'COPY "{staging}" ({names}) FROM STDIN', stream, size=1 << 20)
        cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{staging}" {clause}')
        cursor.execute(f'DROP TABLE "{staging}"')
    return stream.sent


class _CopyStream:
    """Rows as the text form of COPY, made while the server reads."""

    def __init__(self, rows):
        self._chunks = _chunks(rows)
        self._buffer = b""
        self.sent = 0

    def read(self, size):
        parts, length = [self._buffer], len(self._buffer)
        while length < size and (chunk := next(self._chunks, None)):
            self.sent += len(chunk)
            parts.append("".join(map(_copy_line, chunk)).encode())
            length += len(parts[-1])
        whole = b"".join(parts)
        self._buffer = whole[size:]
        return whole[:size]


def _copy_line(row):
    return "\t".join(map(_copy_field, row)) + "\n"


def _copy_field(value):
    if value is None:
        return "\\N"
    if isinstance(value, bytes | memoryview):
        return "\\\\x" + value.hex()
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def _plain(value):
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _chunks(rows):
    chunk = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
