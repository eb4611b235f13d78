"""Where the line of a sparkline or of a history runs, as numbers: the template draws it.

Pure; never knows what the values mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

# Room for the stroke and for the mark on the latest point.
_MARGIN = 2.5


class _Picture(NamedTuple):
    width: int
    height: int


WIDTH, HEIGHT = SPARK = _Picture(80, 20)
HISTORY = _Picture(480, 72)


@dataclass(frozen=True)
class Sparkline:
    """`path` in SVG's own words, with gaps where a value is missing; `x`, `y` of the latest known point.

    `earliest` and `latest` are the known values at its ends, `lowest` and `highest` its extremes.
    """

    path: str
    x: float
    y: float
    earliest: int
    latest: int
    lowest: int
    highest: int


def draw_sparkline(values: Sequence[int | None], *, least_span: int) -> Sparkline | None:
    """Return the line through `values` (oldest first), or None where fewer than two are known.

    Values stand at even distances over the whole width, so that lines of as many share one time
    axis. The scale fits them but spans at least `least_span`, so that noise looks like noise.
    """
    shares = [place / (len(values) - 1) if place else 0.0 for place in range(len(values))]
    return _drawn(shares, values, least_span=least_span, picture=SPARK, is_stepped=False)


def draw_history(
    days: Sequence[int], values: Sequence[int | None], *, least_span: int, is_stepped: bool = False
) -> Sparkline | None:
    """Return the line through values of these days (ascending), each where its day stands in time.

    Days that are not among them are bridged; a value that is None leaves a gap. A stepped line
    stays on a value until the next one.
    """
    if len(days) < 2:
        return None
    length = days[-1] - days[0]
    shares = [(day - days[0]) / length for day in days]
    return _drawn(shares, values, least_span=least_span, picture=HISTORY, is_stepped=is_stepped)


def draw_together(
    lines: Sequence[tuple[Sequence[int], Sequence[int | None]]], *, least_span: int
) -> list[Sparkline | None]:
    """Return several lines of (days, values) as histories on one axis of days and one scale.

    Each ends where its own values end; one of fewer than two known values is None.
    """
    days = [day for own, _ in lines for day in own]
    known = [value for _, values in lines for value in values if value is not None]
    if len(set(days)) < 2 or not known:
        return [None for _ in lines]
    first, length = min(days), max(days) - min(days)
    bounds = _bounds(min(known), max(known), least_span)
    return [
        _drawn(
            [(day - first) / length for day in own],
            values,
            bounds=bounds,
            picture=HISTORY,
            is_stepped=False,
        )
        for own, values in lines
    ]


def _drawn(shares, values, *, picture, is_stepped, least_span=0, bounds=None):
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return None
    low, high = bounds or _bounds(min(known), max(known), least_span)
    places = [
        None if value is None else (_x(share, picture), _y(value, low, high, picture))
        for share, value in zip(shares, values, strict=True)
    ]
    x, y = [place for place in places if place is not None][-1]
    path = _path(places, is_stepped)
    return Sparkline(path, x, y, known[0], known[-1], min(known), max(known))


def _bounds(low: int, high: int, least_span: int) -> tuple[float, float]:
    lacking = max(0, least_span - (high - low)) / 2
    return low - lacking, high + lacking


def _x(share: float, picture: _Picture) -> float:
    return round(_MARGIN + share * (picture.width - 2 * _MARGIN), 1)


def _y(value: int, low: float, high: float, picture: _Picture) -> float:
    share = (value - low) / (high - low)
    return round(picture.height - _MARGIN - share * (picture.height - 2 * _MARGIN), 1)


def _path(places, is_stepped) -> str:
    strokes = []
    for is_known, run in groupby(places, key=lambda place: place is not None):
        if is_known:
            (x, y), *rest = run
            strokes.append(f"M{x:g} {y:g}" + "".join(_stroke(*to, is_stepped) for to in rest))
            strokes.append("" if rest else "h.1")
    return "".join(strokes)


def _stroke(x, y, is_stepped) -> str:
    return f"H{x:g}V{y:g}" if is_stepped else f"L{x:g} {y:g}"
