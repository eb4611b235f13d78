"""Everything that loads may write, row by row."""

from django.apps import apps

from accounts.models import AccountAlias
from core.exact import from_scaled
from engagement.domain.facts import decode
from engagement.models import Series, UsageMonth

# What tells of loads themselves, and is another with each of them.
_OF_LOADS = {
    *("intake.Upload", "intake.RowRevision", "intake.UsageRevision"),
    *("core.AuditEvent", "core.Lock", "core.Run", "core.Step"),
}
_INSTANTS = {"loaded_at"}
# Numbers that were given stay given.
_ONLY_RISES = {"highest_series"}
_APPS = ("core", "accounts", "engagement", "segments", "intake")


def all_rows():
    """Return {model: rows in order} of everything but loads, with their ids."""
    return {
        model._meta.label: [_plain(row) for row in model.objects.order_by("pk").values()]
        for name in _APPS
        for model in apps.get_app_config(name).get_models()
        if model._meta.label not in _OF_LOADS
    }


def different(before, after):
    """Return (model, row as it was) for every row that is not as it was."""
    return [
        (model, row) for model, rows in before.items() for row in rows if row not in after[model]
    ]


def _plain(row):
    return {
        key: bytes(value) if isinstance(value, memoryview) else value
        for key, value in row.items()
        if key not in _INSTANTS
    }


def stored_usage():
    """Return {(id of the account, series, day): value} of all usage; of several ids, the first."""
    names = dict(AccountAlias.objects.order_by("-pk").values_list("account_id", "value"))
    series = {(each.product_id, each.number): each.name for each in Series.objects.all()}
    facts = {}
    for row in UsageMonth.objects.select_related("account"):
        for number, day, value in decode(bytes(row.facts)).tolist():
            name = series[row.account.product_id, number]
            facts[names[row.account_id], name, row.month.replace(day=day)] = from_scaled(value)
    return facts


def whole_database():
    """Return {model: rows in order} by all they say but their own ids, instants included.

    Left out are what tells of loads, the notes to the next night and how far numbers are given.
    """
    return {
        model._meta.label: sorted(map(_without_id, model.objects.values()), key=str)
        for name in _APPS
        for model in apps.get_app_config(name).get_models()
        if model._meta.label not in _OF_LOADS | {"engagement.FactChange"}
    }


def _without_id(row):
    said = {key: value for key, value in row.items() if key not in {"id", *_ONLY_RISES}}
    return {
        key: bytes(value) if isinstance(value, memoryview) else value for key, value in said.items()
    }
