"""What the audit trail keeps of what members write: enough to read its history and to take it back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.db.models import Model

from core import audit
from core.models import AuditEvent
from engagement.domain.kinds import NOTE
from engagement.models import Activity, FactChange, NextStep, Request

# What a member may say of each, by name; `present` are contacts.
SAYS: Final = {
    Activity: ("happened_on", "kind", "subject", "body", "present"),
    Request: ("asked_on", "what", "why", "contact"),
    NextStep: ("what", "owner", "due_on", "done_on", "done_by"),
}
OBJECT_KINDS: Final = {Activity: "activity", Request: "request", NextStep: "next_step"}
MODELS: Final = {kind: model for model, kind in OBJECT_KINDS.items()}


def said(row) -> dict[str, Any]:
    """Return what a row says, by name: people and contacts by id, days as text."""
    return {name: _plain(row, name) for name in SAYS[type(row)]}


def _plain(row, name):
    if name == "present":
        others = row.also_present.order_by("pk").values_list("pk", flat=True)
        return [*filter(None, [row.contact_id]), *others]
    value = getattr(row, type(row)._meta.get_field(name).attname)
    return value.isoformat() if isinstance(value, date) else value


def columns(row) -> dict[str, Any]:
    """Return all columns of a row as JSON, for `revived`."""
    values = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    return {name: _text(value) for name, value in values.items()}


def _text(value):
    return value if value is None or isinstance(value, int) else str(value)


def revived(model: type[Model], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of `columns` as the model's own."""
    fields = {each.attname: each for each in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in kept.items()}


def record(deed: str, row, *, by, detail: Mapping[str, Any]) -> AuditEvent:
    """Append what was done with a row, as part of the same transaction."""
    kind = OBJECT_KINDS[type(row)]
    return audit.record(
        actor=by,
        verb=f"{deed}_{kind}",
        object_kind=kind,
        object_id=row.pk,
        detail={"account": row.account_id, **detail},
    )


def deed_of(event: AuditEvent) -> str:
    """Return what was done: make, change, finish, reopen or remove."""
    return event.verb.removesuffix(f"_{event.object_kind}")


def events_of(row):
    """Return the events that tell of a row, oldest first."""
    return AuditEvent.objects.filter(object_kind=OBJECT_KINDS[type(row)], object_id=str(row.pk))


def note_change(account_id: int, standings: Iterable[tuple[date, str]]) -> None:
    """Tell the next night from which day on facts are different.

    `standings` are day and kind of an activity before and after; notes are left out, because no
    metric counts them.
    """
    days = [day for day, kind in standings if kind != NOTE]
    if days:
        FactChange.objects.create(account_id=account_id, earliest_day=min(days))


def standing(row) -> list[tuple[date, str]]:
    """Return day and kind of an activity, nothing of what else members write."""
    return [(row.happened_on, row.kind)] if isinstance(row, Activity) else []
