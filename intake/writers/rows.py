"""Writing rows that hang on an account, by natural key: what is new, what changed, what did not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Contract
from core.bulk import upsert
from core.exact import from_scaled
from engagement.models import Activity, ContentView, Milestone, NpsInvitation, Ticket


@dataclass(frozen=True)
class Target:
    """Where a dataset's rows go: model field by column, and the fields that make the natural key.

    `dates` are the fields from whose days on metrics may change.
    """

    model: type
    fields: Mapping[str, str]
    key: tuple[str, ...]
    dates: tuple[str, ...]
    convert: Mapping[str, Callable[[Any], Any]] = None


def _decimal(value):
    return None if value is None else from_scaled(value)


TARGETS = {
    "contracts": Target(
        Contract,
        {
            "contract_id": "external_id",
            "starts_on": "starts_on",
            "ends_on": "ends_on",
            "closed_on": "closed_on",
            "outcome": "outcome",
            "annual_amount": "annual_amount",
            "currency": "currency",
            "is_free": "is_free",
            "plan": "plan",
            "seats": "seats",
        },
        key=("external_id",),
        dates=("starts_on", "ends_on", "closed_on"),
    ),
    "activities": Target(
        Activity,
        {
            "activity_id": "external_id",
            "happened_on": "happened_on",
            "kind": "kind",
            "subject": "subject",
            "body": "body",
            "score": "score",
            "contact_id": "contact",
            "csm_email": "member",
        },
        key=("account", "external_id"),
        dates=("happened_on",),
        convert={"score": _decimal},
    ),
    "nps": Target(
        NpsInvitation,
        {
            "response_id": "external_id",
            "invited_on": "invited_on",
            "responded_on": "responded_on",
            "score": "score",
            "comment": "comment",
            "contact_id": "contact",
        },
        key=("account", "external_id"),
        dates=("invited_on", "responded_on"),
    ),
    "tickets": Target(
        Ticket,
        {
            "ticket_id": "external_id",
            "opened_on": "opened_on",
            "closed_on": "closed_on",
            "priority": "priority",
            "subject": "subject",
        },
        key=("account", "external_id"),
        dates=("opened_on", "closed_on"),
    ),
    "content_views": Target(
        ContentView,
        {"view_id": "external_id", "viewed_on": "viewed_on", "content": "content"},
        key=("account", "external_id"),
        dates=("viewed_on",),
    ),
    "milestones": Target(
        Milestone,
        {"milestone": "key", "reached_on": "reached_on", "due_on": "due_on"},
        key=("account", "key"),
        dates=("due_on", "reached_on"),
    ),
}


class RowWriter:
    """Writes batches of one dataset; `changed_from` gathers the earliest changed day by account."""

    def __init__(self, context):
        self._target, self._references = TARGETS[context.dataset], context.references
        target = self._target
        self._names = ["account", *dict.fromkeys(target.fields.values())]
        self._plain = _defaults(target.model, self._names)
        self.changed_from: dict[int, date] = {}

    def write(self, rows):
        """Write `[(account id, row), ...]`; returns (new, changed, unchanged)."""
        incoming = {}
        for account_id, row in rows:
            values = self._values(account_id, row)
            incoming[tuple(values[name] for name in self._target.key)] = values
        stored = self._stored(incoming)
        kept, tally = [], [0, 0, 0]
        for key in sorted(incoming):
            before = stored.get(key)
            after = {**self._plain, **(before or {}), **incoming[key]}
            tally[0 if before is None else 2 if before == after else 1] += 1
            if before != after:
                kept.append([after[name] for name in self._names])
                self._note_change(before, after)
        upsert(self._target.model, self._names, kept, key=self._target.key)
        return tally

    def _values(self, account_id, row):
        convert = self._target.convert or {}
        values = {"account": account_id}
        for column, name in self._target.fields.items():
            if column in row.values:
                value = row.values[column]
                value = convert[column](value) if column in convert else value
                values[name] = self._resolved(name, value, account_id)
        return values

    def _resolved(self, name, value, account_id):
        if name == "contact":
            return self._references.contact(account_id, value)
        if name == "member":
            return self._references.member(value)
        return self._plain[name] if value is None else value

    def _stored(self, incoming):
        accounts = {values["account"] for values in incoming.values()}
        objects = self._target.model.objects
        if self._target.key[0] == "account":
            rows = objects.filter(account__in=accounts)
        else:
            rows = objects.filter(external_id__in=[key[0] for key in incoming])
        columns = [
            f"{name}_id" if _is_link(self._target.model, name) else name for name in self._names
        ]
        found = (
            dict(zip(self._names, values, strict=True)) for values in rows.values_list(*columns)
        )
        return {tuple(each[name] for name in self._target.key): each for each in found}

    def _note_change(self, before, after):
        days = [
            each[name]
            for each in (before or {}, after)
            for name in self._target.dates
            if each.get(name)
        ]
        for account_id in {after["account"], *([before["account"]] if before else [])}:
            earliest = min([*days, self.changed_from.get(account_id, date.max)])
            self.changed_from[account_id] = earliest


def _is_link(model, name):
    return model._meta.get_field(name).is_relation


def _defaults(model, names):
    """Give what a field holds where the file says nothing."""
    found = {}
    for name in names:
        each = model._meta.get_field(name)
        found[name] = each.get_default() if each.has_default() or not each.null else None
    return found
