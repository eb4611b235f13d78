"""Histories of one value per account: ending what holds, beginning what follows, and taking that back.

Never writes the value that holds today: that is a field of the account, and its services' matter.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.bulk import upsert

_BATCH = 1_000

# What one change did to the history of an account, as plain data: the id of the span that it "began",
# the ids of those that it "ended", and the rows of those it "replaced" because they had begun no earlier.
Turn = dict[str, Any]


def begin_spans(model, values: Mapping[int, dict], *, on) -> dict[int, Turn]:
    """Have other values hold from the day `on`: {account id: fields of its new span}. Returns the turns."""
    turns = {account: {"began": None, "ended": [], "replaced": []} for account in values}
    holding = model.objects.filter(account__among=values, to_on=None).order_by("pk")
    for row in holding.values():
        turn = turns[row["account_id"]]
        if row["from_on"] < on:
            turn["ended"].append(row["id"])
        else:
            turn["replaced"].append({name: _plain(value) for name, value in row.items()})
    replaced = [row["id"] for turn in turns.values() for row in turn["replaced"]]
    model.objects.filter(pk__among=replaced).delete()
    model.objects.filter(pk__among=_ids(turns, "ended")).update(to_on=on)
    spans = [model(account_id=key, from_on=on, **fields) for key, fields in values.items()]
    for span in model.objects.bulk_create(spans, batch_size=_BATCH):
        turns[span.account_id]["began"] = span.pk
    return turns


def still_hold(model, turns: Mapping[Any, Turn]) -> bool:
    """Tell whether all that these turns began holds still, so that nothing came after them."""
    began = [turn["began"] for turn in turns.values()]
    return model.objects.filter(pk__among=began, to_on=None).count() == len(began)


def take_back(model, turns: Mapping[Any, Turn]) -> None:
    """Leave the histories as they were before these turns; call where `still_hold` says yes."""
    model.objects.filter(pk__among=[turn["began"] for turn in turns.values()]).delete()
    model.objects.filter(pk__among=_ids(turns, "ended")).update(to_on=None)
    replaced = [row for turn in turns.values() for row in turn["replaced"]]
    fields = model._meta.concrete_fields
    rows = [_row(fields, row) for row in replaced]
    upsert(model, [field.name for field in fields], rows, key=())


def _plain(value):
    return value.isoformat() if isinstance(value, date) else value


def _row(fields, kept):
    return tuple(field.to_python(kept[field.attname]) for field in fields)


def _ids(turns, part):
    return [each for turn in turns.values() for each in turn[part]]
