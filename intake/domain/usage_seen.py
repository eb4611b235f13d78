"""Which series and days each product has in a usage file."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from engagement.domain.facts import DAY_BITS, MONTH_BITS, first_days
from intake.domain.usage_days import DAY_MASK, MONTH_MASK, SERIES_MASK
from intake.domain.usage_spill import ROW_SHIFT


class Seen:
    """Flags by product: its series in the order of the file, and its days."""

    def __init__(self, products: int) -> None:
        self._series = np.zeros((products, 16), dtype=bool)
        # A place for each month and day of the month.
        self._days = np.zeros((products, (MONTH_MASK + 1) << DAY_BITS), dtype=bool)

    def see(self, keys: NDArray[np.int64], product_of_row: NDArray[np.int64], names: int) -> None:
        """Take the keys of a block; `names` series are known by now."""
        if names > self._series.shape[1]:
            more = max(names, 2 * self._series.shape[1]) - self._series.shape[1]
            self._series = np.pad(self._series, ((0, 0), (0, more)))
        products = product_of_row[keys >> ROW_SHIFT]
        self._series[products, (keys >> DAY_BITS) & SERIES_MASK] = True
        months = (keys >> MONTH_BITS) & MONTH_MASK
        self._days[products, months << DAY_BITS | keys & DAY_MASK] = True

    def series(self) -> Iterator[tuple[int, int]]:
        """Give each product's place with each of its series' numbers in the file."""
        return ((int(p), int(s)) for p, s in np.argwhere(self._series))

    def days(self, product: int) -> NDArray[np.int32]:
        """Give the days of a product's place, ascending, in days since 1970-01-01."""
        places = np.flatnonzero(self._days[product])
        days = first_days(places >> DAY_BITS) + (places & DAY_MASK) - 1
        return days.astype(np.int32)
