"""What a metric is: where its number comes from, over which window, in which unit.

A body holds `unit`, `kind`, `direction` and one source. Nothing here computes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from definitions.domain.body import Node

UNITS: Final = ("count", "days", "percent", "points", "money", "flag")
KINDS: Final = ("engagement", "performance", "expansion")
DIRECTIONS: Final = ("up", "down", "none")
USAGE_AGGREGATES: Final = (
    "sum",
    "active_days",
    "days_since",
    "idle_days",
    "latest",
    "top_months_share",
    "features_used",
    "features_share",
    "weighted_share",
)
FEATURE_AGGREGATES: Final = ("features_used", "features_share", "weighted_share")
RECORD_AGGREGATES: Final = (
    "count",
    "days_since",
    "latest",
    "answered",
    "open",
    "oldest_open_days",
    "days_since_gone",
    "days_to_end",
    "tenure",
    "sum_open",
    "overdue",
)
TABLES: Final = (
    "activities",
    "events",
    "nps",
    "tickets",
    "contacts",
    "contracts",
    "contract_ends",
    "seats",
    "content_views",
    "milestones",
)
# The others look at all records up to the day.
WINDOWED_RECORD_AGGREGATES: Final = ("count", "latest", "answered")
OPERATIONS: Final = ("share", "change", "sum", "difference")
EVERYTHING: Final = "*"
# Usage is not read further back: it bounds what one account-night costs.
LONGEST_WINDOW_DAYS: Final = 400

# What an aggregate needs, and what else it may be told: a part that would be ignored is refused.
_USAGE_PARTS: Final = {
    "sum": ((), ("series", "ending_days_ago")),
    "active_days": ((), ("series", "ending_days_ago")),
    "days_since": ((), ("series",)),
    "idle_days": ((), ("series",)),
    "latest": ((), ("series",)),
    "top_months_share": (("months",), ("series",)),
    "features_used": (("features",), ("ending_days_ago",)),
    "features_share": (("features",), ("ending_days_ago",)),
    "weighted_share": (("features",), ("ending_days_ago", "overrides")),
}


@dataclass(frozen=True, slots=True)
class UsageSource:
    """Usage over a window that ends on the latest day for which the product's usage has arrived.

    `series` are names, or "*" for all but `without`. `features` are names with integer weights;
    `overrides` gives other weights per segment; a product that supplies none of the features is
    measured on all its series alike. `ending_days_ago` moves the window back; both together reach
    back LONGEST_WINDOW_DAYS at most.
    """

    aggregate: str
    series: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    window_days: int = 0
    ending_days_ago: int = 0
    features: Mapping[str, int] | None = None
    overrides: Mapping[str, Mapping[str, int]] | None = None
    months: int = 0


@dataclass(frozen=True, slots=True)
class RecordSource:
    """Dated records of one table; `kinds` empty means all, "a" also matches "a:b"."""

    table: str
    aggregate: str
    kinds: tuple[str, ...] = ()
    window_days: int = 0


@dataclass(frozen=True, slots=True)
class AttributeSource:
    """A number kept on the account; without history."""

    key: str


@dataclass(frozen=True, slots=True)
class DerivedSource:
    """Two or more other metrics put together; missing as soon as one of them is."""

    operation: str
    of: tuple[str, ...]


Source = UsageSource | RecordSource | AttributeSource | DerivedSource


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    key: str
    unit: str
    kind: str
    direction: str
    source: Source

    @classmethod
    def from_body(cls, key: str, body: Any) -> "MetricDefinition":
        """Read a body; raises DefinitionError naming the path that is wrong."""
        node = Node(body, key)
        node.parts(required=("unit", "kind", "direction", "source"))
        return cls(
            key=key,
            unit=node.child("unit").choice(UNITS),
            kind=node.child("kind").choice(KINDS),
            direction=node.child("direction").choice(DIRECTIONS),
            source=_source(node.child("source")),
        )


def _source(node: Node) -> Source:
    readers = {
        "usage": _usage,
        "derived": _derived,
        "attribute": _attribute,
        **dict.fromkeys(TABLES, _records),
    }
    if not node.has("from"):
        raise node.error("missing_key", key="from")
    return readers[node.child("from").choice(readers)](node)


def _usage(node: Node) -> UsageSource:
    aggregate = _aggregate(node, USAGE_AGGREGATES)
    required, optional = _USAGE_PARTS[aggregate]
    node.parts(
        required=("from", "aggregate", *required), optional=("window_days", "without", *optional)
    )
    is_by_feature = aggregate in FEATURE_AGGREGATES
    window_days = _days(node, "window_days", least=1, default=LONGEST_WINDOW_DAYS)
    return UsageSource(
        aggregate=aggregate,
        series=() if is_by_feature else _names(node, "series", default=(EVERYTHING,)),
        without=_names(node, "without"),
        window_days=window_days,
        ending_days_ago=_days(node, "ending_days_ago", most=LONGEST_WINDOW_DAYS - window_days),
        features=_weights(node.child("features")) if is_by_feature else None,
        overrides=_overrides(node),
        months=node.child("months").integer(least=1, most=12) if node.has("months") else 0,
    )


def _records(node: Node) -> RecordSource:
    aggregate = _aggregate(node, RECORD_AGGREGATES)
    windows = ("window_days",) if aggregate in WINDOWED_RECORD_AGGREGATES else ()
    node.parts(required=("from", "aggregate"), optional=("kinds", *windows))
    return RecordSource(
        table=node.child("from").value,
        aggregate=aggregate,
        kinds=_names(node, "kinds"),
        window_days=_days(node, "window_days", least=1),
    )


def _aggregate(node: Node, choices: tuple[str, ...]) -> str:
    if not node.has("aggregate"):
        raise node.error("missing_key", key="aggregate")
    return node.child("aggregate").choice(choices)


def _attribute(node: Node) -> AttributeSource:
    node.parts(required=("from", "key"))
    return AttributeSource(node.child("key").key())


def _derived(node: Node) -> DerivedSource:
    node.parts(required=("from", "operation", "of"))
    operation = node.child("operation").choice(OPERATIONS)
    operands = node.child("of").items(least=2, most=2 if operation in ("share", "change") else 6)
    return DerivedSource(operation, tuple(part.key() for part in operands))


def _names(node: Node, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    if not node.has(key):
        return default
    entries = node.child(key).items(most=200)
    for entry in entries:
        if not isinstance(entry.value, str) or not entry.value:
            raise entry.error("not_text")
    return tuple(entry.value for entry in entries)


def _days(
    node: Node, key: str, *, least: int = 0, most: int = LONGEST_WINDOW_DAYS, default: int = 0
) -> int:
    if not node.has(key):
        return default
    return node.child(key).integer(least=least, most=most)


def _weights(node: Node) -> dict[str, int]:
    return {name: part.integer(least=0, most=100) for name, part in node.entries()}


def _overrides(node: Node) -> dict[str, dict[str, int]]:
    if not node.has("overrides"):
        return {}
    return {segment: _weights(part) for segment, part in node.child("overrides").entries()}
