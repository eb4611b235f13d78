"""Rows that a file names by a merged account's ids: under which names they stand now."""

from dataclasses import dataclass, replace
from functools import cached_property

from accounts.merge_names import met_key, named_apart
from accounts.models import Contact, Merge
from intake.writers.targets import TARGETS, Target

CONTACT = "contact_id"


@dataclass(frozen=True)
class OwnIds:
    """A dataset whose rows have ids that are only unique within their account."""

    target: Target
    column: str

    @property
    def table(self) -> str:
        return self.target.model._meta.label_lower

    def key(self, values) -> str:
        """Return the natural key of a row within its account."""
        columns = {name: column for column, name in self.target.fields.items()}
        parts = [name for name in self.target.key if name != "account"]
        fixed = self.target.fixed
        return met_key(*(fixed.get(name, values.get(columns.get(name))) for name in parts))


def own_ids_of(dataset) -> OwnIds | None:
    """Return how a dataset names its rows, None where its ids are everybody's or it has none."""
    target = TARGETS.get(dataset.key)
    if target is None or target.model._meta.label_lower not in APART:
        return None
    column = next(column for column, name in target.fields.items() if name == "external_id")
    return OwnIds(target, column)


APART = frozenset(
    f"{app}.{model}"
    for app, model in (
        ("accounts", "contact"),
        ("engagement", "activity"),
        ("engagement", "npsinvitation"),
        ("engagement", "ticket"),
        ("engagement", "contentview"),
    )
)


class Names:
    """What the merges that stand did to ids."""

    @cached_property
    def _merges(self):
        rows = Merge.objects.filter(undone_at=None).values_list("merged", "master", "moved__met")
        return {merged: (master, met or {}) for merged, master, met in rows}

    def moved(self, row, own: OwnIds | None, origin: int):
        """Return a row of the account `origin` with the ids of now; None where the master's row is it."""
        values = dict(row.values)
        if values.get(CONTACT) and (own is None or own.column != CONTACT):
            table = Contact._meta.label_lower
            values[CONTACT], _ = self._now(table, met_key(values[CONTACT]), values[CONTACT], origin)
        if own:
            named = values[own.column]
            values[own.column], is_met = self._now(own.table, own.key(row.values), named, origin)
            if is_met:
                return None
        return replace(row, values=values)

    def _now(self, table, key, external_id, account):
        """Return (the id under which a row of `account` stands now, whether it is the master's row)."""
        is_met = False
        while account in self._merges:
            master, met = self._merges[account]
            kept = met.get(table, {}).get(key)
            if kept is None:
                return named_apart(external_id, account), is_met
            key, _, _ = key.rpartition(external_id)
            external_id, key, account, is_met = kept, key + kept, master, True
        return external_id, is_met
