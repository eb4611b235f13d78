"""What members do about findings: take, hand over, accept, open again, say the cause. Each is audited."""

from datetime import date

from django.db import transaction

from core import audit
from intake.models import DataFinding, FindingState


@transaction.atomic
def take(*, finding, by):
    """Have `by` look into it."""
    _change(finding, by, "take", state=FindingState.TAKEN, owner=by, closed_on=None)


@transaction.atomic
def assign(*, finding, owner, by):
    """Give it to a member (None: to nobody). Who has an owner is not thereby being looked into."""
    _change(finding, by, "assign", owner=owner)


@transaction.atomic
def accept(*, finding, on: date, by):
    """Say that it is right as it is; it stays so until what was found is different."""
    _change(finding, by, "accept", state=FindingState.ACCEPTED, closed_on=on)


@transaction.atomic
def reopen(*, finding, by):
    """Take back that it is right, or that somebody looks into it."""
    _change(finding, by, "reopen", state=FindingState.OPEN, closed_on=None)


@transaction.atomic
def describe(*, finding, root_cause, note, by):
    """Say why it came about, and what else is known."""
    _change(finding, by, "describe", root_cause=root_cause, note=note)


def _change(finding, by, verb, **fields):
    """Write the fields that differ; the same again changes nothing and leaves no trace."""
    row = DataFinding.objects.select_for_update().get(pk=finding.pk)
    changed = {name: value for name, value in fields.items() if getattr(row, name) != value}
    if not changed:
        return
    DataFinding.objects.filter(pk=row.pk).update(**changed)
    detail = {name: _plain(value) for name, value in changed.items()}
    audit.record(actor=by, verb=verb, object_kind="finding", object_id=finding.pk, detail=detail)


def _plain(value):
    return getattr(value, "pk", value)
