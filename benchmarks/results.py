"""What a measurement comes to: two sides, a ratio, and the mark it has to reach."""

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Side:
    """One way of doing the work. `seconds` holds every repetition; the median counts."""

    what: str
    seconds: list[float]
    rows: int
    settings: str = ""
    checksum: str = ""
    peak_mb: float | None = None

    @property
    def median(self) -> float:
        return median(self.seconds)


@dataclass(frozen=True)
class Mark:
    """The figure to reach, in `unit`: at most `bound`, or at least it."""

    bound: float
    unit: str = "x"
    is_least: bool = False

    def is_met(self, figure: float) -> bool:
        return figure >= self.bound if self.is_least else figure <= self.bound

    def __str__(self) -> str:
        return f"{'>=' if self.is_least else '<='} {self.bound:g} {self.unit}"


@dataclass(frozen=True)
class Result:
    """One row of the table; without a mark it only informs.

    Equal checksums of both sides are required where both have one: unequal ones miss the mark.
    """

    name: str
    work: str
    figure: float
    mark: Mark | None
    sides: list[Side]
    note: str = ""
    conditions: dict[str, Any] = field(default_factory=dict)

    @property
    def is_equal(self) -> bool:
        return len({side.checksum for side in self.sides if side.checksum}) <= 1

    @property
    def is_met(self) -> bool:
        return self.is_equal and (self.mark is None or self.mark.is_met(self.figure))

    def as_dict(self) -> dict[str, Any]:
        mark = str(self.mark) if self.mark else ""
        unit = self.mark.unit if self.mark else "s"
        return {**asdict(self), "mark": mark, "unit": unit, "is_met": self.is_met}


def ratio(name: str, work: str, ours: Side, other: Side, mark: Mark, note: str = "") -> Result:
    """Compare by time: ours / theirs, or how many times faster ours is where the mark is a least."""
    figure = ours.median / other.median
    return Result(name, work, 1 / figure if mark.is_least else figure, mark, [ours, other], note)
