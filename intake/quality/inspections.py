"""What data is inspected for: a registry, filled from AppConfigs; `findings` keeps what they find."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.access import ObjectKind
from intake.quality.scope import Scope, Shard


class Group(TextChoices):
    """What an inspection is about; the board groups them so."""

    DOUBLE = "double", _("Likely entered twice")
    CONTRADICTION = "contradiction", _("Contradictions")
    SERIES = "series", _("Usage over time")
    VALUE = "value", _("Impossible values")
    COVERAGE = "coverage", _("Missing")


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that looks wrong. `fingerprint` says which thing it is, within its inspection.

    `detail` is plain JSON that stays the same while the thing does: days as they stand, never "since
    how long". A finding that was accepted as right opens again once its detail differs; `figures`
    (plain JSON, too) and `count`, how many rows are concerned, may grow and move meanwhile.
    """

    fingerprint: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    account_id: int | None = None
    other_account_id: int | None = None
    count: int = 1
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of evidence: what it is and what stands there, both for people to read."""

    word: str
    value: str


@dataclass(frozen=True)
class Way:
    """A next step: what it is called, its address, and what a member must be let in to for it."""

    word: str
    url: str
    kind: ObjectKind = ObjectKind.ACCOUNT


@dataclass(frozen=True)
class Inspection:
    """One way of looking. The texts are lazy; the functions take a `DataFinding` and answer in the
    reader's language.

    `of_shard(shard)` looks at some accounts of a product, `of_product(scope)` at all of it, after
    its shards; an inspection has one of the two. `says` tells a finding in one sentence, `evidence`
    gives its lines, `ways` what can be done about it, the likeliest first.
    """

    key: str
    group: Group
    name: Any
    meaning: Any
    remedy: Any
    says: Callable[[Any], str]
    of_shard: Callable[[Shard], Iterable[Found]] | None = None
    of_product: Callable[[Scope], Iterable[Found]] | None = None
    evidence: Callable[[Any], list[Line]] = lambda finding: []
    ways: Callable[[Any], list[Way]] = lambda finding: []


_inspections: dict[str, Inspection] = {}


def register(*inspections: Inspection) -> None:
    """Make inspections known; the board shows them in this order within their group."""
    _inspections.update({each.key: each for each in inspections})


def inspections() -> tuple[Inspection, ...]:
    return tuple(_inspections.values())


def inspection_of(key: str) -> Inspection | None:
    return _inspections.get(key)
