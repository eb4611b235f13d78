"""Where the rows of each dataset that hangs on an account go, field by column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Contact, Contract
from core.exact import from_scaled
from core.search import search_key
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


@dataclass(frozen=True)
class Target:
    """Where a dataset's rows go: model field by column, and the fields that make the natural key.

    `dates` are the fields from whose days on metrics may change; `convert` turns a column's value
    into the field's; `fixed` are fields that hold the same in every row; `derived` are fields that
    follow from the whole row as it will be.
    """

    model: type
    fields: Mapping[str, str]
    key: tuple[str, ...]
    dates: tuple[str, ...] = ()
    convert: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    derived: Mapping[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)


def _decimal(value):
    return None if value is None else from_scaled(value)


def _same(*names):
    return {name: name for name in names}


def _key_of_name(row):
    return search_key(row["name"])


TARGETS = {
    "contacts": Target(
        Contact,
        {"contact_id": "external_id", **_same("name", "email", "title")},
        key=("account", "external_id"),
        derived={"search_key": _key_of_name},
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
