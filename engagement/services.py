"""Writing down what members know of a customer: activities, notes, requests, next steps.

Each change has its audit event, by which the one who made it can take it back (see undoing.py).
Never computes a metric: the next night is told from which day on the facts are different.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from django.db import IntegrityError, models, transaction

from accounts.models import Account
from core.models import AuditEvent
from engagement.models import Activity, NextStep, Request
from engagement.trail import columns, events_of, note_change, record, said, standing

# The namespace of the tokens of next steps that are sent along with an activity.
_OF_ACTIVITIES: Final = UUID("5bb6d7c0-2f0c-4c1f-9a54-1d7b6f3f7c11")


@dataclass(frozen=True)
class Written:
    """What was written, and the event that tells of it. `is_new` is False for what was sent twice."""

    row: models.Model
    event: AuditEvent
    is_new: bool = True


def own_id(token: UUID) -> str:
    """Return the external id of an activity that is written here.

    Cells of files are stripped, so no upload can bring an id that begins with a space.
    """
    return f" {token}"


@transaction.atomic
def log_activity(
    *, account, token, by, at, happened_on, kind, subject, body="", present=(), next_step=None
) -> Written:
    """Log what happened with an account, or a note about it.

    `present` are contacts of the account; `next_step` holds `what`, `owner` and `due_on`. The same
    token again writes nothing and gives what it wrote first.
    """
    present = list(present)
    row = Activity(
        account=_locked(account.pk),
        external_id=own_id(token),
        happened_on=happened_on,
        kind=kind,
        subject=subject,
        body=body,
        contact=present[0] if present else None,
        member=by,
        made_by=by,
        made_at=at,
    )
    if earlier := _inserted(row, external_id=row.external_id):
        return earlier
    row.also_present.set(present[1:])
    note_change(row.account_id, standing(row))
    along = {}
    if next_step:
        token = uuid5(_OF_ACTIVITIES, str(token))
        step = NextStep(activity=row, token=token, made_by=by, made_at=at, **next_step)
        along = {"next_step": _make(step, account).row.pk}
    return Written(row, record("make", row, by=by, detail={"said": said(row), **along}))


def make_request(*, account, token, by, at, asked_on, what, why, contact=None) -> Written:
    """Write down what a customer asks for, and why. The same token again writes nothing."""
    who = {"token": token, "made_by": by, "made_at": at, "contact": contact}
    return _make(Request(asked_on=asked_on, what=what, why=why, **who), account)


def make_next_step(*, account, token, by, at, what, owner, due_on) -> Written:
    """Write down what is to be done next, by whom and by when. The same token again writes nothing."""
    who = {"token": token, "made_by": by, "made_at": at, "owner": owner}
    return _make(NextStep(what=what, due_on=due_on, **who), account)


@transaction.atomic
def change(row, *, by, deed="change", **values) -> Written | None:
    """Set what a row says (see `trail.SAYS`); None where that changes nothing."""
    _locked(row.account_id)
    row = type(row).objects.select_for_update().get(pk=row.pk)
    before, was = said(row), standing(row)
    if "present" in values:
        first, *others = [*values.pop("present"), None]
        row.contact = first
        row.also_present.set(others[:-1])
    for name, value in values.items():
        setattr(row, name, value)
    after = said(row)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return None
    row.save()
    note_change(row.account_id, [*was, *standing(row)])
    detail = {key: {name: of[name] for name in changed} for key, of in _sides(before, after)}
    return Written(row, record(deed, row, by=by, detail=detail))


def _sides(before, after):
    return ("before", before), ("after", after)


def finish(step, *, on: date, by) -> Written | None:
    """Tick a next step off as done on a day; None where it is done already."""
    return None if step.done_on else change(step, by=by, deed="finish", done_on=on, done_by=by)


def reopen(step, *, by) -> Written | None:
    """Have a next step wait again; None where it does."""
    return change(step, by=by, deed="reopen", done_on=None, done_by=None)


@transaction.atomic
def remove(row, *, by) -> Written:
    """Take away what was written; its event keeps all of it. Next steps that it led to stay."""
    _locked(row.account_id)
    row = type(row).objects.select_for_update().get(pk=row.pk)
    detail = {"said": said(row), "row": columns(row)}
    if isinstance(row, Activity):
        detail["next_steps"] = sorted(row.next_steps.values_list("pk", flat=True))
    note_change(row.account_id, standing(row))
    event = record("remove", row, by=by, detail=detail)
    row.delete()
    return Written(row, event)


@transaction.atomic
def _make(row, account):
    row.account = _locked(account.pk)
    if earlier := _inserted(row, token=row.token):
        return earlier
    return Written(row, record("make", row, by=row.made_by, detail={"said": said(row)}))


def _inserted(row, **identity):
    """Write a new row; returns what the same member wrote when the same was sent before."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        mine = type(row).objects.filter(account=row.account, made_by=row.made_by, **identity)
        earlier = mine.first()
        if earlier is None:
            raise
        return Written(earlier, events_of(earlier).earliest("pk"), is_new=False)


def _locked(account_id):
    """Have writers about one account take turns; one that was merged takes nothing more."""
    return Account.objects.standing().select_for_update().get(pk=account_id)
