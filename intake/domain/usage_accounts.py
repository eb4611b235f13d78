"""The accounts that a usage file may name, by the ids of other systems."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from intake.domain.usage_spans import Spans


@dataclass(frozen=True)
class KnownAccounts:
    """External ids, and the accounts they stand for; several ids may stand for one account.

    An account's row is its place in `keys`, which ascend. `rows[i]` is the row that `ids[i]` stands
    for, and `rows[-1]`, one past the ids, is -1. `products[row]` is a place in `product_keys`.
    `unknown` is the code of what is said of any other id of an account; `spans` says of ids of
    contracts when each runs.
    """

    ids: tuple[str, ...]
    rows: NDArray[np.int64]
    keys: NDArray[np.int64]
    products: NDArray[np.int64]
    product_keys: tuple[int, ...]
    unknown: str = "unknown_account"
    spans: Spans | None = None

    @classmethod
    def of(
        cls,
        entries: Iterable[tuple[str, int, int]],
        unknown: str = "unknown_account",
        spans: Spans | None = None,
    ) -> "KnownAccounts":
        """Build from (external id, account key, product key), one for each id."""
        ids: list[str] = []
        product_of: dict[int, int] = {}
        accounts: list[int] = []
        for external_id, account, product in entries:
            ids.append(external_id)
            accounts.append(account)
            product_of[account] = product
        keys = np.array(sorted(product_of), dtype=np.int64)
        product_keys = tuple(sorted(set(product_of.values())))
        places = {product: place for place, product in enumerate(product_keys)}
        rows = np.searchsorted(keys, np.array(accounts, dtype=np.int64))
        products = np.array([places[product_of[int(key)]] for key in keys], dtype=np.int64)
        return cls(tuple(ids), np.append(rows, -1), keys, products, product_keys, unknown, spans)

    @property
    def most_rows(self) -> int:
        return len(self.keys)

    @cached_property
    def vocabulary(self) -> pl.Enum:
        return pl.Enum(self.ids)

    @cached_property
    def row_of(self) -> dict[str, int]:
        """Give the row of an external id."""
        return dict(zip(self.ids, self.rows[:-1].tolist(), strict=True))

    @cached_property
    def place_of(self) -> dict[str, int]:
        """Give the place of an external id in `ids`."""
        return {external_id: place for place, external_id in enumerate(self.ids)}

    def row(self, external_id: str) -> int:
        """Give the row of an external id, -1 where it is not known."""
        return self.row_of.get(external_id, -1)
