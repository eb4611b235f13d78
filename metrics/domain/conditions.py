"""Comparing metrics with thresholds when some values are not known.

Three answers are possible: it holds, it does not, or nobody can say. Never reads a missing value
as zero.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.exact import MISSING
from definitions.domain.body import Node

Flags = NDArray[np.bool_]
Columns = Mapping[str, NDArray[np.int64]]

IS_MISSING: Final = "missing"
COMPARISONS: Final[dict[str, Callable[..., Any]]] = {
    ">=": np.greater_equal,
    ">": np.greater,
    "<=": np.less_equal,
    "<": np.less,
    "=": np.equal,
}
# A rule that needs more than this is not one that people can hold in their heads.
MOST_CONDITIONS: Final = 12


class Answer(NamedTuple):
    """Two arrays of one shape: `met` is true only where the answer is known and yes."""

    met: Flags
    known: Flags


@dataclass(frozen=True, slots=True)
class Condition:
    """One metric against one threshold, in ten-thousandths of its unit (none for "missing")."""

    metric: str
    operator: str
    value: int | None

    @classmethod
    def from_body(cls, body: Any, path: str = "") -> "Condition":
        """Read `{"metric": "seats", "operator": ">=", "value": 40}`; raises DefinitionError."""
        node = body if isinstance(body, Node) else Node(body, path)
        is_missing = node.has("operator") and node.value["operator"] == IS_MISSING
        threshold = () if is_missing else ("value",)
        node.parts(required=("metric", "operator", *threshold))
        return cls(
            metric=node.child("metric").key(),
            operator=node.child("operator").choice((*COMPARISONS, IS_MISSING)),
            value=None if is_missing else node.child("value").number(),
        )

    def holds(self, columns: Columns) -> Answer:
        """Compare a column of any shape; missing is unknown, except to the operator "missing"."""
        values = columns[self.metric]
        present = values != MISSING
        if self.operator == IS_MISSING:
            return Answer(~present, np.ones_like(present))
        return Answer(COMPARISONS[self.operator](values, self.value) & present, present)


@dataclass(frozen=True, slots=True)
class Rule:
    """Clauses that must all hold; in each, one condition is enough."""

    clauses: tuple[tuple[Condition, ...], ...]

    @classmethod
    def from_body(cls, body: Any, path: str = "") -> "Rule":
        """Read `{"all": [condition, {"any": [condition, ...]}, ...]}`; raises DefinitionError."""
        node = body if isinstance(body, Node) else Node(body, path)
        node.parts(required=("all",))
        clauses = node.child("all").items(most=MOST_CONDITIONS)
        return cls(tuple(_read_clause(clause) for clause in clauses))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(condition for clause in self.clauses for condition in clause)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metric keys, each once, in the order in which the rule names them."""
        return tuple(dict.fromkeys(condition.metric for condition in self.conditions))

    def holds(self, columns: Columns) -> Answer:
        """Judge every place of the columns at once.

        One clause that is known to fail decides against, whatever is missing elsewhere.
        """
        return all_of([any_of([each.holds(columns) for each in clause]) for clause in self.clauses])


def all_of(answers: list[Answer]) -> Answer:
    """Yes when all are yes, no when one is no, else unknown; needs at least one answer."""
    return reduce(_both, answers)


def any_of(answers: list[Answer]) -> Answer:
    """Yes when one is yes, no when all are no, else unknown; needs at least one answer."""
    return reduce(_either, answers)


def _both(one: Answer, other: Answer) -> Answer:
    refused = (one.known & ~one.met) | (other.known & ~other.met)
    return Answer(one.met & other.met, (one.known & other.known) | refused)


def _either(one: Answer, other: Answer) -> Answer:
    met = one.met | other.met
    return Answer(met, (one.known & other.known) | met)


def _read_clause(node: Node) -> tuple[Condition, ...]:
    if not node.has("any"):
        return (Condition.from_body(node),)
    node.parts(required=("any",))
    choices = node.child("any").items(most=MOST_CONDITIONS)
    return tuple(Condition.from_body(choice) for choice in choices)
