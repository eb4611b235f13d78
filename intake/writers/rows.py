"""Writing rows that hang on an account, by natural key: what is new, what changed, what did not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from accounts.models import Contact, Contract
from core.bulk import upsert, with_keys
from core.exact import from_scaled
from engagement.models import (
    Activity,
    ContentView,
    ForeignScore,
    ForeignStage,
    ForeignTask,
    Milestone,
    NpsInvitation,
    Ticket,
)
from intake.domain.history_work_columns import touch_of


class Became(IntEnum):
    """What a row made of what was stored, in the order of a tally."""

    NEW = 0
    CHANGED = 1
    UNCHANGED = 2


@dataclass(frozen=True)
class Target:
    """Where a dataset's rows go: model field by column, and the fields that make the natural key.

    `dates` are the fields from whose days on metrics may change; `convert` turns a column's value
    into the field's; `fixed` are fields that hold the same in every row.
    """

    model: type
    fields: Mapping[str, str]
    key: tuple[str, ...]
    dates: tuple[str, ...] = ()
    convert: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)


def _decimal(value):
    return None if value is None else from_scaled(value)


def _same(*names):
    return {name: name for name in names}


TARGETS = {
    "contacts": Target(
        Contact,
        {"contact_id": "external_id", **_same("name", "email", "title")},
        key=("account", "external_id"),
    ),
    "contracts": Target(
        Contract,
        {
            "contract_id": "external_id",
            **_same("starts_on", "ends_on", "closed_on", "outcome", "annual_amount", "currency"),
            **_same("is_free", "plan", "seats"),
        },
        key=("external_id",),
        dates=("starts_on", "ends_on", "closed_on"),
    ),
    "activities": Target(
        Activity,
        {
            "activity_id": "external_id",
            **_same("happened_on", "kind", "subject", "body", "score"),
            "contact_id": "contact",
            "csm_email": "member",
        },
        key=("account", "tool", "external_id"),
        dates=("happened_on",),
        convert={"score": _decimal},
        fixed={"tool": ""},
    ),
    "nps": Target(
        NpsInvitation,
        {
            "response_id": "external_id",
            **_same("invited_on", "responded_on", "score", "comment"),
            "contact_id": "contact",
        },
        key=("account", "external_id"),
        dates=("invited_on", "responded_on"),
    ),
    "tickets": Target(
        Ticket,
        {"ticket_id": "external_id", **_same("opened_on", "closed_on", "priority", "subject")},
        key=("account", "external_id"),
        dates=("opened_on", "closed_on"),
    ),
    "content_views": Target(
        ContentView,
        {"view_id": "external_id", **_same("viewed_on", "content")},
        key=("account", "external_id"),
        dates=("viewed_on",),
    ),
    "milestones": Target(
        Milestone,
        {"milestone": "key", **_same("reached_on", "due_on")},
        key=("account", "key"),
        dates=("due_on", "reached_on"),
    ),
    "history_scores": Target(
        ForeignScore,
        _same("tool", "scored_on", "score", "band"),
        key=("account", "tool", "scored_on"),
        convert={"score": _decimal},
    ),
    "history_stages": Target(
        ForeignStage,
        _same("tool", "from_on", "stage"),
        key=("account", "tool", "from_on"),
    ),
    "history_timeline": Target(
        Activity,
        {
            "activity_id": "external_id",
            **_same("tool", "happened_on", "kind", "subject", "author"),
            "notes": "body",
        },
        key=("account", "tool", "external_id"),
        dates=("happened_on",),
        convert={"kind": touch_of},
    ),
    "history_tasks": Target(
        ForeignTask,
        {
            "task_id": "external_id",
            **_same("tool", "title", "due_on", "closed_on", "status", "owner", "playbook"),
        },
        key=("account", "tool", "external_id"),
    ),
}


class RowWriter:
    """Writes batches of one dataset; `changed_from` gathers the earliest changed day by account."""

    def __init__(self, context):
        self._context, self._references = context, context.references
        self._revisions = context.revisions
        self._target = target = TARGETS[context.dataset.key]
        self._names = ["account", *target.fixed, *target.fields.values()]
        self._plain = _defaults(target.model, self._names)
        self.changed_from: dict[int, date] = {}

    def check(self, row):
        """Return what stands against the row: an account that is not known, or its key again."""
        return self._references.check(row, self._context)

    def place(self, row):
        """Return where the row goes, so that neighbours are written together."""
        name = next(iter(self._target.fields))
        return self._references.account(row), row.values[name]

    def begin(self, kinds):
        """Look up what is there; once, inside the transaction."""

    def write(self, rows):
        """Write rows, each of a key of its own; returns what each became, in their order."""
        return list(self._upserted(rows).values())

    def finish(self):
        return []

    def note_change(self, account_id, day):
        self.changed_from[account_id] = min(day, self.changed_from.get(account_id, day))

    def _upserted(self, rows):
        """Write rows; returns what each became by its natural key, in their order."""
        incoming = {}
        for row in rows:
            values = self._values(row)
            incoming[tuple(values[name] for name in self._target.key)] = values
        stored = self._stored(list(incoming))
        sent, written, became = [], [], dict.fromkeys(incoming, Became.UNCHANGED)
        for key in sorted(incoming):
            before = stored.get(key)
            after = {**self._plain, **(before or {}), **incoming[key]}
            written.append((key, before, after))
            if before != after:
                became[key] = Became.CHANGED if before else Became.NEW
                sent.append([after[name] for name in self._names])
                self._note_days(before, after)
        upsert(self._target.model, self._names, sent, key=self._target.key)
        self._revisions.keep_rows(self._target.model, written)
        return became

    def _values(self, row):
        account_id = self._references.account(row)
        values = {"account": account_id, **self._target.fixed}
        for column, name in self._target.fields.items():
            if column in row.values:
                convert = self._target.convert.get(column)
                value = row.values[column]
                value = convert(value) if convert else value
                values[name] = self._resolved(name, value, account_id)
        return values

    def _resolved(self, name, value, account_id):
        if name == "contact":
            return self._references.contact(account_id, value)
        if name == "member":
            return self._references.member(value)
        return self._plain[name] if value is None else value

    def _stored(self, keys):
        found = with_keys(self._target.model, self._target.key, keys)
        fields = map(self._target.model._meta.get_field, self._names)
        rows = found.values_list(*(each.attname for each in fields))
        stored = (dict(zip(self._names, values, strict=True)) for values in rows)
        return {tuple(each[name] for name in self._target.key): each for each in stored}

    def _note_days(self, before, after):
        both = [after, before] if before else [after]
        days = [each[name] for each in both for name in self._target.dates if each[name]]
        for account_id in {each["account"] for each in both} if days else ():
            self.note_change(account_id, min(days))


def _defaults(model, names):
    """Give what a field holds where the file says nothing."""
    found = {}
    for name in names:
        each = model._meta.get_field(name)
        found[name] = each.get_default() if each.has_default() or not each.null else None
    return found
