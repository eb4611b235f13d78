"""Everything a night judges by, frozen when it begins: the same for every shard and every attempt."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from definitions.models import DefinitionVersion, Kind
from definitions.selectors import versions_in_force
from health.domain.risk import RiskRules, read_risk_rules
from health.domain.scorecard import Scorecard, read_scorecards
from metrics.domain.definition import MetricDefinition
from metrics.domain.evaluate import with_parts
from metrics.glossary import glossary_for, registry_of
from metrics.models import MetricRegistry
from segments.domain.rules import SegmentRules
from stages.domain.definition import StageDefinition, read_stages

KEYS = {
    Kind.SEGMENTS: "segments",
    Kind.SCORECARD: "health",
    Kind.RISK: "churn_risk",
    Kind.STAGES: "stages",
}


@dataclass(frozen=True)
class Plan:
    """The rules for one product; `scorecards`, `risks` and `stages` by segment key, "" for all others.

    `versions` maps kinds to ids of definition versions, and "registry" to that of the metrics.
    """

    product_id: int
    versions: Mapping[str, int]
    metrics: Mapping[str, MetricDefinition]
    segments: SegmentRules
    scorecards: Mapping[str, Scorecard]
    risks: Mapping[str, RiskRules]
    stages: Mapping[str, StageDefinition]

    @property
    def stage_keys(self) -> tuple[str, ...]:
        """Keys of all metrics that stages ask for, in any segment."""
        return tuple(dict.fromkeys(key for each in self.stages.values() for key in each.metrics))

    @property
    def stage_metrics(self) -> list[MetricDefinition]:
        return with_parts(self.metrics, self.stage_keys)

    def path_version(self, supply, day) -> str:
        """Name what a path up to `day` rests on beside the account's own facts.

        Changes with the stage definition, with every metric it rests on, and with what the product
        supplies: usage that arrives late changes past days of all its accounts.
        """
        stages = f"{self.versions[Kind.STAGES]}:{self.versions['registry']}"
        text = f"{stages}:{supply.fingerprint(day)}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]


def freeze(product_id):
    """Return the ids of all versions in force for a product now, to be kept with the run."""
    frozen = {"registry": registry_of(glossary_for(product_id=product_id)).pk}
    for kind, key in KEYS.items():
        frozen[kind.value] = versions_in_force(kind=kind, product_id=product_id)[key].pk
    return frozen


def plan_of(product_id, versions):
    """Return the `Plan` that these frozen version ids stand for. Versions never change: kept in memory."""
    return _plan(product_id, tuple(sorted(versions.items())))


@lru_cache(maxsize=32)
def _plan(product_id, frozen):
    versions = dict(frozen)
    bodies = DefinitionVersion.objects.in_bulk([versions[kind.value] for kind in KEYS])
    body = {kind: bodies[versions[kind.value]].body for kind in KEYS}
    return Plan(
        product_id=product_id,
        versions=versions,
        metrics=_metrics(versions["registry"]),
        segments=SegmentRules.from_body(body[Kind.SEGMENTS]),
        scorecards=read_scorecards(body[Kind.SCORECARD]),
        risks=read_risk_rules(body[Kind.RISK]),
        stages=read_stages(body[Kind.STAGES]),
    )


def _metrics(registry_id):
    registry = MetricRegistry.objects.get(pk=registry_id)
    versions = registry.versions.select_related("definition")
    by_key = {version.definition.key: version for version in versions}
    return {key: MetricDefinition.from_body(key, by_key[key].body) for key in registry.keys}
