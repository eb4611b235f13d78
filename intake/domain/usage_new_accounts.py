"""The accounts that a usage file names where any id may become an account."""

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from intake.domain.refusals import FileRefusedError, Refusal
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_spill import ROW_SHIFT

# A file with more ids that are not known has its ids in another column than was said.
MOST_NEW: Final = 100_000


class OpenAccounts:
    """Known accounts, and every other id of a file, all of one product, each with a row as it comes.

    Read like `KnownAccounts`. A new row has no key before `settle`; only what has facts gets one.
    """

    unknown, spans = "unknown_account", None

    def __init__(self, known: KnownAccounts, product: int) -> None:
        if product in known.product_keys:
            self.product_keys = known.product_keys
        else:
            self.product_keys = (*known.product_keys, product)
        self._place = self.product_keys.index(product)
        self.row_of = dict(known.row_of)
        self._known_rows, self._first_new = known.rows[:-1], len(known.keys)
        self._known_ids, self._new_ids = known.ids, list[str]()
        self.most_rows = self._first_new + MOST_NEW
        self.keys = np.append(known.keys, np.zeros(MOST_NEW, dtype=np.int64))
        new = np.full(MOST_NEW, self._place, dtype=np.int64)
        self.products = np.append(known.products, new)
        self._has_facts = np.zeros(self.most_rows, dtype=bool)
        self._renew()

    def row(self, external_id: str) -> int:
        """Give the row of an external id, a new one to a new id; raises FileRefusedError."""
        row = self.row_of.get(external_id)
        if row is not None:
            return row
        if len(self._new_ids) == MOST_NEW:
            refusal = Refusal(0, "account_id", "too_many_accounts", {"most": MOST_NEW})
            raise FileRefusedError(refusal)
        self.row_of[external_id] = row = self._first_new + len(self._new_ids)
        self._new_ids.append(external_id)
        return row

    def learn(self, ids: Iterable[str]) -> None:
        """Give new ids rows; raises FileRefusedError."""
        for external_id in ids:
            self.row(external_id)
        self._renew()

    def see(self, keys: NDArray[np.int64]) -> None:
        """Hear of keys of facts (see `usage_spill`)."""
        self._has_facts[keys >> ROW_SHIFT] = True

    def named(self) -> tuple[str, ...]:
        """Give the new ids that have facts, in the order of the file."""
        has_facts = self._has_facts[self._first_new :]
        return tuple(self._new_ids[place] for place in np.flatnonzero(has_facts))

    def settle(self, keys: Mapping[str, int], product: int) -> None:
        """Take the keys of the accounts made of `named`, and that of their product."""
        for external_id in self.named():
            self.keys[self.row_of[external_id]] = keys[external_id]
        keys = list(self.product_keys)
        keys[self._place] = product
        self.product_keys = tuple(keys)

    def _renew(self) -> None:
        """Bring up to date what blocks are read by."""
        new = self._first_new + np.arange(len(self._new_ids))
        self.ids = (*self._known_ids, *self._new_ids)
        self.rows = np.concatenate([self._known_rows, new, [-1]])
        self.vocabulary = pl.Enum(self.ids)
