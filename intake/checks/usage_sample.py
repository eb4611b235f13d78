"""Some facts of each kind for a preview, named as people know them."""

from collections import defaultdict
from datetime import timedelta
from itertools import islice

import numpy as np

from accounts.models import Account, AccountAlias
from core.exact import from_scaled
from engagement.domain.facts import decode, month_start
from intake.checks.sampling import MOST_ROWS

HEADER = ("account_id", "name", "date", "metric", "value")
_VALUE = HEADER.index("value")


class UsageSample:
    """Takes facts out of merged batches until `sample` has enough of each kind.

    `numbers` gives the number of each series by (product, name); `product` is that of new accounts.
    """

    def __init__(self, sample, *, source, numbers, product):
        self._sample, self._source = sample, source
        self._names = {(product, number): name for (product, name), number in numbers.items()}
        self._product = product
        self._found = defaultdict(list)

    def take(self, stored, batch, merged):
        """Take some facts of each kind out of the first months that have any."""
        for kind in ("new", "changed", "unchanged"):
            months = np.flatnonzero(getattr(merged, kind))
            wanted = MOST_ROWS - len(self._found[kind])
            for at in months[: max(wanted, 0)].tolist():
                self._found[kind] += _facts(stored[at], batch, at, kind)
            del self._found[kind][MOST_ROWS:]

    def finish(self, new_ids):
        """Hand the facts over, accounts and series by name; `new_ids` has those of new accounts."""
        found = self._found
        accounts = Account.objects.in_bulk({fact[0] for facts in found.values() for fact in facts})
        ids = AccountAlias.objects.filter(source=self._source, account__in=accounts)
        ids = dict(ids.order_by("-pk").values_list("account_id", "value"))
        for kind, facts in found.items():
            for pk, number, day, value, before in facts:
                account = accounts.get(pk) or Account(name=new_ids[pk], product_id=self._product)
                series = self._names[account.product_id, number]
                name = ids.get(pk) or new_ids.get(pk, "")
                cells = (name, account.name, day, series, value)
                if kind == "changed":
                    self._sample.take_changed(HEADER, 0, cells, {_VALUE: (before, value)})
                else:
                    self._sample.take(kind, HEADER, 0, cells)


def _facts(stored, batch, at, kind):
    """Return the first facts of a kind in one month: (account, series, day, value, value before)."""
    known = {(fact[0], fact[1]): fact[2] for fact in decode(stored).tolist()}
    start = month_start(int(batch.months[at])) - timedelta(days=1)
    facts = batch.facts[batch.offsets[at] : batch.offsets[at + 1]].tolist()
    found = (
        (
            int(batch.accounts[at]),
            series,
            start + timedelta(days=day),
            _plain(value),
            _plain(before),
        )
        for series, day, value in facts
        for before in [known.get((series, day))]
        if kind == ("new" if before is None else "unchanged" if before == value else "changed")
    )
    return list(islice(found, MOST_ROWS))


def _plain(value):
    return "" if value is None else f"{from_scaled(value).normalize():f}"
