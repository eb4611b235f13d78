"""The metrics in force for a product, and the registry that gives a night's packed values their meaning."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from definitions.models import Kind
from definitions.selectors import versions_in_force
from metrics.domain.definition import MetricDefinition
from metrics.models import MetricRegistry


@dataclass(frozen=True)
class Glossary:
    """Metric definitions by key with the ids of their versions, in the registry's order."""

    definitions: Mapping[str, MetricDefinition]
    version_ids: Sequence[int]

    @property
    def keys(self):
        return tuple(self.definitions)


def glossary_for(*, product_id=None):
    """Return the `Glossary` in force for a product, keys in alphabetical order."""
    versions = versions_in_force(kind=Kind.METRIC, product_id=product_id)
    definitions = {
        key: MetricDefinition.from_body(key, version.body) for key, version in versions.items()
    }
    return Glossary(definitions, [version.pk for version in versions.values()])


def registry_of(glossary):
    """Return the stored registry of these metric versions, writing it when it is new."""
    text = ",".join(
        f"{key}={pk}" for key, pk in zip(glossary.keys, glossary.version_ids, strict=True)
    )
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    stored, is_new = MetricRegistry.objects.get_or_create(
        fingerprint=fingerprint, defaults={"keys": list(glossary.keys)}
    )
    if is_new:
        stored.versions.set(glossary.version_ids)
    return stored
