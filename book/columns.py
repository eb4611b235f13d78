"""What a line of the list is made of: the columns there are, and which of them stand where."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from book.fields.catalogue import every_field, fields_named
from book.fields.declared import STATIC, Field
from book.models import ColumnChoice

MOST_COLUMNS = 24
# More than these, the first included, do not stand side by side on a common screen: they scroll.
MOST_ABREAST = 11


@dataclass(frozen=True)
class Column:
    """One column: its head, its cells, and the fields that stand for it in a file.

    `heads` are pairs of a key to sort by and a word; none where nothing can be sorted by it. A cell
    of one that `is_plain` holds the value of its only field; `book.drawing` draws all others by key.
    `css` are the classes of all its cells, `since` the width of the page from which it is there.
    """

    key: str
    name: Any
    heads: tuple[tuple[str, Any], ...]
    fields: tuple[Field, ...]
    css: str = ""
    since: str = ""
    is_plain: bool = False

    @property
    def classes(self) -> str:
        return f"{self.css} {self.since}".strip()


def _drawn(key, name, *, heads=(), fields=(), css="", since=""):
    named = tuple(STATIC[each] for each in fields)
    return Column(key, name, heads, named, css, since)


NAME = _drawn(
    "name",
    _("Account"),
    heads=(("name", _("Account")), ("segment", _("segment"))),
    fields=("name", "segment"),
    css="who-cell clip",
)
_DRAWN = (
    _drawn(
        *("stage", _("Stage")),
        heads=(("stage", _("Stage")), ("days", _("days"))),
        fields=("stage", "days"),
        css="nowrap",
        since="from-md",
    ),
    _drawn("band", _("Health"), heads=(("band", _("Health")),), fields=("band",)),
    _drawn(
        *("score", _("Score")),
        heads=(("score", _("Score")), ("change", _("28 days"))),
        fields=("score", "change"),
        css="num",
    ),
    _drawn("trend", _("Trend"), since="from-lg"),
    _drawn(
        *("risk", _("Risk")),
        heads=(("risk", _("Risk")),),
        fields=("risk", "reasons"),
        css="why-cell clip",
        since="from-sm",
    ),
    _drawn(
        *("judged", _("CSM sees")),
        heads=(("judged", _("CSM sees")),),
        fields=("judged", "differs"),
        css="nowrap",
        since="from-lg",
    ),
    _drawn(
        *("arr", _("ARR")),
        heads=(("arr", _("ARR")),),
        fields=("arr", "free"),
        css="num",
        since="from-md",
    ),
    _drawn(
        *("ends", _("Contract ends")),
        heads=(("ends", _("Ends")),),
        fields=("ends", "ends_in"),
        css="num nowrap",
        since="from-sm",
    ),
    _drawn(
        *("use", _("Latest use")),
        heads=(("use", _("Latest use")),),
        fields=("use",),
        css="num nowrap",
        since="from-lg",
    ),
    _drawn(
        *("csm", _("CSM")),
        heads=(("csm", _("CSM")),),
        fields=("csm",),
        css="csm-cell clip",
        since="from-xl",
    ),
)
DRAWN = {column.key: column for column in _DRAWN}
# What a column above shows already, and what stands in the first column.
_INSIDE = {"name", "days", "change", "reasons", "differs", "free", "ends_on", "ends_in"}
# As many columns of a member's own choice stand on a page that is so wide; more scroll.
_SINCE = ("", "", "from-sm", "from-sm", "from-md", "from-md", "from-lg", "from-lg", "from-xl")


def columns_named(keys) -> dict[str, Column]:
    """Return columns by key, in this order, as many as fit; unknown keys are left out."""
    keys = list(dict.fromkeys(keys))[:MOST_COLUMNS]
    fields = fields_named([key for key in keys if key not in DRAWN])
    found = {key: DRAWN.get(key) or _of_field(fields.get(key)) for key in keys}
    return {key: column for key, column in found.items() if column}


def every_column() -> list[tuple[int, Column]]:
    """Return all columns but the first with the group of each, in the order in which they are offered."""
    drawn = [(column.fields[0].group if column.fields else 2, column) for column in _DRAWN]
    plain = [(field.group, _of_field(field)) for field in every_field() if field.key not in DRAWN]
    return [*drawn, *((group, column) for group, column in plain if column)]


def shown_columns(query, *, for_user) -> list[Column]:
    """Return what an address asks for, else what the member chose for good, else what is shipped."""
    keys = query.columns or chosen_columns(for_user)
    if not keys:
        return [NAME, *_DRAWN]
    chosen = columns_named(keys).values()
    if len(chosen) >= MOST_ABREAST:
        return [NAME, *(replace(each, since="") for each in chosen)]
    since = (*_SINCE, "from-xl")
    return [NAME, *(replace(each, since=at) for each, at in zip(chosen, since, strict=False))]


def chosen_columns(user) -> tuple[str, ...]:
    """Return the keys that the member chose for good; none where nothing was chosen."""
    row = ColumnChoice.objects.filter(user=user).values_list("columns", flat=True).first()
    return tuple(row or ())


def _of_field(field):
    if field is None or field.key in _INSIDE:
        return None
    heads = ((field.key, field.name),)
    return Column(field.key, field.name, heads, (field,), field.kind.css, is_plain=True)
