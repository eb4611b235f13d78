"""Writing definitions: a version is added, never changed."""

from django.db import transaction

from definitions import registry
from definitions.domain.body import TEXT_KEYS
from definitions.models import Definition, DefinitionUse, DefinitionVersion, Kind, VersionState


@transaction.atomic
def put_in_force(
    *, kind, key, texts, body, product=None, metric_keys=(), author=None, reason="", review_on=None
):
    """Put this body and these words in force and retire what was; the same again changes nothing.

    Returns the version in force. `metric_keys` names the metrics it rests on, for "used by".
    """
    definition, _ = Definition.objects.get_or_create(kind=kind, key=key, product=product)
    current = definition.versions.filter(state=VersionState.IN_FORCE).first()
    words = {name: texts.get(name, "") for name in TEXT_KEYS}
    if current and current.body == body and all(getattr(current, n) == words[n] for n in TEXT_KEYS):
        return current
    if current:
        current.state = VersionState.RETIRED
        current.save(update_fields=["state"])
    latest = definition.versions.order_by("-number").first()
    version = DefinitionVersion.objects.create(
        definition=definition,
        number=latest.number + 1 if latest else 1,
        state=VersionState.IN_FORCE,
        body=body,
        author=author,
        reason=reason,
        review_on=review_on,
        **words,
    )
    _write_uses(version, metric_keys, product)
    return version


def _write_uses(version, metric_keys, product):
    metrics = Definition.objects.filter(kind=Kind.METRIC, key__in=metric_keys)
    own = {each.key: each for each in metrics.filter(product=product)}
    common = {each.key: each for each in metrics.filter(product=None)}
    used = {**common, **own}
    DefinitionUse.objects.bulk_create(
        DefinitionUse(version=version, used=used[key]) for key in sorted(used)
    )


@transaction.atomic
def install_shipped():
    """Install what the product ships with, leaving alone every definition that a member has written."""
    written_by_members = set(
        DefinitionVersion.objects.filter(author__isnull=False).values_list(
            "definition__kind", "definition__key"
        )
    )
    for each in registry.shipped():
        if (each.kind, each.key) in written_by_members:
            continue
        put_in_force(
            kind=each.kind,
            key=each.key,
            texts=each.texts,
            body=each.body,
            metric_keys=each.metric_keys,
            reason="shipped",
        )
