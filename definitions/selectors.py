"""Reading definitions."""

from definitions.models import DefinitionVersion, VersionState


def versions_in_force(*, kind, product_id=None):
    """Return {key: version in force}: a product's own definition stands before the common one."""
    versions = (
        DefinitionVersion.objects.filter(definition__kind=kind, state=VersionState.IN_FORCE)
        .select_related("definition")
        .order_by("definition__key")
    )
    common = {v.definition.key: v for v in versions.filter(definition__product=None)}
    if product_id is None:
        return common
    return {
        **common,
        **{v.definition.key: v for v in versions.filter(definition__product=product_id)},
    }
