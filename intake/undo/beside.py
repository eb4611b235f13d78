"""Rows that an upload wrote, as they stand, beside what it kept of them: compared by the database.

As objects, tens of thousands of rows took half a minute.
"""

import json
from collections.abc import Iterator

from django.db import connection
from django.db.models import JSONField

from intake.models import RowRevision
from intake.undo.kept_models import NATURAL_KEYS

# Rows that are handed over at once.
PAGE = 5_000


def made_pks(upload, model) -> Iterator[list[int]]:
    """Yield the ids of the rows that the upload made and that are there, 5,000 at a time."""
    statement = (
        f'SELECT r."key", t."id" FROM ({_kept("NULL")} AND "key" > %s ORDER BY "key" LIMIT {PAGE})'
        f" AS r LEFT JOIN {_beside(model)} ORDER BY 1"
    )
    place = ""
    while page := _rows(statement, upload, model, place):
        yield [pk for _, pk in page if pk is not None]
        place = page[-1][0]


def unlike(upload, model) -> Iterator[tuple[str, dict]]:
    """Yield (key as text, values the upload left) of rows that are gone or not plainly as it left them.

    Those that it changed come first. Among them may be some that are as they were left, where a value is
    written in several ways.
    """
    same = " AND ".join(_is_same(field) for field in model._meta.concrete_fields)
    for was in ("NOT NULL", "NULL"):
        statement = (
            f'SELECT r."key", r."after" FROM ({_kept(was)}) AS r LEFT JOIN {_beside(model)}'
            f' WHERE t."id" IS NULL OR NOT ({same}) ORDER BY 1'
        )
        for key, after in _rows(statement, upload, model):
            yield key, json.loads(after)


def _rows(statement, upload, model, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, [upload.pk, model._meta.label, *params])
        return cursor.fetchall()


def _kept(was):
    """Select the revisions of an upload and a model whose `before` is NULL or NOT NULL."""
    return (
        f'SELECT "key", "before", "after" FROM "{RowRevision._meta.db_table}"'
        f' WHERE upload_id = %s AND model = %s AND "after" IS NOT NULL AND "before" IS {was}'
    )


def _beside(model):
    """Join the row that a revision speaks of, each by the index of its natural key."""
    fields = [model._meta.get_field(name) for name in NATURAL_KEYS[model]]
    same = " AND ".join(
        f't."{field.column}" = {_part(field, at)}' for at, field in enumerate(fields)
    )
    table = f'"{model._meta.db_table}" AS t'
    if connection.vendor != "postgresql":
        return f"{table} ON {same}"
    # Without statistics all of the table would be read and hashed.
    return f"LATERAL (SELECT t.* FROM {table} WHERE {same} OFFSET 0) AS t ON TRUE"


def _part(field, at):
    """Read one part of a natural key out of its text."""
    if connection.vendor != "postgresql":
        return f"json_extract(r.\"key\", '$[{at}]')"
    return f'CAST(CAST(r."key" AS jsonb) ->> {at} AS {_type(field)})'


def _is_same(field):
    """Say whether a field, where the revision names it, holds what was left; never NULL."""
    name, column = field.name, f't."{field.column}"'
    if connection.vendor != "postgresql":
        path = f"r.\"after\", '$.{name}'"
        return f"(json_type({path}) IS NULL OR json_extract({path}) IS {column})"
    kept = f"CAST(r.\"after\" ->> '{name}' AS {_type(field)})"
    if isinstance(field, JSONField):
        kept = f"r.\"after\" -> '{name}'"
    # The operator `?` would be taken for a placeholder by some drivers.
    return f"(r.\"after\" -> '{name}' IS NULL OR {kept} IS NOT DISTINCT FROM {column})"


def _type(field):
    return getattr(field, "target_field", field).cast_db_type(connection)
