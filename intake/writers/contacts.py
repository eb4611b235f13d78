"""Writing contacts, and from when to when each was champion, sponsor or user."""

from datetime import date

from accounts.models import Contact, ContactRoleSpan

# A role whose beginning the file does not tell has held for as long as anybody asks.
ALWAYS = date(1970, 1, 1)


class ContactWriter:
    """Writes batches of the contacts dataset."""

    def __init__(self, context):
        self.changed_from = {}

    def write(self, rows):
        """Write `[(account id, row), ...]`; returns (new, changed, unchanged)."""
        accounts = {account_id for account_id, _ in rows}
        stored = {
            (each.account_id, each.external_id): each
            for each in Contact.objects.filter(account__in=accounts).prefetch_related("role_spans")
        }
        tally = [0, 0, 0]
        for account_id, row in rows:
            contact = stored.get((account_id, row.values["contact_id"]))
            if contact is None:
                tally[0] += 1
                contact = Contact(account_id=account_id, external_id=row.values["contact_id"])
                self._save(contact, row)
            else:
                is_changed = self._differs(contact, row) or self._role_differs(contact, row)
                tally[1 if is_changed else 2] += 1
                if is_changed:
                    self._save(contact, row)
        return tally

    def _differs(self, contact, row):
        return any(getattr(contact, name) != value for name, value in _texts(row).items())

    def _role_differs(self, contact, row):
        wanted = _role(row)
        spans = [(each.role, each.from_on, each.to_on) for each in contact.role_spans.all()]
        return wanted is not None and wanted not in spans

    def _save(self, contact, row):
        for name, value in _texts(row).items():
            setattr(contact, name, value)
        contact.save()
        wanted = _role(row)
        if wanted:
            self._write_role(contact, *wanted)

    def _write_role(self, contact, role, from_on, to_on):
        """Keep the role; the same role from the same day is corrected, another open one ends."""
        contact.role_spans.filter(to_on=None, from_on__lt=from_on).exclude(role=role).update(
            to_on=from_on
        )
        ContactRoleSpan.objects.update_or_create(
            contact=contact, role=role, from_on=from_on, defaults={"to_on": to_on}
        )
        day = min(from_on, to_on) if to_on else from_on
        earlier = self.changed_from.get(contact.account_id, day)
        self.changed_from[contact.account_id] = min(day, earlier)


def _texts(row):
    names = ("name", "email", "title")
    return {name: row.values[name] or "" for name in names if name in row.values}


def _role(row):
    if not row.values.get("role"):
        return None
    return row.values["role"], row.values.get("role_from") or ALWAYS, row.values.get("left_on")
