"""How much revenue stands behind accounts: what their running contracts bring in a year, in yen."""

from datetime import date
from decimal import Decimal

from django.db.models import Q

from accounts.models import Contract, ExchangeRate


def running_contracts(*, as_of: date):
    """Return the contracts that run on a day; one without an end runs until it is closed."""
    return Contract.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=as_of),
        Q(ends_on=None) | Q(ends_on__gte=as_of),
        starts_on__lte=as_of,
    )


def annual_yen(account_ids, *, as_of: date) -> dict[int, int]:
    """Return {account id: yen} of accounts that pay; amounts without a rate on that day count as none."""
    rates = _rates(as_of)
    paid = running_contracts(as_of=as_of).filter(account__among=account_ids, is_free=False)
    totals: dict[int, Decimal] = {}
    for account, amount, currency in paid.values_list("account_id", "annual_amount", "currency"):
        if amount and currency in rates:
            totals[account] = totals.get(account, Decimal(0)) + amount * rates[currency]
    return {account: round(total) for account, total in totals.items()}


def _rates(as_of):
    known = ExchangeRate.objects.filter(on__lte=as_of).order_by("on")
    return {**dict(known.values_list("currency", "yen")), "JPY": Decimal(1)}
