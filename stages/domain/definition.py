"""The four stages, by at most four conditions each, and how slowly an account moves between them.

Reads and checks bodies only; `path` follows accounts through the stages.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from core.exact import LARGEST
from definitions.domain.body import TEXT_KEYS, Node, Texts, read_metric_versions, read_once
from definitions.domain.errors import Finding
from definitions.domain.overrides import overlay
from metrics.domain.conditions import IS_MISSING, Answer, Columns, Condition, all_of

STAGE_KEYS: Final = ("entry", "onboard", "active", "loyal")
ENTRY: Final = 0
# Few verdicts: a stage that needs more conditions cannot be believed.
MOST_CONDITIONS: Final = 4
MOST_DAYS: Final = 365

_PARTS: Final = ("stages", "smallest_stay_days", "grace_days")
_INTERVALS: Final = {
    ">=": lambda value: (value, LARGEST),
    ">": lambda value: (value + 1, LARGEST),
    "<=": lambda value: (-LARGEST, value),
    "<": lambda value: (-LARGEST, value - 1),
    "=": lambda value: (value, value),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """What an account shows that stands here; `conditions` come on top of those of lower stages."""

    key: str
    conditions: tuple[Condition, ...]
    texts: Texts

    def holds(self, columns: Columns) -> Answer:
        return all_of([condition.holds(columns) for condition in self.conditions])


@dataclass(frozen=True)
class StageDefinition:
    """Stages from Entry up, the least days in a stage, and the days of grace before a fall."""

    stages: tuple[Stage, ...]
    smallest_stay_days: int
    grace_days: int

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "StageDefinition":
        """Read the common stages, and check every segment's as well; raises DefinitionError.

        `crossings` finds what may stand but looks wrong.
        """
        return read_stages(body)[""]

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """Keys of all metrics that conditions rest on, each once."""
        conditions = (condition for stage in self.stages for condition in stage.conditions)
        return tuple(dict.fromkeys(condition.metric for condition in conditions))


def for_segment(body: dict[str, Any], segment_key: str) -> StageDefinition:
    """Give the stages of a segment: the common ones where it has no changes of its own."""
    definitions = stored_stages(body)
    return definitions.get(segment_key, definitions[""])


def read_stages(body: dict[str, Any]) -> dict[str, StageDefinition]:
    """Read the common stages, under "", and those of each segment with changes of its own.

    `overrides` holds `{segment: {"grace_days": 240, "stages": {"active": {"conditions": [...]}}}}`:
    stages are named by key, conditions are replaced whole, and what is not named stays common.
    Raises DefinitionError, for a segment under the path `overrides.<segment>`.
    """
    root = Node(body)
    root.parts(required=_PARTS, optional=("metrics", "overrides", *TEXT_KEYS))
    read = {"": _read_definition(root)}
    for segment_key, change in root.child("overrides").entries() if root.has("overrides") else ():
        change.parts(required=(), optional=_PARTS)
        changed = overlay({key: body[key] for key in _PARTS}, change)
        read[segment_key] = _read_definition(Node(changed, change.path))
    used = {metric for definition in read.values() for metric in definition.metrics}
    read_metric_versions(root, used=used)
    root.texts()
    return read


stored_stages = read_once(read_stages)


def crossings(definition: StageDefinition) -> list[Finding]:
    """Find conditions that add nothing to a lower stage's, or can never hold beside it."""
    places = [
        (level, place, condition)
        for level, stage in enumerate(definition.stages)
        for place, condition in enumerate(stage.conditions)
    ]
    return [
        Finding(
            f"stages[{level}].conditions[{place}]", code, {"stage": definition.stages[below].key}
        )
        for level, place, condition in places
        for below, _, lower in places
        if below < level and lower.metric == condition.metric
        for code in _crossing(lower, condition)
    ]


def _crossing(lower: Condition, higher: Condition) -> tuple[str, ...]:
    if IS_MISSING in (lower.operator, higher.operator):
        return ("adds_nothing",) if lower.operator == higher.operator else ("never_holds",)
    (low, high), (least, most) = _interval(lower), _interval(higher)
    if max(low, least) > min(high, most):
        return ("never_holds",)
    return ("adds_nothing",) if least <= low and high <= most else ()


def _interval(condition: Condition) -> tuple[int, int]:
    return _INTERVALS[condition.operator](condition.value)


def _read_definition(root: Node) -> StageDefinition:
    return StageDefinition(
        stages=_read_stages(root.child("stages")),
        smallest_stay_days=root.child("smallest_stay_days").integer(least=0, most=MOST_DAYS),
        grace_days=root.child("grace_days").integer(least=1, most=MOST_DAYS),
    )


def _read_stages(node: Node) -> tuple[Stage, ...]:
    items = node.items()
    for item in items:
        item.parts(required=("key", "conditions"), optional=TEXT_KEYS)
    if tuple(item.value["key"] for item in items) != STAGE_KEYS:
        raise node.error("stage_names", stages=", ".join(STAGE_KEYS))
    if items[ENTRY].child("conditions").items(least=0):
        raise items[ENTRY].child("conditions").error("entry_conditions")
    return (_read_stage(items[ENTRY], least=0), *(_read_stage(item, least=1) for item in items[1:]))


def _read_stage(node: Node, *, least: int) -> Stage:
    conditions = node.child("conditions").items(least=least, most=MOST_CONDITIONS)
    return Stage(
        key=node.value["key"],
        conditions=tuple(Condition.from_body(item) for item in conditions),
        texts=node.texts(),
    )
