"""The rooms of the platform: where one can go from everywhere, by the rail, by a key or by searching."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import ObjectKind, Scope, scope_of


@dataclass(frozen=True)
class Room:
    """One entry of the rail; `views` are the pages for which it is marked as current.

    `key` opens it after g. Rooms that are `is_ops` stand apart, in a narrow window behind a menu.
    """

    view: str
    word: Any
    icon: str
    kind: ObjectKind
    views: frozenset[str] = frozenset()
    key: str = ""
    is_ops: bool = False

    @property
    def url(self) -> str:
        return reverse(self.view)


ROOMS = (
    Room("home", _("My day"), "sun", ObjectKind.ACCOUNT, frozenset({"meeting"}), key="d"),
    Room(
        "book",
        _("Accounts"),
        "building",
        ObjectKind.ACCOUNT,
        frozenset(
            {
                *("account", "account_timeline", "usage_table", "explain", "book_totals"),
                *("new_promise", "promise", "book_filter", "book_columns"),
                *("saved_views", "edit_accounts", "company", "companies"),
                *("judge_account", "write_about", "written", "change_written"),
            }
        ),
        key="a",
    ),
    Room(
        "segments",
        _("Segments"),
        "layout-grid",
        ObjectKind.SEGMENT,
        frozenset(
            {
                *("segment", "segment_moves", "segment_journey", "segment_arpa"),
                *("segment_goals", "set_segment_goals"),
            }
        ),
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
# Pages that the rail does not name, and that people look for by their name.
BESIDE = (
    Room("segment_moves", _("Proposed moves"), "arrows-exchange", ObjectKind.SEGMENT),
    Room("saved_views", _("Saved views"), "bookmark", ObjectKind.ACCOUNT),
    Room("pickups", _("Pick-ups"), "folder-down", ObjectKind.UPLOAD),
    Room("styleguide", _("Styleguide"), "palette", ObjectKind.STYLEGUIDE),
)


def rooms_of(user, rooms=ROOMS) -> list[Room]:
    """Return those of the rooms that a member may enter."""
    return [room for room in rooms if scope_of(user, room.kind) != Scope.NONE]
