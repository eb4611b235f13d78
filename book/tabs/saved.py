"""The views of the list that stand above it as tabs: those that ship, one's own, those of one's teams.

A view is only a bookmark: what the list shows is said by its address alone.
"""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from book.models import SavedView
from book.query import BookQuery
from core.models import Role


@dataclass(frozen=True)
class Shipped:
    """A view that everybody has, or everybody of one `role`."""

    key: str
    name: Any
    query: str
    role: str = ""


SHIPPED = (
    Shipped("all", pgettext_lazy("accounts of the list", "All"), ""),
    Shipped("mine", pgettext_lazy("accounts of the reader", "Mine"), "mine=1", Role.CSM),
    Shipped("declined", _("Declined in 7 days"), "change_7=..-1&sort=change_7"),
    Shipped("ending", _("Ends in 90 days, at risk"), "band=at_risk&ends=90&sort=ends"),
    Shipped("nearest", _("Nearest to Active"), "stage=onboard&sort=steps"),
)


@dataclass(frozen=True)
class Tab:
    """A view as a tab; `saved` is its row, None where it ships."""

    key: str
    name: Any
    query: str
    url: str
    is_here: bool = False
    saved: SavedView | None = None

    @property
    def is_of_team(self) -> bool:
        return bool(self.saved and self.saved.team_id)


@dataclass(frozen=True)
class Tabs:
    """All tabs, and the one in force; `is_changed` where the list asks for something else by now.

    `may_save` tells whether the reader may have the view in force keep what the list asks for now.
    """

    all: list[Tab]
    here: Tab | None
    is_changed: bool
    may_save: bool
    bare_query: str


def tabs_above(query: BookQuery, *, for_user) -> Tabs:
    """Return the tabs above a list; without a name in the address the one that asks the same is in force."""
    bare = query.url(view="", size=BookQuery.size)[1:]
    tabs = [_shipped(view) for view in SHIPPED if view.role in ("", *for_user.roles)]
    tabs += [_saved(view) for view in saved_views(for_user=for_user)]
    same = [tab for tab in tabs if _asks(tab.query) == _asks(bare)]
    named = [tab for tab in tabs if tab.key == query.view]
    here = (named or same or [None])[0]
    return Tabs(
        all=[replace(tab, is_here=tab is here) for tab in tabs],
        here=here,
        is_changed=here is not None and here not in same,
        may_save=bool(here and here.saved and may_change(here.saved, for_user)),
        bare_query=bare,
    )


def saved_views(*, for_user) -> list[SavedView]:
    """Return one's own views in their order, then those of one's teams."""
    found = SavedView.objects.visible_to(for_user).select_related("owner", "team")
    return sorted(found, key=lambda view: view.owner_id != for_user.pk)


def dropped_views(*, for_user) -> list[SavedView]:
    """Return one's own views that can be brought back, the one thrown away latest first."""
    return list(
        SavedView.objects.filter(owner=for_user, dropped_at__isnull=False).order_by("-dropped_at")
    )


def may_change(view: SavedView, user) -> bool:
    return SavedView.objects.editable_by(user).filter(pk=view.pk).exists()


def _shipped(view):
    return Tab(view.key, view.name, view.query, _url(view.query, view.key))


def _saved(view):
    key = str(view.pk)
    return Tab(key, view.name, view.query, _url(view.query, key), saved=view)


def _url(query, key):
    return f"?{query}&view={key}" if query else f"?view={key}"


def _asks(query):
    return sorted(parse_qsl(query, keep_blank_values=True))
