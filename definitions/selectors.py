"""Reading definitions."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q

from definitions.models import DefinitionVersion, VersionState

# A version never changes once written, so a process reads each once. Its instant of writing belongs to the
# key: where a database is restored or built anew, a number may come to mean another version.
_kept: dict[tuple[int, datetime], DefinitionVersion] = {}
# Far more than a house has; beyond it what was read is forgotten.
_MOST_KEPT = 2_000


def versions_in_force(*, kind, product_id=None) -> dict[str, DefinitionVersion]:
    """Return {key: version in force}: a product's own definition stands before the common one.

    The versions are shared by all who ask: nobody changes them.
    """
    found = (
        DefinitionVersion.objects.filter(
            Q(definition__product=None) | Q(definition__product=product_id),
            definition__kind=kind,
            state=VersionState.IN_FORCE,
        )
        # What comes later takes the place of the common one.
        .order_by(F("definition__product").asc(nulls_first=True), "definition__key")
        .values_list("definition__key", "pk", "created_at")
    )
    in_force = {key: written for key, *written in found}
    versions = whole_versions(in_force.values())
    return {key: versions[pk] for key, (pk, _) in in_force.items()}


def whole_versions(written: Iterable[tuple[int, datetime]]) -> dict[int, DefinitionVersion]:
    """Return {id: version, with its definition} of these (id, instant of writing), each read once."""
    asked = [tuple(each) for each in written]
    found = {each: version for each in asked if (version := _kept.get(each))}
    missing = [pk for pk, at in asked if (pk, at) not in found]
    if missing:
        rows = DefinitionVersion.objects.filter(pk__in=missing).select_related("definition")
        read = {(row.pk, row.created_at): row for row in rows}
        if len(_kept) > _MOST_KEPT:
            _kept.clear()
        _kept.update(read)
        found |= read
    return {pk: version for (pk, _), version in found.items()}
