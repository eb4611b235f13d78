"""What a list of accounts is asked for: filters, order, page. Everything of it stands in the URL."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

PAGE_SIZES = (25, 50, 100)
# Beyond this an offset costs more than a narrower filter: the page says so instead.
LAST_PAGE = 200

UNCLASSIFIED = "none"


@dataclass(frozen=True)
class BookQuery:
    """Filters as keys of the URL; an empty tuple or text asks for nothing.

    `month` is that in which the contract ends, as 2026-12; `uses` and `lacks` name a key feature;
    `was` holds `Past`s. `sort` is a column's key, with "-" in front for descending. `contract` is
    running, ended or all.
    """

    q: str = ""
    mine: bool = False
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
    contract: str = "running"
    sort: str = "score"
    size: int = 50
    page: int = 1

    def url(self, **changes) -> str:
        """Return the query string of this list with `changes`; a change goes back to the first page."""
        changed = replace(self, **{"page": 1, **changes})
        return "?" + urlencode(list(changed._pairs()), doseq=True)

    def without(self, field: str, value: str = "") -> str:
        """Return the query string without one filter, or without one of its values."""
        held = getattr(self, field)
        if isinstance(held, tuple):
            return self.url(**{field: tuple(each for each in held if each != value)})
        return self.url(**{field: getattr(EVERYTHING, field)})

    def cleared(self) -> str:
        """Return the query string without any filter, in the same order."""
        return EVERYTHING.url(sort=self.sort, size=self.size)

    def sorted_by(self, key: str) -> str:
        """Return the query string that sorts by a column, or turns its order round."""
        return self.url(sort=f"-{key}" if self.sort == key else key)

    @property
    def carried(self) -> list[tuple[str, object]]:
        """Filters that come from a chart or a figure and have no control of their own."""
        return [
            (name, each)
            for name, value in self._pairs()
            if name in ("month", "nps", "uses", "lacks", "was")
            for each in (value if isinstance(value, tuple) else (value,))
        ]

    @property
    def is_filtered(self) -> bool:
        kept = {"sort": self.sort, "size": self.size, "page": self.page}
        return self != replace(EVERYTHING, **kept)

    def _pairs(self) -> Iterator[tuple[str, object]]:
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                yield field.name, 1 if value is True else value


EVERYTHING = BookQuery()
