"""Metrics and attributes that the list is filtered and sorted by: kept packed beside each line.

A night writes what it judged by, and numbers and days among the attributes. Figures are in
ten-thousandths, days since 1970-01-01.
"""

from datetime import date

import numpy as np
from django.db import transaction
from django.db.models import Aggregate, BinaryField, Case, F, Value, When
from django.db.models.functions import Cast, Substr
from django.db.models.lookups import GreaterThanOrEqual

from accounts.models import AttributeDefinition, AttributeType
from book.domain.figures import LEAST, SIZE, pack_rows
from book.models import FigurePlace
from core.calendar import to_ordinal
from core.exact import MISSING, to_scaled
from core.models import Lock

METRIC, ATTRIBUTE = "metric.", "attribute."


def figure_at(place: int | None):
    """Return the expression of a figure, NULL where it is missing or has no place yet."""
    if place is None:
        # PostgreSQL takes no bare NULL to sort by.
        return Cast(Value(None), BinaryField())
    packed = Substr(F("figures__packed"), place * SIZE + 1, SIZE, output_field=BinaryField())
    least = Value(LEAST, output_field=BinaryField())
    return Case(When(GreaterThanOrEqual(packed, least), then=packed), output_field=BinaryField())


class AllFigures(Aggregate):
    """Join the figures of an expression side by side, those missing left out; None where all are."""

    output_field = BinaryField()

    def as_postgresql(self, compiler, connection, **extra):
        template = "STRING_AGG(%(expressions)s, ''::bytea)"
        return self.as_sql(compiler, connection, template=template, **extra)

    def as_sqlite(self, compiler, connection, **extra):
        template = "GROUP_CONCAT(HEX(%(expressions)s), '')"
        return self.as_sql(compiler, connection, template=template, **extra)

    def get_db_converters(self, connection):
        # SQLite joins texts only.
        return [lambda value, *_: bytes.fromhex(value) if isinstance(value, str) else value]


def places_of(keys) -> dict[str, int]:
    """Return where figures stand, by key; those that no night has kept yet are left out."""
    return dict(FigurePlace.objects.filter(key__in=keys).values_list("key", "place"))


def figure_rows(read) -> list[tuple[int, bytes]]:
    """Return (account, figures packed) for all accounts of a `book.reading.Reading`, in its order."""
    types = dict(AttributeDefinition.objects.values_list("key", "type"))
    readers = {key: _READERS[kind] for key, kind in types.items() if kind in _READERS}
    metrics = {key for places in read.places.values() for key in places}
    places = _allocated({METRIC + key for key in metrics} | {ATTRIBUTE + key for key in readers})
    if not places:
        return [(account.pk, b"") for account in read.accounts]
    values = np.full((len(read.accounts), max(places.values()) + 1), MISSING, np.int64)
    _fill_metrics(values, read, places)
    for row, account in enumerate(read.accounts):
        given = _attributes(account)
        for key in given.keys() & readers.keys():
            values[row, places[ATTRIBUTE + key]] = readers[key](given[key])
    ids = [account.pk for account in read.accounts]
    return list(zip(ids, pack_rows(values), strict=True))


def _attributes(account):
    """An account whose attributes are no such thing is left out by the night; its line still stands."""
    return account.attributes if isinstance(account.attributes, dict) else {}


def _fill_metrics(values, read, places):
    rows = {account.pk: row for row, account in enumerate(read.accounts)}
    by_registry = {}
    for night in read.nights.values():
        if night.account_id in rows:
            by_registry.setdefault(night.registry_id, []).append(night)
    for registry, nights in by_registry.items():
        kept = np.frombuffer(b"".join(night.metrics for night in nights), "<i8")
        columns = [places[METRIC + key] for key in read.places[registry]]
        at = [rows[night.account_id] for night in nights]
        values[np.ix_(at, columns)] = kept.reshape(len(nights), -1)


@transaction.atomic(savepoint=False)
def _allocated(keys):
    """Return the place of each key; a new one gets the next, and keeps it for good."""
    known = places_of(keys)
    if keys == known.keys():
        return known
    Lock.objects.get_or_create(name="figures")
    Lock.objects.select_for_update().get(name="figures")
    taken = dict(FigurePlace.objects.values_list("key", "place"))
    new = sorted(keys - taken.keys())
    FigurePlace.objects.bulk_create(
        FigurePlace(key=key, place=place) for place, key in enumerate(new, start=len(taken))
    )
    return places_of(keys)


def _number(text):
    try:
        return to_scaled(str(text))
    except (ValueError, OverflowError):
        return MISSING


def _day(text):
    try:
        return to_ordinal(date.fromisoformat(str(text)))
    except ValueError:
        return MISSING


_READERS = {AttributeType.NUMBER: _number, AttributeType.DATE: _day}
