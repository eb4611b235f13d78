"""The numbers of a shard: accounts by days by metrics."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class MetricFrame:
    """Values in ten-thousandths, MISSING where not known; shape (accounts, days, metrics).

    `stale` (days, metrics) marks inputs that rest on usage older than their day.
    """

    account_ids: NDArray[np.int64]
    days: NDArray[np.int32]
    keys: tuple[str, ...]
    values: NDArray[np.int64]
    stale: NDArray[np.bool_]

    def column(self, key: str) -> NDArray[np.int64]:
        """Return one metric, shape (accounts, days)."""
        return self.values[:, :, self.keys.index(key)]

    def of_rows(self, rows: NDArray[np.int64]) -> "MetricFrame":
        """Return the same for the accounts at these positions only."""
        return replace(self, account_ids=self.account_ids[rows], values=self.values[rows])
