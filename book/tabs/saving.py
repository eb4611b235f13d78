"""Keeping views of the list: saving, sharing, ordering, throwing away and bringing back."""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Max

from book.models import SavedView
from core import audit
from core.models import User

# For so long a view that was thrown away can be brought back.
BROUGHT_BACK_WITHIN: Final = timedelta(days=7)


class NameTakenError(Exception):
    """The member has another view of that name."""


@transaction.atomic
def save_view(*, owner, name, query) -> SavedView:
    """Keep what a list asks for under a name, after the member's other views; raises NameTakenError."""
    _refuse_taken(owner, name)
    latest = SavedView.objects.filter(owner=owner).aggregate(latest=Max("order"))["latest"]
    order = 0 if latest is None else latest + 1
    view = SavedView.objects.create(owner=owner, name=name, query=query, order=order)
    _record(view, "save_view", owner, {"name": name, "query": query})
    return view


@transaction.atomic
def keep_query(view, *, query, by):
    """Have the view ask for something else from now on."""
    view.query = query
    view.save(update_fields=["query"])
    _record(view, "change_view", by, {"query": query})


@transaction.atomic
def name_view(view, *, name, team, by):
    """Rename a view, and share it with a team or with nobody; raises NameTakenError."""
    if name != view.name:
        _refuse_taken(view.owner, name)
    view.name, view.team = name, team
    view.save(update_fields=["name", "team"])
    _record(view, "change_view", by, {"name": name, "team": team and team.key})


@transaction.atomic
def move_view(view, *, step, by):
    """Move a view up (-1) or down (1) among its owner's; at either end it stays."""
    views = list(SavedView.objects.select_for_update().standing().filter(owner=view.owner_id))
    at = next(place for place, each in enumerate(views) if each.pk == view.pk)
    to = min(max(at + step, 0), len(views) - 1)
    views.insert(to, views.pop(at))
    for order, each in enumerate(views):
        each.order = order
    SavedView.objects.bulk_update(views, ["order"])
    _record(view, "move_view", by, {"order": to})


@transaction.atomic
def drop_view(view, *, at, by):
    """Throw a view away; what was thrown away long ago goes for good."""
    SavedView.objects.filter(dropped_at__lt=at - BROUGHT_BACK_WITHIN).delete()
    view.dropped_at = at
    view.save(update_fields=["dropped_at"])
    _record(view, "drop_view", by, {"name": view.name})


@transaction.atomic
def bring_back(view, *, by):
    """Bring back a view that was thrown away; raises NameTakenError."""
    _refuse_taken(view.owner, view.name)
    view.dropped_at = None
    view.save(update_fields=["dropped_at"])
    _record(view, "bring_back_view", by, {"name": view.name})


def _refuse_taken(owner, name):
    # The owner's row is locked, so that of two at once the second sees the first.
    list(User.objects.select_for_update().filter(pk=owner.pk).values_list("pk"))
    if SavedView.objects.standing().filter(owner=owner, name=name).exists():
        raise NameTakenError(name)


def _record(view, verb, by, detail):
    audit.record(actor=by, verb=verb, object_kind="saved_view", object_id=view.pk, detail=detail)
