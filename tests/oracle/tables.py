"""The database as plain tables, for the recomputation: the only bridge between it and the platform."""

from django.db import connection

from tests.oracle.recompute_facts import TABLES


def dump():
    """Return every table that the recomputation reads, as lists of dicts, by bare SQL."""
    return {table: rows_of(table) for table in TABLES}


def rows_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 our own table
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
