"""How far people and a definition agree: share, interval, a chance-corrected figure, the matrix.

Pure counting on pairs of levels; never knows whose answer it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

# Two-sided 95 % of the normal distribution.
Z_95: Final = 1.959963984540054

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of `count` answers `agreed` are the same as computed."""

    count: int
    agreed: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None without any answer."""
        return self.agreed / self.count if self.count else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's score interval of 95 % (Wilson 1927, JASA 22:209); None without any answer."""
        if not self.count:
            return None
        share, z2 = self.agreed / self.count, Z_95**2
        centre = (share + z2 / (2 * self.count)) / (1 + z2 / self.count)
        spread = share * (1 - share) / self.count + z2 / (4 * self.count**2)
        half = Z_95 * sqrt(spread) / (1 + z2 / self.count)
        return centre - half, centre + half


def agreement(pairs: Sequence[Pair]) -> Agreement:
    """Count the pairs (answer, computed) that are the same."""
    return Agreement(len(pairs), sum(answer == computed for answer, computed in pairs))


def matrix(pairs: Sequence[Pair], *, levels: int) -> tuple[tuple[int, ...], ...]:
    """Count the pairs: one row a computed level, one column an answer."""
    counts = [[0] * levels for _ in range(levels)]
    for answer, computed in pairs:
        counts[computed][answer] += 1
    return tuple(tuple(row) for row in counts)


def weighted_kappa(pairs: Sequence[Pair], *, levels: int) -> float | None:
    """Return Cohen's kappa for ordered levels, with linear weights (Cohen 1968, Psychol. Bull. 70:213).

    1 is full agreement, 0 what chance alone would give. None where chance already agrees fully, or
    without any pair.
    """
    counts, total = matrix(pairs, levels=levels), len(pairs)
    rows = [sum(row) for row in counts]
    columns = [sum(column) for column in zip(*counts, strict=True)]
    places = [(row, column) for row in range(levels) for column in range(levels)]
    found = sum(abs(row - column) * counts[row][column] for row, column in places)
    by_chance = sum(abs(row - column) * rows[row] * columns[column] for row, column in places)
    return 1 - found * total / by_chance if by_chance else None
