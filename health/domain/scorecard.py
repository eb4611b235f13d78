"""A scorecard: groups of weighted measures, exceptions that cap, and bands.

Reads and checks bodies only; `scoring` does the arithmetic.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from core.exact import SCALE
from definitions.domain.body import (
    TEXT_KEYS,
    Node,
    Texts,
    check_distinct,
    read_metric_versions,
    read_once,
)
from definitions.domain.overrides import overlay
from metrics.domain.conditions import Rule

# A score and its parts are hundredths of a point.
HUNDREDTHS: Final = 100
FULL_SCORE: Final = 100 * HUNDREDTHS
# Points of one measure are ten-thousandths of a point.
FULL_POINTS: Final = 100 * SCALE
# A weight within the whole score is hundredths of a percent: group weight x measure weight.
WHOLE_WEIGHT: Final = 100 * 100
# Few verdicts: beyond this nobody can say what the score means.
MOST_GROUPS: Final = 8
MOST_MEASURES: Final = 20
MOST_POINTS: Final = 12
MOST_EXCEPTIONS: Final = 8

_OVERRIDABLE: Final = ("groups", "exceptions", "bands", "minimum_known_percent")


class Band(IntEnum):
    """How an account is doing; numbers rise with health, and 0 says that too little is known."""

    UNKNOWN = 0
    AT_RISK = 1
    CAUTION = 2
    HEALTHY = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric turned into points along a line through `knots`.

    A knot is (metric value in ten-thousandths, ten-thousandths of a point); outside, the line is
    flat. `weight` is a percentage of its group.
    """

    key: str
    metric: str
    weight: int
    knots: tuple[tuple[int, int], ...]
    texts: Texts


@dataclass(frozen=True, slots=True)
class Group:
    """Measures about one thing; `weight` is a percentage of the score."""

    key: str
    weight: int
    measures: tuple[Measure, ...]
    texts: Texts


@dataclass(frozen=True, slots=True)
class ScoreException:
    """A rule that beats the weighted mean: where it holds, the score is at most `cap`."""

    key: str
    when: Rule
    cap: int
    texts: Texts


@dataclass(frozen=True)
class Scorecard:
    """Bounds of bands in hundredths of a point; `minimum_known` in hundredths of a percent."""

    groups: tuple[Group, ...]
    exceptions: tuple[ScoreException, ...]
    healthy_from: int
    caution_from: int
    minimum_known: int

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "Scorecard":
        """Read the common scorecard, and check every segment's as well; raises DefinitionError."""
        return read_scorecards(body)[""]

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(measure for group in self.groups for measure in group.measures)

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """Keys of all metrics that measures and exceptions rest on, each once."""
        ruled = (metric for exception in self.exceptions for metric in exception.when.metrics)
        return tuple(dict.fromkeys([*(measure.metric for measure in self.measures), *ruled]))

    def band(self, score: int) -> Band:
        """Name the band of a score in hundredths: -1 is unknown, a bound is in the better band."""
        if score < 0:
            return Band.UNKNOWN
        if score >= self.healthy_from:
            return Band.HEALTHY
        return Band.CAUTION if score >= self.caution_from else Band.AT_RISK


def for_segment(body: dict[str, Any], segment_key: str) -> Scorecard:
    """Give the scorecard of a segment: the common one where it has no changes of its own."""
    scorecards = stored_scorecards(body)
    return scorecards.get(segment_key, scorecards[""])


