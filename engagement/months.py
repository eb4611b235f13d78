"""Fetching packed months, as fast as each database gives out bytes. Never decodes them."""

import io
import struct

import numpy as np
from django.db import connection

from engagement.models import UsageMonth

# Of PostgreSQL's binary COPY: what stands before the first row, and before each row's chunk: how many
# fields, then length and value of the account, of the month in days since 2000, and the chunk's length.
_PREAMBLE_BYTES = 19
_ROW = struct.Struct(">hiqiii")
_NO_MORE_ROWS = b"\xff\xff"
_DAYS_TO_2000 = 10_957


def fetch_months(account_ids, *, first, final):
    """Return (chunks, account ids, months since 1970), in any order, of all months from `first` to `final`.

    `first` and `final` are days; the whole months that hold them are fetched.
    """
    rows = UsageMonth.objects.filter(
        account__among=account_ids, month__gte=first.replace(day=1), month__lte=final
    ).values_list("account_id", "month", "facts")
    fetch = _copied if connection.vendor == "postgresql" else _selected
    accounts, days, chunks = fetch(*rows.query.sql_with_params())
    months = np.array(days, "datetime64[D]").astype("datetime64[M]").astype(np.int32)
    return chunks, np.array(accounts, np.int64), months


def _selected(statement, params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(zip(*cursor.fetchall(), strict=True)) or [(), (), ()]


def _copied(statement, params):
    """Take the rows as bytes: as text, chunks would be twice as long, and hexadecimal."""
    whole = io.BytesIO()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        query = cursor.cursor.mogrify(statement, params).decode()
        cursor.cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH (FORMAT BINARY)", whole)
    return _rows(whole.getbuffer())


def _rows(whole):
    accounts, days, chunks = [], [], []
    at = _PREAMBLE_BYTES
    while whole[at : at + 2] != _NO_MORE_ROWS:
        _, _, account, _, day, length = _ROW.unpack_from(whole, at)
        at += _ROW.size + length
        accounts.append(account)
        days.append(day)
        chunks.append(whole[at - length : at])
    return accounts, np.array(days, np.int32) + _DAYS_TO_2000, chunks
