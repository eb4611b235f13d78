"""Where the line of a sparkline runs, as numbers: the template draws it.

Pure; never knows what the values mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

WIDTH = 80
HEIGHT = 20
# Room for the stroke and for the mark on the latest point.
_MARGIN = 2.5


@dataclass(frozen=True)
class Sparkline:
    """`path` in SVG's own words, with gaps where a value is missing; `x`, `y` of the latest known point."""

    path: str
    x: float
    y: float
    earliest: int
    latest: int


def draw_sparkline(values: Sequence[int | None], *, least_span: int) -> Sparkline | None:
    """Return the line through `values` (oldest first), or None where fewer than two are known.

    Values stand at even distances over the whole width, so that lines of as many share one time
    axis. The scale fits them but spans at least `least_span`, so that noise looks like noise.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = _bounds(min(known), max(known), least_span)
    places = [
        None if value is None else (_x(place, len(values)), _y(value, low, high))
        for place, value in enumerate(values)
    ]
    x, y = [place for place in places if place is not None][-1]
    return Sparkline(_path(places), x, y, known[0], known[-1])


def _bounds(low: int, high: int, least_span: int) -> tuple[float, float]:
    lacking = max(0, least_span - (high - low)) / 2
    return low - lacking, high + lacking


def _x(place: int, count: int) -> float:
    return round(_MARGIN + place * (WIDTH - 2 * _MARGIN) / (count - 1), 1)


def _y(value: int, low: float, high: float) -> float:
    share = (value - low) / (high - low)
    return round(HEIGHT - _MARGIN - share * (HEIGHT - 2 * _MARGIN), 1)


def _path(places) -> str:
    strokes = []
    for is_known, run in groupby(places, key=lambda place: place is not None):
        if is_known:
            points = [f"{x:g} {y:g}" for x, y in run]
            strokes.append("M" + "L".join(points) + ("" if len(points) > 1 else "h.1"))
    return "".join(strokes)
