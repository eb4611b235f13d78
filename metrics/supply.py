"""What a product supplies: its series by every name, and the days for which its usage has arrived."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.calendar import to_ordinal
from engagement.models import Series, UsageDay


@dataclass(frozen=True)
class Supply:
    """`numbers` gives a series' number by its name or alias; `arrived` days since 1970, ascending."""

    numbers: Mapping[str, int]
    arrived: NDArray[np.int32]

    def fingerprint(self, until):
        """Return a text that changes when a series is added, or usage arrives for a day up to `until`.

        Either changes metrics of past days of every account of the product, also of those without
        a fact of their own.
        """
        digest = hashlib.sha256(repr(sorted(self.numbers.items())).encode())
        digest.update(self.arrived[self.arrived <= until].astype("<i4").tobytes())
        return digest.hexdigest()


def supply_of(product_id):
    """Return the `Supply` of a product as it stands now."""
    numbers = {}
    series = Series.objects.filter(product_id=product_id).order_by("number")
    for number, name, aliases in series.values_list("number", "name", "aliases"):
        numbers |= dict.fromkeys([name, *aliases], number)
    days = UsageDay.objects.filter(product_id=product_id).order_by("day")
    arrived = [to_ordinal(day) for day in days.values_list("day", flat=True)]
    return Supply(numbers, np.array(arrived, np.int32))
