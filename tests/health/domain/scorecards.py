"""Scorecards to test with, and the same arithmetic once more in fractions, on its own."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from core.exact import MISSING, SCALE

STRAIGHT = [[0, 0], [100, 100]]


def measure(key, *, metric=None, weight=100, points=STRAIGHT):
    return {"key": key, "metric": metric or key, "weight": weight, "points": points}


def group(key, *measures, weight=100):
    return {"key": key, "weight": weight, "measures": list(measures)}


def scorecard(*groups, exceptions=(), healthy=70, caution=40, known=0, **rest):
    return {
        "groups": list(groups),
        "exceptions": list(exceptions),
        "bands": {"healthy": healthy, "caution": caution},
        "minimum_known_percent": known,
        **rest,
    }


def cap(key, at, metric, operator="=", value=1):
    condition = {"metric": metric, "operator": operator, "value": value}
    return {"key": key, "cap": at, "when": {"all": [condition]}}


def scaled(value):
    """Whole units, or "1.25" as text, or None, as ten-thousandths."""
    return MISSING if value is None else int(Fraction(value) * SCALE)


def columns(**values):
    return {
        key: np.array([scaled(one) for one in each], dtype=np.int64) for key, each in values.items()
    }


def reference_score(body, values):
    """The uncapped score in hundredths as an exact fraction, None when nothing is known.

    `values` holds ten-thousandths, None when missing.
    """
    mean, known_weight = Fraction(0), Fraction(0)
    for each in body["groups"]:
        known = [one for one in each["measures"] if values[one["metric"]] is not None]
        inside = sum(one["weight"] for one in known)
        if inside:
            points = [one["weight"] * reference_points(one, values[one["metric"]]) for one in known]
            mean += each["weight"] * sum(points) / inside
            known_weight += each["weight"]
    return mean / known_weight * 100 if known_weight else None


def reference_points(one, value):
    """Points as a fraction, rounded half-even to ten-thousandths."""
    knots = [(Fraction(x), Fraction(y)) for x, y in one["points"]]
    at = Fraction(value, SCALE)
    if at <= knots[0][0]:
        line = knots[0][1]
    elif at >= knots[-1][0]:
        line = knots[-1][1]
    else:
        pairs = pairwise(knots)
        (x, y), (next_x, next_y) = next(pair for pair in pairs if pair[0][0] <= at < pair[1][0])
        line = y + (next_y - y) * (at - x) / (next_x - x)
    return Fraction(round(line * SCALE), SCALE)


@st.composite
def weights(draw, count):
    """Whole numbers of 0 or more that sum to 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=count - 1, max_size=count - 1)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]


@st.composite
def lines(draw, *, is_rising=False):
    at = sorted(draw(st.sets(st.integers(-50, 150), min_size=2, max_size=5)))
    points = [draw(st.integers(0, 100)) for _ in at]
    return [list(knot) for knot in zip(at, sorted(points) if is_rising else points, strict=True)]


@st.composite
def bodies(draw, *, is_rising=False):
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    groups = []
    for number, (size, weight) in enumerate(zip(sizes, draw(weights(len(sizes))), strict=True)):
        measures = [
            measure(f"m{number}{place}", weight=inside, points=draw(lines(is_rising=is_rising)))
            for place, inside in enumerate(draw(weights(size)))
        ]
        groups.append(group(f"g{number}", *measures, weight=weight))
    return scorecard(*groups)


def metrics_of(body):
    return [one["metric"] for each in body["groups"] for one in each["measures"]]


value_or_missing = st.one_of(st.none(), st.integers(-60 * SCALE, 160 * SCALE))


@st.composite
def accounts(draw, body, *, least=1, most=6):
    """A list of accounts, each {metric: ten-thousandths or None}."""
    one = st.fixed_dictionaries(dict.fromkeys(metrics_of(body), value_or_missing))
    return draw(st.lists(one, min_size=least, max_size=most))


def as_columns(rows):
    return {
        key: np.array([MISSING if row[key] is None else row[key] for row in rows], dtype=np.int64)
        for key in rows[0]
    }
