"""Which segment an account belongs to by how it works, as rules in priority order.

Never a silent default: where no rule holds, or where it cannot be known, an account is
unclassified.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from definitions.domain.body import TEXT_KEYS, Node, Texts, check_distinct, read_metric_versions
from metrics.domain.conditions import Columns, Flags, Rule

UNCLASSIFIED: Final = -1
MOST_SEGMENTS: Final = 12

_SEGMENT_TEXTS: Final = (*TEXT_KEYS, "strategy_en", "strategy_ja")


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """A segment, whom it holds, and the strategy for them in words."""

    key: str
    when: Rule
    texts: Texts
    strategy_en: str
    strategy_ja: str


@dataclass(frozen=True)
class SegmentRules:
    """Segments in priority order: an account belongs to the first whose rule holds."""

    segments: tuple[SegmentRule, ...]

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "SegmentRules":
        """Read `{"segments": [{"key": ..., "when": rule, ...}]}`; raises DefinitionError."""
        root = Node(body)
        root.parts(required=("segments",), optional=("metrics", *TEXT_KEYS))
        items = root.child("segments").items(most=MOST_SEGMENTS)
        rules = cls(tuple(_read_segment(item) for item in items))
        check_distinct(item.child("key") for item in items)
        read_metric_versions(root, used=rules.metrics)
        root.texts()
        return rules

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """Keys of all metrics that rules rest on, each once."""
        keys = (metric for segment in self.segments for metric in segment.when.metrics)
        return tuple(dict.fromkeys(keys))


@dataclass(frozen=True, slots=True)
class Placements:
    """Which rule takes each account: `place` (n,) its index, or UNCLASSIFIED.

    `lacks_data` (n,) is true where an account is unclassified because data is missing.

    Unclassified without `lacks_data` means that every rule was decided and none held.
    """

    place: NDArray[np.int8]
    lacks_data: Flags


def classify(rules: SegmentRules, columns: Columns) -> Placements:
    """Find the first rule that holds for each account; columns of any shape.

    A rule that cannot be decided for missing data stops the search: it might have held, so no later
    rule may take the account, and it is unclassified. Rules after the first that holds do not
    matter.
    """
    answers = [segment.when.holds(columns) for segment in rules.segments]
    place = np.full(answers[0].met.shape, UNCLASSIFIED, dtype=np.int8)
    searching = np.ones(place.shape, dtype=bool)
    lacks_data = np.zeros(place.shape, dtype=bool)
    for index, (met, known) in enumerate(answers):
        place[searching & met] = index
        lacks_data |= searching & ~known
        searching &= known & ~met
    return Placements(place, lacks_data)


def _read_segment(node: Node) -> SegmentRule:
    node.parts(required=("key", "when"), optional=_SEGMENT_TEXTS)
    return SegmentRule(
        key=node.child("key").key(),
        when=Rule.from_body(node.child("when")),
        texts=node.texts(),
        strategy_en=_strategy(node, "strategy_en"),
        strategy_ja=_strategy(node, "strategy_ja"),
    )


def _strategy(node: Node, key: str) -> str:
    return node.child(key).text() if node.has(key) else ""
