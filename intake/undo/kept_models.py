"""The tables that loads write, by what a row is known again: its natural key, or whose history it is."""

import json
from typing import Final

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Account,
    AccountAlias,
    AttributeDefinition,
    Company,
    CompanyAlias,
    Contact,
    ContactRoleSpan,
    Contract,
    CsmSpan,
    Merge,
    Product,
    RankSpan,
    RiskJudgement,
    SeatsSpan,
)
from core.bulk import with_keys
from core.models import User, UserRole
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    Event,
    FactChange,
    ForeignScore,
    ForeignStage,
    ForeignTask,
    Milestone,
    NextStep,
    NpsInvitation,
    Request,
    Series,
    Ticket,
    UsageDay,
    UsageMonth,
    Watermark,
)
from intake.models import DataFinding, UsageRevision
from intake.registry import account_columns
from intake.writers.targets import TARGETS

# What others rest on stands first. Companies and accounts have no name that is theirs alone.
NATURAL_KEYS: Final[dict[type[Model], tuple[str, ...]]] = {
    Product: ("key",),
    Series: ("product", "number"),
    AttributeDefinition: ("key",),
    User: ("email",),
    UserRole: ("user", "role"),
    Company: ("id",),
    CompanyAlias: ("source", "value"),
    Account: ("id",),
    AccountAlias: ("source", "value"),
    Event: ("external_id",),
    Attendance: ("event", "account"),
    **{target.model: target.key for target in TARGETS.values()},
}
# What is said of rows, by these keys.
KEYS: Final = NATURAL_KEYS | {UsageMonth: ("account", "month")}
# Rows that are one owner's history, by the field that names the owner.
HISTORIES: Final[dict[type[Model], str]] = {
    CsmSpan: "account",
    SeatsSpan: "account",
    RankSpan: "account",
    ContactRoleSpan: "contact",
}
# What every load leaves behind; uploads share it, so that none rests on another for it.
TRACES: Final = (FactChange, UsageDay, Watermark)
# What says nothing of its own, and goes with what it hangs on.
GOES_ALONG: Final = (*TRACES, UsageRevision, DataFinding)
WORDS: Final = {
    Product: _("products"),
    Series: _("series"),
    AttributeDefinition: _("attributes"),
    User: _("members"),
    UserRole: _("roles of members"),
    Company: _("companies"),
    CompanyAlias: _("ids of companies"),
    Account: _("accounts"),
    AccountAlias: _("ids of accounts"),
    Contact: _("contacts"),
    Contract: _("contracts"),
    Event: _("events"),
    Attendance: _("attendances"),
    Activity: _("activities"),
    NpsInvitation: _("NPS invitations"),
    Ticket: _("tickets"),
    ContentView: _("content views"),
    Milestone: _("milestones"),
    ForeignScore: _("scores of another tool"),
    ForeignStage: _("stages of another tool"),
    ForeignTask: _("tasks of another tool"),
    Request: _("requests"),
    NextStep: _("next steps"),
    CsmSpan: _("histories of CSMs"),
    SeatsSpan: _("histories of seats"),
    RankSpan: _("histories of ranks"),
    ContactRoleSpan: _("histories of roles"),
    UsageMonth: _("months of usage"),
    RiskJudgement: _("judgements of risk"),
    Merge: _("merges"),
}


def relations_to(model):
    """Return the links of all tables to a model."""
    fields = model._meta.get_fields(include_hidden=True)
    links = (each for each in fields if each.auto_created and not each.concrete)
    return [each for each in links if each.one_to_one or each.one_to_many]


def words_of(model):
    """Return what people call the rows of a model."""
    return WORDS.get(model, _("further records"))


def histories():
    """Return every history, those included that upper apps keep, by the field that names the owner."""
    columns = account_columns().values()
    return HISTORIES | {each.history: "account" for each in columns}


def name_of(model, key):
    """Say of which row a key is: by its name, or by its natural key with the names of its owners."""
    names = KEYS.get(model)
    if names is None:
        owner = histories().get(model, "account")
        row = model._base_manager.filter(
            **{owner if model in histories() else "pk": key[0]}
        ).first()
        return str(getattr(row, owner, None) or key[0])
    row = rows_of(model, [key]).get(key) if model in NATURAL_KEYS else None
    return getattr(row, "name", "") or " / ".join(filter(None, map(_named(model), names, key)))


def _named(model):
    def part(name, value):
        field = model._meta.get_field(name)
        owner = (
            field.related_model._base_manager.filter(pk=value).first()
            if field.is_relation
            else None
        )
        return str(getattr(owner, "name", "") or value)

    return part


def rows_of(model, keys):
    """Return {natural key: row} of those keys (1,000s) that are there."""
    names = [model._meta.get_field(name).attname for name in NATURAL_KEYS[model]]
    rows = with_keys(model, NATURAL_KEYS[model], keys)
    return {tuple(getattr(row, name) for name in names): row for row in rows}


def key_of(model, text):
    """Give back the natural key that a revision holds, or the owner of a history."""
    names = NATURAL_KEYS.get(model) or (histories()[model],)
    parts = zip(names, json.loads(text), strict=True)
    return tuple(value_of(model, name, part) for name, part in parts)


def value_of(model, name, kept):
    """Read a value as a revision keeps it for a field."""
    return model._meta.get_field(name).to_python(kept)
