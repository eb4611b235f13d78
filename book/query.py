"""What a list of accounts is asked for: filters, order, page. Everything of it stands in the URL."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

PAGE_SIZES = (25, 50, 100)
# Beyond this an offset costs more than a narrower filter: the page says so instead.
LAST_PAGE = 200

# Instead of the key of a segment or the id of a CSM: accounts that have none.
UNCLASSIFIED = NO_CSM = "none"
# How a list is looked at, which is no filter.
_LOOKS = ("sort", "size", "page")


@dataclass(frozen=True)
class ListQuery:
    """What any list may be asked for, with all its fields optional: the way from it into a URL."""

    sort: str = ""
    size: int = 50
    page: int = 1

    def url(self, **changes) -> str:
        """Return the query string of this list with `changes`; a change goes back to the first page."""
        changed = replace(self, **{"page": 1, **changes})
        return "?" + urlencode(list(changed._pairs()), doseq=True)

    @property
    def places_url(self) -> str:
        """The query string, but for the number, by which an account's page knows its place in this list."""
        return "?" + urlencode({"list": self.url()[1:], "at": ""})

    def without(self, field: str, value: str = "") -> str:
        """Return the query string without one filter, or without one of its values."""
        held = getattr(self, field)
        if isinstance(held, tuple):
            return self.url(**{field: tuple(each for each in held if each != value)})
        return self.url(**{field: getattr(type(self)(), field)})

    def cleared(self) -> str:
        """Return the query string without any filter, in the same order."""
        return type(self)().url(sort=self.sort, size=self.size)

    def sorted_by(self, key: str) -> str:
        """Return the query string that sorts by a column, or turns its order round."""
        return self.url(sort=f"-{key}" if self.sort == key else key)

    @property
    def filters(self) -> list[str]:
        """Return the names of the filters in force, in the order of the fields."""
        return [name for name in self._asked() if name not in _LOOKS]

    @property
    def is_filtered(self) -> bool:
        return bool(self.filters)

    def _asked(self):
        asked = [field.name for field in fields(self) if getattr(self, field.name) != field.default]
        return sorted(asked, key=lambda name: name in _LOOKS)

    def _pairs(self) -> Iterator[tuple[str, object]]:
        for name in self._asked():
            value = getattr(self, name)
            yield name, 1 if value is True else value


# Filters that have no control of their own.
_CARRIED = ("month", "nps", "uses", "lacks", "was", "stale")


@dataclass(frozen=True)
class BookQuery(ListQuery):
    """Filters as keys of the URL; an empty tuple or text asks for nothing.

    `month` is that in which the contract ends, as 2026-12; `uses` and `lacks` name a key feature;
    `was` holds `Past`s. `sort` is a column's key, with "-" in front for descending. `contract` is
    running, open (running without an end date), ended or all.
    """

    q: str = ""
    mine: bool = False
    needs: bool = False
    segment: tuple[str, ...] = ()
    band: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    risk: tuple[str, ...] = ()
    differs: bool = False
    csm: tuple[str, ...] = ()
    ends: int | None = None
    month: str = ""
    nps: tuple[str, ...] = ()
    uses: str = ""
    lacks: str = ""
    was: tuple = ()
    stale: bool = False
    contract: str = "running"
    sort: str = "score"

    @property
    def carried(self) -> list[tuple[str, object]]:
        """Filters that come from a chart or a figure and have no control of their own."""
        return [
            (name, each)
            for name, value in self._pairs()
            if name in _CARRIED
            for each in (value if isinstance(value, tuple) else (value,))
        ]
