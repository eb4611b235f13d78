"""Writing attendance: the event once, and each account's part in it."""

from engagement.models import Attendance, Event


class EventWriter:
    """Writes batches of the events dataset."""

    def __init__(self, context):
        self.changed_from = {}

    def write(self, rows):
        """Write `[(account id, row), ...]`; returns (new, changed, unchanged)."""
        events, is_event_changed = _write_events([row for _, row in rows])
        stored = {
            (each.event_id, each.account_id): each
            for each in Attendance.objects.filter(event__in=[e.pk for e in events.values()])
        }
        new, changed, unchanged = [], [], 0
        for account_id, row in rows:
            event = events[row.values["event_id"]]
            after = {"status": row.values["status"], "attendees": row.values.get("attendees")}
            before = stored.get((event.pk, account_id))
            if before is None:
                new.append(Attendance(event=event, account_id=account_id, **after))
            elif all(getattr(before, name) == value for name, value in after.items()) and (
                event.external_id not in is_event_changed
            ):
                unchanged += 1
                continue
            else:
                before.status, before.attendees = after["status"], after["attendees"]
                changed.append(before)
            self._note_change(
                account_id,
                min(event.held_on, is_event_changed.get(event.external_id, event.held_on)),
            )
        Attendance.objects.bulk_create(new)
        Attendance.objects.bulk_update(changed, ["status", "attendees"], batch_size=500)
        return len(new), len(changed), unchanged

    def _note_change(self, account_id, day):
        self.changed_from[account_id] = min(day, self.changed_from.get(account_id, day))


def _write_events(rows):
    """Write the events of these rows; returns ({external id: event}, {external id: day it was before})."""
    wanted = {}
    for row in rows:
        wanted[row.values["event_id"]] = {
            name: row.values[column]
            for column, name in {"event_name": "name", "kind": "kind", "held_on": "held_on"}.items()
            if row.values.get(column) is not None
        }
    events = {each.external_id: each for each in Event.objects.filter(external_id__in=wanted)}
    moved = {}
    for external_id, values in wanted.items():
        event = events.get(external_id)
        if event is None:
            events[external_id] = Event.objects.create(
                external_id=external_id, **{"name": external_id, **values}
            )
        elif any(getattr(event, name) != value for name, value in values.items()):
            moved[external_id] = event.held_on
            for name, value in values.items():
                setattr(event, name, value)
            event.save()
    return events, moved
