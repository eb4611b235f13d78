"""The success journey: milestones in order, and the content that carries the customer to each.

Reads bodies only; which milestone an account has reached is a fact of `engagement`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from definitions.domain.body import TEXT_KEYS, Node, Texts, check_distinct, read_once
from definitions.domain.overrides import overlay

MOST_MILESTONES: Final = 40
MOST_CONTENT: Final = 10
LONGEST_DAYS: Final = 3650

_PARTS: Final = ("milestones", "order")


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """One milestone; it should be reached within `days` of the first contract's start."""

    key: str
    days: int
    texts: Texts
    content: tuple[Texts, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """The milestones in the order in which a customer reaches them."""

    steps: tuple[JourneyStep, ...]


def read_journeys(body: Mapping[str, Any]) -> dict[str, Journey]:
    """Read the common journey, under "", and that of each segment with changes of its own.

    `order` names every milestone once, where it is not the order in which they stand; `overrides`
    holds `{segment: {"order": [...], "milestones": {key: {"days": 45}}}}`. Raises DefinitionError,
    for a segment under the path `overrides.<segment>`.
    """
    root = Node(body)
    root.parts(required=("milestones",), optional=("order", "overrides", *TEXT_KEYS))
    read = {"": _read_journey(root)}
    for segment_key, change in root.child("overrides").entries() if root.has("overrides") else ():
        change.parts(required=(), optional=_PARTS)
        common = {key: body[key] for key in _PARTS if key in body}
        read[segment_key] = _read_journey(Node(overlay(common, change), change.path))
    root.texts()
    return read


stored_journeys = read_once(read_journeys)


def _read_journey(root: Node) -> Journey:
    items = root.child("milestones").items(most=MOST_MILESTONES)
    steps = [_read_step(item) for item in items]
    check_distinct(item.child("key") for item in items)
    if not root.has("order"):
        return Journey(tuple(steps))
    order = [item.key() for item in root.child("order").items(most=MOST_MILESTONES)]
    by_key = {step.key: step for step in steps}
    if sorted(order) != sorted(by_key):
        raise root.child("order").error("order_differs")
    return Journey(tuple(by_key[key] for key in order))


def _read_step(node: Node) -> JourneyStep:
    node.parts(required=("key", "days"), optional=("content", *TEXT_KEYS))
    content = node.child("content").items(least=0, most=MOST_CONTENT) if node.has("content") else ()
    for item in content:
        item.parts(required=(), optional=TEXT_KEYS)
    return JourneyStep(
        key=node.child("key").key(),
        days=node.child("days").integer(least=0, most=LONGEST_DAYS),
        texts=node.texts(),
        content=tuple(item.texts() for item in content),
    )
