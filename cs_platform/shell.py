"""What stands around every page: where one can go, how fresh the facts are, how the page looks."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.access import ObjectKind, Scope, scope_of
from core.views import chosen_theme
from demo.doors import IS_DEMO, doors
from demo.tour import tour_at
from nightly.selectors import freshness


@dataclass(frozen=True)
class Room:
    """One entry of the rail; `views` are the pages for which it is marked as current."""

    view: str
    word: str
    icon: str
    kind: ObjectKind
    views: frozenset[str] = frozenset()


ROOMS = (
    Room(
        "book", _("Accounts"), "building", ObjectKind.ACCOUNT, frozenset({"account", "usage_table"})
    ),
    Room("segments", _("Segments"), "layout-grid", ObjectKind.SEGMENT),
    Room("uploads", _("Uploads"), "upload", ObjectKind.UPLOAD, frozenset({"upload"})),
    Room("nights", _("Nightly runs"), "moon", ObjectKind.NIGHT, frozenset({"night"})),
    Room("glossary", _("Glossary"), "book-2", ObjectKind.GLOSSARY),
)


class Shell:
    """Read lazily, so that pages without a frame ask nothing of the database."""

    def __init__(self, request):
        self._request = request

    @cached_property
    def rooms(self):
        match = self._request.resolver_match
        here = match.view_name if match else ""
        return [
            {
                "url": reverse(room.view),
                "word": room.word,
                "icon": room.icon,
                "is_here": here == room.view or here in room.views,
            }
            for room in ROOMS
            if scope_of(self._request.user, room.kind) != Scope.NONE
        ]

    @cached_property
    def doors(self):
        return doors()

    @property
    def is_demo(self):
        return not settings.IS_PRODUCTION and self._request.session.get(IS_DEMO, False)

    @cached_property
    def tour(self):
        number = self._request.GET.get("tour", "")
        return tour_at(self._request.user, number) if number else None

    @cached_property
    def freshness(self):
        return freshness()


def shell(request):
    """Context processor: `shell` and `theme` for base.html."""
    return {"shell": Shell(request), "theme": chosen_theme(request)}
