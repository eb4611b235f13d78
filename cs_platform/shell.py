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
    """One entry of the rail; `views` are the pages for which it is marked as current.

    `key` opens it after g. Rooms that are `is_ops` stand apart, in a narrow window behind a menu.
    """

    view: str
    word: str
    icon: str
    kind: ObjectKind
    views: frozenset[str] = frozenset()
    key: str = ""
    is_ops: bool = False


ROOMS = (
    Room("home", _("My day"), "sun", ObjectKind.ACCOUNT, key="d"),
    Room(
        "book",
        _("Accounts"),
        "building",
        ObjectKind.ACCOUNT,
        frozenset({"account", "account_timeline", "usage_table", "explain", "book_totals"}),
        key="a",
    ),
    Room(
        "segments",
        _("Segments"),
        "layout-grid",
        ObjectKind.SEGMENT,
        frozenset({"segment", "segment_moves"}),
        key="s",
    ),
    Room("renewals", _("Renewals"), "calendar-due", ObjectKind.RENEWAL, key="r"),
    Room(
        "uploads",
        _("Uploads"),
        "upload",
        ObjectKind.UPLOAD,
        frozenset({"upload", "pickups", "pickup", "new_pickup"}),
        is_ops=True,
    ),
    Room(
        "quality",
        _("Data quality"),
        "shield-check",
        ObjectKind.QUALITY,
        frozenset({"findings", "finding", "quality_accounts"}),
        key="q",
        is_ops=True,
    ),
    Room("nights", _("Nightly runs"), "moon", ObjectKind.NIGHT, frozenset({"night"}), is_ops=True),
    Room(
        "glossary",
        _("Glossary"),
        "book-2",
        ObjectKind.GLOSSARY,
        frozenset({"classification_round"}),
        is_ops=True,
    ),
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
                "key": room.key,
                "is_here": here == room.view or here in room.views,
                "is_ops": room.is_ops,
            }
            for room in ROOMS
            if self._may(room.kind)
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
    def may_search(self):
        return self._may(ObjectKind.ACCOUNT)

    @cached_property
    def freshness(self):
        return freshness()

    @cached_property
    def freshness_url(self):
        return reverse("quality") + "#freshness" if self._may(ObjectKind.QUALITY) else ""

    def _may(self, kind):
        return scope_of(self._request.user, kind) != Scope.NONE


def shell(request):
    """Context processor: `shell` and `theme` for base.html."""
    return {"shell": Shell(request), "theme": chosen_theme(request)}
