"""What fields hold for many accounts, in one query, however many fields there are."""

from book.models import AccountStatus


def with_values(queryset, fields):
    """Return a queryset of (pk, value of each field...) in the order of `queryset`.

    A field of several expressions has a tuple for its value only once `gathered` has been over it.
    """
    named = {
        f"value_{at}_{part}": expression
        for at, field in enumerate(fields)
        for part, expression in enumerate(field.expressions)
    }
    return queryset.annotate(**named).values_list("pk", *named)


def gathered(row, fields) -> list:
    """Return the values of a row of `with_values` without its pk, one for each field."""
    values, at = [], 1
    for field in fields:
        parts = len(field.expressions)
        values.append(row[at] if parts == 1 else tuple(row[at : at + parts]))
        at += parts
    return values


def values_of(account_ids, fields) -> dict[int, list]:
    """Return {account: value of each field} without a query where there is no field."""
    if not fields:
        return {}
    rows = with_values(AccountStatus.objects.filter(pk__in=account_ids), fields)
    return {row[0]: gathered(row, fields) for row in rows}
