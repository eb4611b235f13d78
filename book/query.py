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

    `sort` is a column's key, with "-" in front for descending. `contract` is running, ended or all.
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
    def is_filtered(self) -> bool:
        kept = {"sort": self.sort, "size": self.size, "page": self.page}
        return self != replace(EVERYTHING, **kept)

    def _pairs(self) -> Iterator[tuple[str, object]]:
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                yield field.name, 1 if value is True else value


EVERYTHING = BookQuery()
