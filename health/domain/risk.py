"""Churn risk by stated rules: a level, and the reasons with the values they rest on.

Never a probability, and never a guess: a rule that cannot be decided gives no reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from definitions.domain.body import (
    TEXT_KEYS,
    Node,
    Texts,
    check_distinct,
    read_metric_versions,
    read_once,
)
from definitions.domain.overrides import overlay
from metrics.domain.conditions import Columns, Flags, Rule
from metrics.domain.evidence import Evidence, evidence_of

MOST_RULES: Final = 20
MOST_EVIDENCE: Final = 6

_LEVELS: Final = ("low", "medium", "high")


class RiskLevel(IntEnum):
    NONE = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True, slots=True)
class RiskRule:
    """One stated reason to worry, and the metrics shown as its evidence."""

    key: str
    level: RiskLevel
    when: Rule
    evidence: tuple[str, ...]
    texts: Texts


@dataclass(frozen=True, slots=True)
class RiskRules:
    rules: tuple[RiskRule, ...]

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> "RiskRules":
        """Read the common rules, and check every segment's as well; raises DefinitionError."""
        return read_risk_rules(body)[""]

    @property
    def metrics(self) -> tuple[str, ...]:
        """Keys of all metrics that rules and evidence rest on, each once."""
        keys = (key for rule in self.rules for key in (*rule.when.metrics, *rule.evidence))
        return tuple(dict.fromkeys(keys))


@dataclass(frozen=True, slots=True)
class Risks:
    """`level` (n,) numbers of RiskLevel; `held` (n, r) which rules hold, in their order."""

    level: NDArray[np.int8]
    held: Flags


@dataclass(frozen=True, slots=True)
class Reason:
    key: str
    level: RiskLevel
    texts: Texts
    evidence: tuple[Evidence, ...]


def for_segment(body: dict[str, Any], segment_key: str) -> RiskRules:
    """Give the rules of a segment: the common ones where it has no changes of its own."""
    rules = stored_risk_rules(body)
    return rules.get(segment_key, rules[""])


def read_risk_rules(body: dict[str, Any]) -> dict[str, RiskRules]:
    """Read the common rules, under "", and those of each segment with changes of its own.

    `overrides` holds `{segment: {"rules": {key: null}}}`: null leaves a rule out, an object changes
    it or adds one. Raises DefinitionError, for a segment under the path `overrides.<segment>`.
    """
    root = Node(body)
    root.parts(required=("rules",), optional=("metrics", "overrides", *TEXT_KEYS))
    read = {"": _read_rules(root)}
    for segment_key, change in root.child("overrides").entries() if root.has("overrides") else ():
        change.parts(required=("rules",))
        changed = overlay({"rules": body["rules"]}, change)
        read[segment_key] = _read_rules(Node(changed, change.path))
    used = {metric for rules in read.values() for metric in rules.metrics}
    read_metric_versions(root, used=used)
    root.texts()
    return read


stored_risk_rules = read_once(read_risk_rules)


def assess_risk(rules: RiskRules, columns: Columns) -> Risks:
    """Judge every account by the highest level among the rules that hold, else NONE."""
    held = np.array([rule.when.holds(columns).met for rule in rules.rules])
    levels = np.array([rule.level for rule in rules.rules], dtype=np.int8)
    return Risks(level=(held * levels[:, None]).max(axis=0).astype(np.int8), held=held.T)


def reasons(rules: RiskRules, held: Flags, values: Mapping[str, int]) -> tuple[Reason, ...]:
    """Name the rules that hold for one account, worst first, equal levels in the order of rules.

    `held` (r,) is the account's row of `Risks.held`; `values` its metrics in ten-thousandths.
    """
    holding = [rule for rule, holds in zip(rules.rules, held, strict=True) if holds]
    return tuple(
        Reason(rule.key, rule.level, rule.texts, evidence_of(rule.evidence, values))
        for rule in sorted(holding, key=lambda rule: -rule.level)
    )


def _read_rules(root: Node) -> RiskRules:
    items = root.child("rules").items(most=MOST_RULES)
    rules = tuple(_read_rule(item) for item in items)
    check_distinct(item.child("key") for item in items)
    return RiskRules(rules)


def _read_rule(node: Node) -> RiskRule:
    node.parts(required=("key", "level", "when", "evidence"), optional=TEXT_KEYS)
    return RiskRule(
        key=node.child("key").key(),
        level=RiskLevel[node.child("level").choice(_LEVELS).upper()],
        when=Rule.from_body(node.child("when")),
        evidence=tuple(item.key() for item in node.child("evidence").items(most=MOST_EVIDENCE)),
        texts=node.texts(),
    )
