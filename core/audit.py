"""The audit trail: append-only, each event hashed together with the one before it."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from core.models import AuditEvent, Lock

_BATCH = 1_000


@transaction.atomic
def record(*, actor, verb, object_kind, object_id="", detail=None):
    """Append one event and return it; call inside the transaction of the change it tells of.

    Writers take the chain's head in turn, so a long transaction should record last.
    """
    event = AuditEvent(
        actor=actor,
        verb=verb,
        object_kind=object_kind,
        object_id=str(object_id),
        detail=_plain(detail),
    )
    _append([event])
    event.save(force_insert=True)
    return event


@transaction.atomic
def record_each(*, actor, verb, object_kind, details):
    """Append one event for each object of `details`, {object id: detail}, as `record` does."""
    events = [
        AuditEvent(
            actor=actor,
            verb=verb,
            object_kind=object_kind,
            object_id=str(object_id),
            detail=_plain(detail),
        )
        for object_id, detail in details.items()
    ]
    _append(events)
    AuditEvent.objects.bulk_create(events, batch_size=_BATCH)


def _append(events):
    """Take the chain's head and link the events to it, one after the other."""
    Lock.objects.get_or_create(name="audit")
    Lock.objects.select_for_update().get(name="audit")
    at = timezone.now()
    previous = AuditEvent.objects.order_by("-id").values_list("hash", flat=True).first() or ""
    for event in events:
        event.at, event.previous_hash = at, previous
        event.hash = previous = _hash(event)


def _plain(detail):
    return json.loads(json.dumps(detail or {}, cls=DjangoJSONEncoder))


def first_broken_event():
    """Return the first event whose hash or link does not fit, or None where the chain is whole."""
    previous = ""
    for event in AuditEvent.objects.order_by("id").iterator():
        if event.previous_hash != previous or event.hash != _hash(event):
            return event
        previous = event.hash
    return None


def _hash(event):
    content = [
        event.previous_hash,
        event.at.isoformat(),
        event.actor_id,
        event.verb,
        event.object_kind,
        event.object_id,
        event.detail,
    ]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
