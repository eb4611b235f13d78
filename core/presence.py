"""Which tables hold anything of something: one question, where asking each costs as much when it is empty."""

from collections.abc import Iterable
from functools import lru_cache

from django.db import connection
from django.db.models import Model


def held_of(*, field: str, pk: int, models: Iterable[type[Model]]) -> frozenset[type[Model]]:
    """Return those of `models` that have a row whose foreign key `field` is `pk`; one query."""
    asked = tuple(models)
    with connection.cursor() as cursor:
        cursor.execute(_question(asked, field), [pk] * len(asked))
        answers = cursor.fetchone()
    return frozenset(model for model, is_held in zip(asked, answers, strict=True) if is_held)


@lru_cache(maxsize=64)
def _question(models, field):
    quoted = connection.ops.quote_name
    asked = (
        f"EXISTS (SELECT 1 FROM {quoted(model._meta.db_table)}"
        f" WHERE {quoted(model._meta.get_field(field).column)} = %s)"
        for model in models
    )
    return f"SELECT {', '.join(asked)}"