def read_scorecards(body: dict[str, Any]) -> dict[str, Scorecard]:
    """Read the common scorecard, under "", and that of each segment with changes of its own.

    `overrides` holds `{segment: {"groups": {group: {"weight": 20, "measures": {measure: {...}}}},
    "exceptions": {key: null}, ...}}`: entries are named by key, null leaves one out, and what is
    not named stays common. Raises DefinitionError, for a segment under the path
    `overrides.<segment>`.
    """
    root = Node(body)
    root.parts(
        required=("groups", "bands", "minimum_known_percent"),
        optional=("exceptions", "metrics", "overrides", *TEXT_KEYS),
    )
    scorecards = {"": _read_scorecard(root)}
    for segment_key, change in root.child("overrides").entries() if root.has("overrides") else ():
        change.parts(required=(), optional=_OVERRIDABLE)
        common = {key: body[key] for key in _OVERRIDABLE if key in body}
        scorecards[segment_key] = _read_scorecard(Node(overlay(common, change), change.path))
    used = {metric for scorecard in scorecards.values() for metric in scorecard.metrics}
    read_metric_versions(root, used=used)
    root.texts()
    return scorecards


stored_scorecards = read_once(read_scorecards)


def _read_scorecard(root: Node) -> Scorecard:
    bands = root.child("bands")
    bands.parts(required=("healthy", "caution"))
    healthy = bands.child("healthy").integer(least=1, most=100)
    caution = bands.child("caution").integer(least=1, most=100)
    if healthy <= caution:
        raise bands.error("bands_cross")
    known = root.child("minimum_known_percent").integer(least=0, most=100)
    return Scorecard(
        groups=_read_groups(root.child("groups")),
        exceptions=_read_exceptions(root),
        healthy_from=healthy * HUNDREDTHS,
        caution_from=caution * HUNDREDTHS,
        minimum_known=known * 100,
    )


def _read_groups(node: Node) -> tuple[Group, ...]:
    items = node.items(most=MOST_GROUPS)
    groups = tuple(_read_group(item) for item in items)
    check_distinct(item.child("key") for item in items)
    _check_weights(node, [group.weight for group in groups])
    measures = [one for item in items for one in item.child("measures").items()]
    if len(measures) > MOST_MEASURES:
        raise node.error("too_many", most=MOST_MEASURES, count=len(measures))
    check_distinct(measure.child("key") for measure in measures)
    return groups


def _read_group(node: Node) -> Group:
    node.parts(required=("key", "weight", "measures"), optional=TEXT_KEYS)
    measures = tuple(_read_measure(item) for item in node.child("measures").items())
    _check_weights(node.child("measures"), [measure.weight for measure in measures])
    return Group(
        key=node.child("key").key(),
        weight=node.child("weight").integer(least=0, most=100),
        measures=measures,
        texts=node.texts(),
    )


def _read_measure(node: Node) -> Measure:
    node.parts(required=("key", "metric", "weight", "points"), optional=TEXT_KEYS)
    return Measure(
        key=node.child("key").key(),
        metric=node.child("metric").key(),
        weight=node.child("weight").integer(least=0, most=100),
        knots=_read_knots(node.child("points")),
        texts=node.texts(),
    )


def _read_knots(node: Node) -> tuple[tuple[int, int], ...]:
    pairs = [item.items() for item in node.items(most=MOST_POINTS)]
    if len(pairs) < 2 or any(len(pair) != 2 for pair in pairs):
        raise node.error("too_few_points")
    knots = tuple((value.number(), points.number(least=0, most=100)) for value, points in pairs)
    if any(after[0] <= before[0] for before, after in pairwise(knots)):
        raise node.error("points_order")
    return knots


def _read_exceptions(root: Node) -> tuple[ScoreException, ...]:
    if not root.has("exceptions"):
        return ()
    items = root.child("exceptions").items(least=0, most=MOST_EXCEPTIONS)
    exceptions = tuple(_read_exception(item) for item in items)
    check_distinct(item.child("key") for item in items)
    return exceptions


def _read_exception(node: Node) -> ScoreException:
    node.parts(required=("key", "when", "cap"), optional=TEXT_KEYS)
    return ScoreException(
        key=node.child("key").key(),
        when=Rule.from_body(node.child("when")),
        cap=node.child("cap").integer(least=0, most=99) * HUNDREDTHS,
        texts=node.texts(),
    )


def _check_weights(node: Node, weights: list[int]) -> None:
    if sum(weights) != 100:
        raise node.error("weights_sum", sum=sum(weights))
