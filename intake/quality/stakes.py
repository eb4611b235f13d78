"""How much revenue stands behind accounts: what their running contracts bring in a year, in yen."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from accounts.models import Contract, ExchangeRate


def running_contracts(*, as_of: date):
    """Return the contracts that run on a day; one without an end runs until it is closed."""
    return Contract.objects.running_on(as_of)


def annual_yen(account_ids, *, as_of: date) -> dict[int, int]:
    """Return {account id: yen} of accounts that pay; amounts without a rate on that day count as none."""
    paid = running_contracts(as_of=as_of).filter(account__among=account_ids, is_free=False)
    rates, totals = _rates(as_of), defaultdict(Decimal)
    for account, amount, currency in paid.values_list("account_id", "annual_amount", "currency"):
        totals[account] += (amount or 0) * rates.get(currency, 0)
    return {account: round(total) for account, total in totals.items()}


def product_yen(product_id, *, as_of: date) -> int:
    """Return what all accounts of a product pay in a year."""
    paid = running_contracts(as_of=as_of).filter(
        account__product_id=product_id, account__merged_into=None, is_free=False
    )
    rates = _rates(as_of)
    sums = paid.order_by().values_list("currency").annotate(total=Sum("annual_amount"))
    return round(sum((total or 0) * rates.get(currency, 0) for currency, total in sums))


def _rates(as_of):
    known = ExchangeRate.objects.filter(on__lte=as_of).order_by("on")
    return {**dict(known.values_list("currency", "yen")), "JPY": Decimal(1)}
