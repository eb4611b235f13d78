"""In which order a list stands, and how a sealed value is kept out of the order."""

from django.db.models import Case, F, Value, When

from book.fields.catalogue import fields_named
from book.fields.declared import STATIC


def in_order(queryset, *, sort, judgements):
    """Sort a queryset of AccountStatus by the key of a field, "-" in front for descending.

    What is unknown or sealed comes last either way, ties by id. Keys of no field sort as "score".
    """
    key = sort.removeprefix("-")
    field = fields_named([key]).get(key, STATIC["score"])
    is_descending = sort.startswith("-") != field.kind.is_turned
    value = _unsealed(field.ordering, field, judgements)
    ordered = value.desc(nulls_last=True) if is_descending else value.asc(nulls_last=True)
    return queryset.order_by(ordered, *_then(field, is_descending, judgements), "pk")


def _then(field, is_descending, judgements):
    """Yield the order among equals. It names no place for what is unknown, so that indexes serve it."""
    if field.then:
        value = _unsealed(F(field.then), field, judgements)
        yield value.asc() if is_descending else value.desc()


def _unsealed(expression, field, judgements):
    sealed = judgements.sealed.get(field.question) if field.question else None
    if not sealed:
        return expression
    return Case(When(pk__in=sealed, then=Value(None)), default=expression)
