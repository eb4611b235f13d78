"""All rows of the database, for saying that nothing at all is different."""

from django.apps import apps

# What only ever grows or holds nothing: the trail of what was done, and the names of locks.
LEFT_OUT = {"core.auditevent", "core.lock", "accounts.merge"}


def whole_database() -> dict[str, list[str]]:
    """Return every row of our own tables as text, by table."""
    return {
        model._meta.label_lower: sorted(map(_text, model.objects.all()))
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[0] not in ("django", "axes")
        and model._meta.label_lower not in LEFT_OUT
    }


def _text(row):
    values = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    return repr({k: bytes(v) if isinstance(v, memoryview) else v for k, v in values.items()})
