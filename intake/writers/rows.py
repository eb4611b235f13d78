"""Writing rows that hang on an account, by natural key: what is new, what changed, what did not."""

from datetime import date
from enum import IntEnum

from core.bulk import upsert, with_keys
from intake.checks.differences import in_text
from intake.writers.targets import TARGETS


class Became(IntEnum):
    """What a row made of what was stored, in the order of a tally."""

    NEW = 0
    CHANGED = 1
    UNCHANGED = 2


class RowWriter:
    """Writes batches of one dataset; `changed_from` gathers the earliest changed day by account."""

    def __init__(self, context):
        self._context, self._references = context, context.references
        self._revisions = context.revisions
        self._target = target = TARGETS[context.dataset.key]
        self._names = ["account", *target.fixed, *target.fields.values(), *target.derived]
        self._plain = _defaults(target.model, self._names)
        self.changed_from: dict[int, date] = {}

    def check(self, row):
        """Return what stands against the row: an account that is not known, or its key again."""
        return self._references.check(row, self._context)

    def place(self, row):
        """Return where the row goes, so that neighbours are written together."""
        name = next(iter(self._target.fields))
        return self._references.account(row), row.values[name]

    def begin(self, kinds):
        """Look up what is there; once, inside the transaction."""

    def write(self, rows):
        """Write rows, each of a key of its own; returns what each became, in their order."""
        return list(self._upserted(rows).values())

    def finish(self):
        return []

    def note_change(self, account_id, day):
        self.changed_from[account_id] = min(day, self.changed_from.get(account_id, day))

    def _upserted(self, rows):
        """Write rows; returns what each became by its natural key, in their order."""
        incoming, rows_of = {}, {}
        for row in rows:
            values = self._values(row)
            key = tuple(values[name] for name in self._target.key)
            incoming[key], rows_of[key] = values, row
        stored = self._stored(list(incoming))
        sent, written, became = [], [], dict.fromkeys(incoming, Became.UNCHANGED)
        for key in sorted(incoming):
            before = stored.get(key)
            after = self._whole({**self._plain, **(before or {}), **incoming[key]})
            written.append((key, before, after))
            if before != after:
                became[key] = Became.CHANGED if before else Became.NEW
                sent.append([after[name] for name in self._names])
                self._note_days(before, after)
            if before and before != after:
                self._note_differences(rows_of[key], before, after)
        upsert(self._target.model, self._names, sent, key=self._target.key)
        self._revisions.keep_rows(self._target.model, written)
        return became

    def _note_differences(self, row, before, after):
        columns = {"account_id": "account", **self._target.fields}
        for column, name in columns.items():
            if before[name] != after[name]:
                named = self._references.in_words.get(name, in_text)
                self._context.note(row, column, before[name], after[name], named)

    def _whole(self, row):
        return row | {name: derive(row) for name, derive in self._target.derived.items()}

    def _values(self, row):
        account_id = self._references.account(row)
        values = {"account": account_id, **self._target.fixed}
        for column, name in self._target.fields.items():
            if column in row.values:
                convert = self._target.convert.get(column)
                value = row.values[column]
                value = convert(value) if convert else value
                values[name] = self._resolved(name, value, account_id)
        return values

    def _resolved(self, name, value, account_id):
        if name == "contact":
            return self._references.contact(account_id, value)
        if name == "member":
            return self._references.member(value)
        return self._plain[name] if value is None else value

    def _stored(self, keys):
        found = with_keys(self._target.model, self._target.key, keys)
        fields = map(self._target.model._meta.get_field, self._names)
        rows = found.values_list(*(each.attname for each in fields))
        stored = (dict(zip(self._names, values, strict=True)) for values in rows)
        return {tuple(each[name] for name in self._target.key): each for each in stored}

    def _note_days(self, before, after):
        both = [after, before] if before else [after]
        days = [each[name] for each in both for name in self._target.dates if each[name]]
        for account_id in {each["account"] for each in both} if days else ():
            self.note_change(account_id, min(days))


def _defaults(model, names):
    """Give what a field holds where the file says nothing."""
    found = {}
    for name in names:
        each = model._meta.get_field(name)
        found[name] = each.get_default() if each.has_default() or not each.null else None
    return found
