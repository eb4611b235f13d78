"""By what a list can be sorted, and how a sealed value is kept out of the order."""

from dataclasses import dataclass

from django.db.models import Case, F, Value, When


@dataclass(frozen=True)
class Column:
    """`field` of AccountStatus; `question` where it shows a judgement; `is_turned` where up means down.

    A column of days since a date is turned: more days is an earlier date.
    """

    field: str
    question: str = ""
    is_turned: bool = False


COLUMNS = {
    "name": Column("name"),
    "segment": Column("segment__order"),
    "stage": Column("stage", "stage"),
    "days": Column("stage_since", "stage", is_turned=True),
    "score": Column("score", "score"),
    "change": Column("score_change_28", "score"),
    "risk": Column("risk", "risk"),
    "judged": Column("judged_risk", "risk"),
    "arr": Column("arr"),
    "ends": Column("ends_on"),
    "csm": Column("csm__name"),
    "use": Column("latest_use_on"),
}


def in_order(queryset, *, sort, judgements):
    """Sort a queryset of AccountStatus; what is unknown or sealed comes last either way, ties by id."""
    column = COLUMNS[sort.removeprefix("-")]
    is_descending = sort.startswith("-") != column.is_turned
    value = _unsealed(column, judgements)
    ordered = value.desc(nulls_last=True) if is_descending else value.asc(nulls_last=True)
    return queryset.order_by(ordered, "pk")


def _unsealed(column, judgements):
    sealed = judgements.sealed.get(column.question) if column.question else None
    if not sealed:
        return F(column.field)
    return Case(When(pk__in=sealed, then=Value(None)), default=F(column.field))
