"""Writing attendance: each event once, and each account's part in it."""

from core.bulk import upsert, with_keys, write_back
from engagement.models import Attendance, Event
from intake.notices import Notice
from intake.writers.rows import Became

# Field of an event by the column that tells it.
FIELDS = {"event_name": "name", "kind": "kind", "held_on": "held_on"}
LOOKED_UP = 2_000


class EventWriter:
    """Writes batches of the events dataset.

    An event is what the whole file says of it: where rows differ, the final one counts.
    """

    def __init__(self, context):
        self._context, self._references = context, context.references
        self._revisions = context.revisions
        self._fields = [
            name for name in ("status", "attendees") if name in context.header.positions
        ]
        self._said, self._many_worded = {}, {}
        # What events were before the file, of those that it describes anew.
        self._events, self._moved = {}, {}
        self.changed_from = {}

    def check(self, row):
        """Return what stands against the row: an account that is not known, or its key again."""
        refusals = self._references.check(row, self._context)
        if not refusals:
            self._hear(row.values)
        return refusals

    def place(self, row):
        return row.line

    def begin(self, kinds):
        """Write the events themselves; once, inside the transaction."""
        ids = sorted(self._said)
        for start in range(0, len(ids), LOOKED_UP):
            self._write_events(ids[start : start + LOOKED_UP])

    def write(self, rows):
        """Write rows; returns what each became, in their order."""
        incoming = {
            (self._events[row.values["event_id"]].pk, self._references.account(row)): row
            for row in rows
        }
        found = with_keys(Attendance, ("event", "account"), list(incoming))
        stored = {
            (event, account): values
            for event, account, *values in found.values_list("event", "account", *self._fields)
        }
        sent, written, became = [], [], dict.fromkeys(incoming, Became.NEW)
        for key, row in sorted(incoming.items(), key=lambda item: item[0]):
            after = [row.values[name] for name in self._fields]
            before = dict(zip(self._fields, stored[key], strict=True)) if key in stored else None
            now = dict(zip(self._fields, after, strict=True))
            written.append((key, before, now))
            if stored.get(key) != after:
                sent.append([*key, *after])
                self._note_change(key[1], self._events[row.values["event_id"]].held_on)
            is_same = stored.get(key) == after and key[0] not in self._moved
            if key in stored:
                became[key] = Became.UNCHANGED if is_same else Became.CHANGED
                self._note_differences(row, before, now)
        upsert(Attendance, ("event", "account", *self._fields), sent, key=("event", "account"))
        self._revisions.keep_rows(Attendance, written)
        return list(became.values())

    def finish(self):
        names = tuple(self._many_worded)
        return [Notice("many_worded_events", names)] if names else []

    def _hear(self, values):
        """Remember what a row says of its event."""
        said = self._said.setdefault(values["event_id"], {})
        for column, name in FIELDS.items():
            value = values.get(column)
            if value is not None:
                if said.setdefault(name, value) != value:
                    self._many_worded[values["event_id"]] = True
                said[name] = value

    def _write_events(self, ids):
        stored = {each.external_id: each for each in Event.objects.filter(external_id__in=ids)}
        changed, before = [], {each: _told(event) for each, event in stored.items()}
        for external_id, event in stored.items():
            said, held_on = self._said[external_id], event.held_on
            if any(getattr(event, name) != value for name, value in said.items()):
                for name, value in said.items():
                    setattr(event, name, value)
                changed.append(event)
                self._moved[event.pk] = before[external_id]
                self._note_attendances(event, min(held_on, event.held_on))
        write_back(Event, changed, list(FIELDS.values()))
        new = Event.objects.bulk_create(
            Event(external_id=each, **{"name": each, **self._said[each]})
            for each in ids
            if each not in stored
        )
        known = stored | {each.external_id: each for each in new}
        self._revisions.keep_rows(
            Event, (((each,), before.get(each), _told(event)) for each, event in known.items())
        )
        self._events |= known

    def _note_attendances(self, event, day):
        """An event that was described anew is another fact of everyone who has a part in it."""
        for account_id in event.attendances.values_list("account_id", flat=True):
            self._note_change(account_id, day)

    def _note_differences(self, row, before, after):
        for column in self._fields:
            if before[column] != after[column]:
                self._context.note(row, column, before[column], after[column])
        event = self._events[row.values["event_id"]]
        was, now = self._moved.get(event.pk, {}), _told(event)
        for column, name in FIELDS.items():
            if was and was[name] != now[name]:
                self._context.note(row, column, was[name], now[name])

    def _note_change(self, account_id, day):
        self.changed_from[account_id] = min(day, self.changed_from.get(account_id, day))


def _told(event):
    return {name: getattr(event, name) for name in FIELDS.values()}
