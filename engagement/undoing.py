"""Taking back what a member just wrote, changed, ticked off or removed, by its audit event."""

from typing import Final

from django.db import IntegrityError, transaction

from accounts.models import Account, Contact
from core.models import AuditEvent, User
from engagement.models import Activity, NextStep
from engagement.services import Written, change, remove
from engagement.trail import (
    MODELS,
    deed_of,
    events_of,
    note_change,
    record,
    revived,
    said,
    standing,
)


class ChangedSinceError(Exception):
    """What the event tells of is not as it left it: undoing would lose something."""


def event_of(event_id: int, *, by: User) -> AuditEvent | None:
    """Return the event of that number where it tells of something that `by` did to what was written."""
    return AuditEvent.objects.filter(pk=event_id, actor=by, object_kind__in=MODELS).first()


@transaction.atomic
def undo(event: AuditEvent, *, by: User) -> Written:
    """Take back what `event` tells of; what is returned tells of that, and can be undone in turn.

    Raises ChangedSinceError where anything became of it since, or its account was merged.
    """
    model = MODELS[event.object_kind]
    # Writers about one account take turns, so that nothing comes between looking and writing.
    Account.objects.select_for_update().filter(pk=event.detail["account"]).first()
    later = AuditEvent.objects.filter(object_kind=event.object_kind, object_id=event.object_id)
    if later.filter(pk__gt=event.pk).exists():
        raise ChangedSinceError
    try:
        if deed_of(event) == "remove":
            return _put_back(event, model, by)
        row = model.objects.get(pk=event.object_id)
        undo_deed = _take_away if deed_of(event) == "make" else _change_back
        return undo_deed(event, row, by)
    except (Account.DoesNotExist, model.DoesNotExist, IntegrityError) as error:
        raise ChangedSinceError from error


def _take_away(event, row, by):
    """What was made goes, and with it the next step made along with it, unless that was changed."""
    step = NextStep.objects.filter(pk=event.detail.get("next_step")).first()
    if step and events_of(step).count() == 1:
        remove(step, by=by)
    return remove(row, by=by)


_REOPENS: Final = {"finish": "reopen", "reopen": "finish"}


def _change_back(event, row, by):
    before = {name: _own(row, name, kept) for name, kept in event.detail["before"].items()}
    written = change(row, by=by, deed=_REOPENS.get(deed_of(event), "change"), **before)
    if written is None:
        raise ChangedSinceError
    return written


def _own(row, name, kept):
    """Return a value that the trail keeps as the row's own; people who are gone are left out."""
    if name == "present":
        return list(_contacts(row.account_id).filter(pk__in=kept))
    field = row._meta.get_field(name)
    if field.is_relation:
        return field.related_model._base_manager.filter(pk=kept).first()
    return field.to_python(kept)


def _contacts(account_id):
    return Contact.objects.filter(account=account_id).order_by("pk")


def _put_back(event, model, by):
    """What was removed comes back under its number, tied to what is still there."""
    row = model(**revived(model, event.detail["row"]))
    row.account = Account.objects.standing().get(pk=row.account_id)
    known = {contact.pk: contact for contact in _contacts(row.account_id)}
    if model is not NextStep:
        row.contact = known.get(row.contact_id)
    else:
        row.activity = Activity.objects.filter(pk=row.activity_id).first()
    row.save(force_insert=True)
    if model is Activity:
        present = event.detail["said"]["present"]
        row.also_present.set([known[pk] for pk in present if pk in known and pk != row.contact_id])
        steps = NextStep.objects.filter(pk__in=event.detail["next_steps"], activity=None)
        steps.update(activity=row)
        note_change(row.account_id, standing(row))
    return Written(row, record("make", row, by=by, detail={"said": said(row)}))
