"""Writing contacts, and from when to when each was champion, sponsor or user."""

from collections import defaultdict

from accounts.models import Contact, ContactRoleSpan
from core.bulk import with_keys, write_back
from core.wording import listed
from intake.domain.role_spans import ALWAYS, RoleSpan, Said, first_difference, roles_after
from intake.writers.rows import Became, RowWriter

# The columns that say something of roles; a change of them is shown in the first that a file has.
_SAID_IN = ("role", "role_from", "left_on")


class ContactWriter(RowWriter):
    """Writes batches of the contacts dataset."""

    def __init__(self, context):
        super().__init__(context)
        self._on = context.on
        self._told_in = next((key for key in _SAID_IN if key in context.header.positions), "")
        self._ends = "left_on" in context.header.positions

    def write(self, rows):
        """Write rows; returns what each became, in their order."""
        became = self._upserted(rows)
        rows_of = {self.place(row): row for row in rows}
        for key, before, after in self._write_roles(rows):
            if became[key] is not Became.NEW:
                became[key] = Became.CHANGED
                self._context.note(rows_of[key], self._told_in, before, after, _roles_in_words)
        return list(became.values())

    def _write_roles(self, rows):
        """Write what rows say of roles; returns (natural key, spans before, after) of what it changed."""
        said = {self.place(row): self._said(row) for row in rows}
        contacts = with_keys(Contact, self._target.key, list(said))
        ids = {pk: key for pk, *key in contacts.values_list("pk", *self._target.key)}
        with self._revisions.history(ContactRoleSpan, "contact", list(ids)):
            return self._move_roles(ids, said)

    def _move_roles(self, ids, said):
        stored = _stored_roles(ids)
        changed, gone, come = [], [], []
        for pk, key in ids.items():
            before = stored[pk]
            after = roles_after(sorted(before, key=_first_day), said[tuple(key)], on=self._on)
            if set(after) != set(before):
                changed.append((tuple(key), sorted(before, key=_first_day), after))
                gone += [before[span] for span in before.keys() - set(after)]
                come += [(pk, span) for span in after if span not in before]
                self.note_change(key[0], first_difference(before, after))
        _replace(gone, come)
        return changed

    def _said(self, row):
        values = row.values
        return Said(values.get("role"), values.get("role_from"), values.get("left_on"), self._ends)


def _first_day(span):
    return span.from_on


def _roles_in_words(spans):
    """Name the roles of a contact with their days, open where they are: user 2024-04-01–."""
    return listed(map(_role_in_words, spans))


def _role_in_words(span):
    first = "" if span.from_on == ALWAYS else span.from_on.isoformat()
    days = f"{first}–{span.to_on or ''}" if first or span.to_on else ""
    return f"{span.role} {days}".strip()


def _stored_roles(contact_ids):
    """Return {contact id: {role span: row}}."""
    stored = defaultdict(dict)
    for row in ContactRoleSpan.objects.filter(contact__among=contact_ids):
        stored[row.contact_id][RoleSpan(row.role, row.from_on, row.to_on)] = row
    return stored


def _replace(gone, come):
    """Write new spans in the place of old ones; where only the end is new, the row stays."""
    rows = {(row.contact_id, row.role, row.from_on): row for row in gone}
    ended, new = [], []
    for contact_id, span in come:
        row = rows.pop((contact_id, span.role, span.from_on), None)
        if row:
            row.to_on = span.to_on
            ended.append(row)
        else:
            new.append(ContactRoleSpan(contact_id=contact_id, **span._asdict()))
    ContactRoleSpan.objects.filter(pk__among=[row.pk for row in rows.values()]).delete()
    write_back(ContactRoleSpan, ended, ["to_on"])
    ContactRoleSpan.objects.bulk_create(new, batch_size=2_000)
