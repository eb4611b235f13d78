"""Turning keys and values of facts into packed account-months, under the series' lasting numbers."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from engagement.domain.facts import DAY_BITS, FACT, MONTH_BITS, MonthBatch
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_days import DAY_MASK, MONTH_MASK, SERIES_MASK
from intake.domain.usage_new_accounts import OpenAccounts
from intake.domain.usage_spill import ROW_SHIFT

Array = NDArray[np.int64]
# (product key, name of the series)
SeriesKey = tuple[int, str]


class Numbering:
    """From the number that a series has in the file to the one under which it is kept."""

    def __init__(
        self,
        accounts: KnownAccounts | OpenAccounts,
        names: Sequence[str],
        used: Sequence[SeriesKey],
        numbers: Mapping[SeriesKey, int],
    ) -> None:
        """Raises KeyError for a used series without a number."""
        self._products = accounts.products
        products = {key: place for place, key in enumerate(accounts.product_keys)}
        in_file = {name: number for number, name in enumerate(names)}
        self._table = np.zeros((max(1, len(products)), max(1, len(names))), dtype=np.int64)
        for product, name in used:
            self._table[products[product], in_file[name]] = numbers[product, name]
        if self._table.size and not 0 <= self._table.min() <= self._table.max() <= SERIES_MASK:
            raise ValueError(f"a series is numbered beyond 0 to {SERIES_MASK}")

    def applied(self, keys: Array) -> Array:
        """Give keys with the lasting numbers; accounts, months and days stay."""
        products = self._products[keys >> ROW_SHIFT]
        lasting = self._table[products, (keys >> DAY_BITS) & SERIES_MASK]
        return (keys & ~(SERIES_MASK << DAY_BITS)) | (lasting << DAY_BITS)


def pack_months(keys: Array, values: Array, account_keys: Array) -> MonthBatch:
    """Pack facts that are sorted by key, each key once."""
    months = keys >> MONTH_BITS
    starts = np.flatnonzero(np.concatenate([[True], months[1:] != months[:-1]]))
    facts = np.empty(len(keys), dtype=FACT)
    facts["series"] = (keys >> DAY_BITS) & SERIES_MASK
    facts["day"] = keys & DAY_MASK
    facts["value"] = values
    return MonthBatch(
        accounts=account_keys[keys[starts] >> ROW_SHIFT],
        months=(months[starts] & MONTH_MASK).astype(np.int32),
        offsets=np.append(starts, len(keys)).astype(np.int64),
        facts=facts,
    )
