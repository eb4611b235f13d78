"""One month's facts of an account laid on another's, and taken away again. See facts.py for chunks."""

import numpy as np
from numpy.typing import NDArray

from engagement.domain.facts import DAY_BITS, FACT, Facts


def laid_apart(moving: Facts, existing: Facts) -> tuple[Facts, Facts]:
    """Split facts into those for which `existing` has no value of that series and day, and the rest."""
    is_held = np.isin(_places(moving), _places(existing))
    return moving[~is_held], moving[is_held]


def laid_together(one: Facts, other: Facts) -> Facts:
    """Join facts that share no place, sorted as a chunk is."""
    both = np.concatenate([one, other]).astype(FACT)
    return both[np.argsort(_places(both), kind="stable")]


def without(existing: Facts, moved: Facts) -> Facts:
    """Take facts away again, except where another value has come in their place since."""
    if not len(moved):
        return existing
    at = np.minimum(np.searchsorted(_places(moved), _places(existing)), len(moved) - 1)
    return existing[moved[at] != existing]


def values_of_both(mine: Facts, held: Facts) -> list[tuple[int, int, int, int]]:
    """Give (series, day of the month, my value, the other's) of facts that both have."""
    at = np.searchsorted(_places(mine), _places(held))
    columns = held["series"], held["day"], mine["value"][at], held["value"]
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _places(facts: Facts) -> NDArray[np.int64]:
    return facts["series"].astype(np.int64) << DAY_BITS | facts["day"]
