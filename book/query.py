"""What a list of accounts is asked for: filters, order, page. Everything of it stands in the URL."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote_plus, urlencode

if TYPE_CHECKING:
    from book.fields.declared import Where

PAGE_SIZES = (25, 50, 100)
# Beyond this an offset costs more than a narrower filter: the page says so instead.
LAST_PAGE = 200

# Instead of the key of a segment or the id of a CSM: accounts that have none.
UNCLASSIFIED = NO_CSM = "none"
# What an address shows as it is: between keys of columns, and before what is left out.
_SAFE = ",!"
# How a list is looked at, which is no filter.
_LOOKS = ("view", "columns", "sort", "size", "page")


@dataclass(frozen=True)
class ListQuery:
    """What any list may be asked for, with all its fields optional: the way from it into a URL."""

    sort: str = ""
    size: int = 50
    page: int = 1

    # What stays when all filters are cleared.
    _kept: ClassVar = ("sort", "size")

    def url(self, **changes) -> str:
        """Return the query string of this list with `changes`; a change goes back to the first page."""
        is_same = not changes and self.page == 1
        return _encoded((self if is_same else replace(self, **{"page": 1, **changes})).pairs)

    def leading(self, **further) -> str:
        """Return the query string of this very page with parameters that say more than the list."""
        return _encoded([*self.pairs, *further.items()])

    @property
    def pairs(self) -> list[tuple[str, object]]:
        """All names and values of the query string, a name as often as it has values."""
        return [
            (name, each)
            for name, value in self._pairs()
            for each in (value if isinstance(value, tuple) else (value,))
        ]

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
        return type(self)(**{name: getattr(self, name) for name in self._kept}).url()

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
        defaults = _defaults(type(self))
        return [name for name, default in defaults if getattr(self, name) != default]

    def _pairs(self) -> Iterator[tuple[str, object]]:
        for name in self._asked():
            value = getattr(self, name)
            yield name, 1 if value is True else value


@lru_cache
def _defaults(query_class):
    """Return (name, default) of the fields of a query, those that are no filter at the end."""
    pairs = [(field.name, field.default) for field in fields(query_class)]
    return sorted(pairs, key=lambda pair: pair[0] in _LOOKS)


def _encoded(pairs):
    return "?" + "&".join(f"{_quoted(name)}={_quoted(str(value))}" for name, value in pairs)


# A page of charts writes hundreds of addresses out of the same few names and values.
_quoted = lru_cache(2_048)(partial(quote_plus, safe=_SAFE))


# Filters that have no control of their own.
_CARRIED = ("month", "nps", "uses", "lacks", "was", "moved", "stale", "goal", "company", "event")


@dataclass(frozen=True)
class BookQuery(ListQuery):
    """Filters as keys of the URL; an empty tuple or text asks for nothing.

    `ends` is a number of days or a key of `book.ends.PERIODS`, `month` that in which the contract
    ends, as 2026-12; `uses` and `lacks` name a key feature;
    `was` holds `Past`s, `goal` a `GoalAsk`, `moved` is fell or rose (see `book.attention.has_moved`);
    `company` is the id of one, `event` of one that accounts came to. `view` names the view one came by
    (see `book.tabs.saved`), and asks for nothing. `sort` is a field's key, with "-" in front for
    descending. `contract` is running, open (running without an end date), ended or all. Each of `where`
    stands in the address under its field's key, as "score=40..60" (see `book.fields.declared`). `columns`
    are keys of columns, in their order; none means those that the member chose for good.
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
    ends: int | str | None = None
    month: str = ""
    nps: tuple[str, ...] = ()
    uses: str = ""
    lacks: str = ""
    was: tuple = ()
    goal: object = None
    moved: str = ""
    stale: bool = False
    contract: str = "running"
    company: int | None = None
    event: int | None = None
    where: tuple["Where", ...] = ()
    view: str = ""
    columns: tuple[str, ...] = ()
    sort: str = "score"

    _kept: ClassVar = ("columns", "sort", "size")

    @property
    def carried(self) -> list[tuple[str, object]]:
        """What stands in the address and has no control among the filters, as names and values."""
        own = {"columns", *_CARRIED, *(each.key for each in self.where)}
        return [(name, value) for name, value in self.pairs if name in own]

    def asking(self, new: "Where", *, instead_of: "Where | None" = None) -> str:
        """Return the query string with one more filter, in the place of another where one is named."""
        if new.field.is_own and not new.is_not:
            others = tuple(each for each in self.where if each != instead_of)
            return self.url(**{new.field.key: new.value}, where=others)
        # What is asked for is left out from now on.
        before = {new.field.key: ()} if new.field.is_own else {}
        if instead_of not in self.where:
            return self.url(**before, where=(*self.where, new))
        others = tuple(new if each == instead_of else each for each in self.where)
        return self.url(**before, where=others)

    def _pairs(self):
        for name, value in super()._pairs():
            if name == "where":
                yield from ((each.key, tuple(each.texts)) for each in value)
            else:
                yield name, ",".join(value) if name == "columns" else value
