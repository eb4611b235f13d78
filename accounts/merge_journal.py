"""What a merge changed, row by row, so that undoing it brings back exactly what was there."""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.apps import apps
from django.db import models

# Values that JSON holds as they are.
_PLAIN = (bool, int, str, list, dict, type(None))


class Journal:
    """Changes rows and writes down how they were. `entries` are plain JSON, in the order of the work.

    Entries of one `group` are taken back together, or left where one of them has been changed since.
    """

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        # Rows that both had: {table: {natural key of the merged account's: id of the master's}}.
        self.met: dict[str, dict[str, str]] = {}
        self.first_day: date | None = None

    def see(self, days: Iterable[date | None]) -> None:
        """Remember the first day from which the master's facts differ."""
        known = [day for day in (*days, self.first_day) if day]
        self.first_day = min(known, default=None)

    def repoint(self, model, field: str, rows: list[int], *, was: int, to: int) -> None:
        """Have rows point to another row."""
        if rows:
            model.objects.filter(pk__among=rows).update(**{field: to})
            self._write("repoint", model, field=field, rows=rows, was=was, to=to)

    def rename(self, model, names: dict[int, tuple[str, str]]) -> None:
        """Give rows another external id: {key of the row: (the one it had, the one it gets)}."""
        if names:
            _set_names(model, {pk: name for pk, (_, name) in names.items()})
            self._write("rename", model, rows=[[pk, *both] for pk, both in names.items()])

    def meet(self, model, key: str, kept: str) -> None:
        """Remember that a row of the merged account was the same as one of the master's."""
        self.met.setdefault(model._meta.label_lower, {})[key] = kept

    def change(self, row, *, group: str = "", **values) -> None:
        """Set fields (by the names of their columns) of a row."""
        was = kept(row, values)
        type(row).objects.filter(pk=row.pk).update(**values)
        for name, value in values.items():
            setattr(row, name, value)
        to, earlier = kept(row, values), self._changed(row, values)
        if earlier:
            earlier["to"] = to
        else:
            self._write("change", type(row), group, row=row.pk, was=was, to=to)

    def _changed(self, row, values):
        """Return the entry by which the same fields of a row were changed before, None for none."""
        same = ("change", row._meta.label_lower, row.pk)
        for entry in self.entries:
            is_same = (entry["do"], entry.get("model"), entry.get("row")) == same
            if is_same and entry["to"].keys() == values.keys():
                return entry
        return None

    def remove(self, row, *, group: str = "") -> None:
        """Take a row away; all of it is kept."""
        self._write("remove", type(row), group, row=kept(row))
        type(row).objects.filter(pk=row.pk).delete()

    def add(self, row, *, group: str = "") -> None:
        """Write a new row."""
        row.save(force_insert=True)
        self._write("add", type(row), group, row=kept(row))

    def keep(self, part: str, what: Any) -> None:
        """Keep what only a part itself can take back."""
        self.entries.append({"do": "part", "part": part, "kept": what})

    def _write(self, do, model, group="", **entry):
        group = {"group": group} if group else {}
        self.entries.append({"do": do, "model": model._meta.label_lower, **group, **entry})


def kept(row, names=None) -> dict[str, Any]:
    """Give the columns of a row, or some of them, as JSON that `revived` reads back exactly."""
    fields = {each.attname: each for each in row._meta.concrete_fields}
    return {name: _plain(fields[name], getattr(row, name)) for name in names or fields}


def _plain(field, value):
    if isinstance(field, models.BinaryField):
        return b64encode(bytes(value)).decode()
    return (
        value
        if isinstance(value, _PLAIN)
        else value.isoformat()
        if _is_dated(value)
        else str(value)
    )


def _is_dated(value):
    return hasattr(value, "isoformat")


def revived(model, values: dict[str, Any]) -> dict[str, Any]:
    """Give the values of `kept` as the model's own."""
    fields = {each.attname: each for each in model._meta.concrete_fields}
    return {name: _own(fields[name], value) for name, value in values.items()}


def _own(field, value):
    if value is None or isinstance(field, models.ForeignKey | models.JSONField):
        return value
    return b64decode(value) if isinstance(field, models.BinaryField) else field.to_python(value)


def take_back(entries: list[dict[str, Any]], take_back_part) -> None:
    """Undo entries, the latest first; what was changed since stays as it is now.

    `take_back_part(key, kept)` undoes what a part kept itself.
    """
    later = {each["group"] for each in entries if "group" in each and not _still_so(each)}
    for entry in reversed(entries):
        if entry["do"] == "part":
            take_back_part(entry["part"], entry["kept"])
        elif entry.get("group") not in later and _still_so(entry):
            _UNDO[entry["do"]](apps.get_model(entry["model"]), entry)


def _still_so(entry):
    """True where a row is still as the merge left it."""
    if entry["do"] in ("repoint", "rename", "remove", "part"):
        return True
    is_new = entry["do"] == "add"
    left = entry["row"] if is_new else entry["to"]
    pk = entry["row"]["id"] if is_new else entry["row"]
    row = apps.get_model(entry["model"]).objects.filter(pk=pk).first()
    return row is not None and kept(row, left) == left


def _undo_repoint(model, entry):
    rows = model.objects.filter(pk__among=entry["rows"], **{entry["field"]: entry["to"]})
    rows.update(**{entry["field"]: entry["was"]})


def _set_names(model, names):
    rows = model.objects.filter(pk__among=list(names)).only("pk", "external_id")
    changed = list(rows)
    for row in changed:
        row.external_id = names[row.pk]
    model.objects.bulk_update(changed, ["external_id"], batch_size=500)


def _undo_rename(model, entry):
    _set_names(model, {pk: was for pk, was, _ in entry["rows"]})


def _undo_change(model, entry):
    model.objects.filter(pk=entry["row"]).update(**revived(model, entry["was"]))


def _undo_remove(model, entry):
    # Saved raw, or the instant at which it became known would be now.
    model(**revived(model, entry["row"])).save_base(raw=True, force_insert=True)


def _undo_add(model, entry):
    model.objects.filter(pk=entry["row"]["id"]).delete()


_UNDO = {
    "repoint": _undo_repoint,
    "rename": _undo_rename,
    "change": _undo_change,
    "remove": _undo_remove,
    "add": _undo_add,
}
