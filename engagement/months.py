"""Fetching packed months, as fast as each database gives out bytes. Never decodes them."""

from datetime import date

import numpy as np
from django.db import connection
from django.db.models import CharField
from django.db.models.functions import Cast

from core.calendar import to_ordinal
from engagement.models import UsageMonth

# Of PostgreSQL's binary COPY: what stands before the first row, and before each row's chunk.
_PREAMBLE_BYTES = 19
_HEAD = np.dtype(
    [
        ("fields", ">i2"),
        ("account_bytes", ">i4"),
        ("account", ">i8"),
        ("month_bytes", ">i4"),
        ("days_since_2000", ">i4"),
        ("chunk_bytes", ">i4"),
    ]
)
_DAYS_TO_2000 = 10_957


def fetch_months(account_ids, *, first, final):
    """Return (chunks, account ids, months since 1970), in any order, of all months from `first` to `final`.

    `first` and `final` are days; the whole months that hold them are fetched.
    """
    rows = UsageMonth.objects.filter(
        account__among=account_ids, month__gte=first.replace(day=1), month__lte=final
    )
    fetch = _copied if connection.vendor == "postgresql" else _selected
    chunks, accounts, days = fetch(rows)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int32)
    return chunks, accounts, months


def _selected(rows):
    """Take months as text: sqlite3 would make a date of each, where few differ."""
    found = rows.values_list("account_id", Cast("month", CharField()), "facts")
    with connection.cursor() as cursor:
        cursor.execute(*found.query.sql_with_params())
        accounts, months, chunks = list(zip(*cursor.fetchall(), strict=True)) or [(), (), ()]
    day_of = {month: to_ordinal(date.fromisoformat(month)) for month in set(months)}
    days = np.fromiter(map(day_of.__getitem__, months), np.int32, len(months))
    return chunks, np.array(accounts, np.int64), days


class _Messages(list):
    """Keeps what COPY gives out piece by piece: joining and cutting it again would copy it twice."""

    write = list.append


def _copied(rows):
    """Take the rows as bytes: as text, chunks would be twice as long, and hexadecimal."""
    statement, params = rows.values_list("account_id", "month", "facts").query.sql_with_params()
    messages = _Messages()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        query = cursor.cursor.mogrify(statement, params).decode()
        cursor.cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT BINARY)", messages)
    return _rows(messages)


def _rows(messages):
    """Cut the messages of one COPY, a row each, into (chunks, account ids, days since 1970)."""
    *messages, _ = messages
    if not messages:
        return [], np.zeros(0, np.int64), np.zeros(0, np.int32)
    messages[0] = messages[0][_PREAMBLE_BYTES:]
    heads = np.frombuffer(b"".join([row[: _HEAD.itemsize] for row in messages]), _HEAD)
    # Thousands of views would set off the garbage collector; bytes are none of its business.
    chunks = [row[_HEAD.itemsize :] for row in messages]
    lengths = np.fromiter(map(len, chunks), np.int64, len(chunks))
    if (heads["chunk_bytes"] != lengths).any():
        raise ValueError("PostgreSQL's COPY did not give one row in each message")
    days = heads["days_since_2000"].astype(np.int32) + _DAYS_TO_2000
    return chunks, heads["account"].astype(np.int64), days
