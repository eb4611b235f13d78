"""What a list adds up to, over all its pages: a fragment of its own, so that the list need not wait."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Q, Sum

from book.domain.figures import total_of, unpack_all
from book.fields.declared import STATIC, Where
from book.figures import AllFigures
from book.selectors import chosen_accounts
from book.verdicts import BANDS, Sign

# The revenue of paid contracts stands among the totals in any case.
_SAID_ALREADY = {"arr"}


@dataclass(frozen=True)
class BandCount:
    """How many accounts stand in a band, and the way to see just those."""

    sign: Sign
    accounts: int
    url: str


@dataclass(frozen=True)
class ColumnTotal:
    """The sum or the mean of a column over the `accounts` that have a value which may be seen."""

    name: Any
    is_sum: bool
    words: str
    accounts: int
    url: str


@dataclass(frozen=True)
class BookTotals:
    """`arr` in yen over paid contracts; accounts whose score is sealed are in no band.

    Addresses lead to the whole list, to it by revenue, and to those free of charge.
    """

    accounts: int
    url: str
    arr: int
    arr_url: str
    free_accounts: int
    free_url: str
    bands: list[BandCount]
    sealed: int
    columns: list[ColumnTotal]


def book_totals(*, for_user, judgements, query, as_of: date, columns=()) -> BookTotals:
    """Count what `query` asks for, and add up what of `columns` can be added up, in one query."""
    chosen = chosen_accounts(for_user=for_user, judgements=judgements, query=query, as_of=as_of)
    fields = [
        each
        for column in columns
        for each in column.fields
        if each.kind.total and each.key not in _SAID_ALREADY
    ]
    sealed = Q(pk__in=judgements.sealed.get("score", ()))
    counts = {sign.key: Count("pk", filter=Q(band=sign.level) & ~sealed) for sign in BANDS}
    row = chosen.order_by().aggregate(
        accounts=Count("pk"),
        arr=Sum("arr", filter=Q(is_free=False)),
        free_accounts=Count("pk", filter=Q(is_free=True)),
        sealed=Count("pk", filter=sealed),
        **counts,
        **_added_up(fields, judgements),
    )
    found = [_total_in(row, at, each) for at, each in enumerate(fields)]
    return BookTotals(
        accounts=row["accounts"],
        url=query.url(),
        arr=row["arr"] or 0,
        arr_url=query.url(sort="-arr"),
        free_accounts=row["free_accounts"],
        free_url=query.asking(Where(STATIC["free"], ("yes",))),
        bands=[BandCount(sign, row[sign.key], query.url(band=(sign.key,))) for sign in BANDS],
        sealed=row["sealed"],
        columns=[
            _said(each, total, known, query)
            for each, (total, known) in zip(fields, found, strict=True)
            if known
        ],
    )


def _added_up(fields, judgements):
    """Return the aggregates of fields: a total and how many it rests on, or all figures side by side."""
    aggregates = {}
    for at, field in enumerate(fields):
        if field.is_packed:
            aggregates[f"figures_{at}"] = AllFigures(field.expression)
            continue
        seen = ~Q(pk__in=judgements.sealed.get(field.question, ()))
        add = Sum if field.kind.total == "sum" else Avg
        aggregates[f"total_{at}"] = add(field.expression, filter=seen)
        aggregates[f"known_{at}"] = Count(field.expression, filter=seen)
    return aggregates


def _total_in(row, at, field):
    """Return (total, how many it rests on) of the field at this place: packed figures are added up here."""
    if not field.is_packed:
        return row[f"total_{at}"], row[f"known_{at}"]
    figures = unpack_all(row[f"figures_{at}"] or b"")
    total, known = total_of(figures), len(figures)
    return (Decimal(total) / known if known and field.kind.total == "mean" else total), known


def _said(field, total, accounts, query):
    value = round(Decimal(total) / field.kind.scale, 1)
    return ColumnTotal(
        field.name,
        field.kind.total == "sum",
        field.kind.say(value),
        accounts,
        query.url(sort=f"-{field.key}"),
    )
