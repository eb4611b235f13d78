"""Kinds of fields of the list: how an address asks for one, in words, of the database, and in a cell.

Each kind reads texts of an address into values (`read`, ValueError where they say nothing), writes a
value back (`texts`) and says it (`words`), narrows a queryset to it, and knows how to turn what the
database holds into a text for a table (`cells`) and a number, day or text for a file (`scalars`):
both return a function for many values, so that what is the same for all is read once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from book.domain.ranges import UNKNOWN, Range, read_range
from core.formats import NOTHING

MOST_CHARACTERS = 100
MOST_CHOICES = 50


@dataclass(frozen=True)
class Reader:
    """For whom values are said: the day judged, segments by id, and the texts of risk rules by segment."""

    as_of: date
    segments: dict[int, Any]
    reasons: dict[str, dict[str, Any]]


OR_MORE, OR_LESS = gettext_lazy("%(value)s or more"), gettext_lazy("%(value)s or less")
TO = gettext_lazy("%(low)s to %(high)s")
NOT_KNOWN, EMPTY, NONE = gettext_lazy("not known"), gettext_lazy("empty"), gettext_lazy("none")


@dataclass(frozen=True)
class Phrases:
    """How a range is said: with its first value only, its last only, both, or just one."""

    least: Any = OR_MORE
    most: Any = OR_LESS
    both: Any = TO
    one: Any = "%(value)s"


@dataclass(frozen=True)
class Ranged:
    """A number or a day between two ends.

    `bounds(range, as_of)` gives what the database compares with: lookups and values. `reaches_unknown`
    where an account without a value stands beyond every lower end: never touched is long ago.
    `is_turned` where up means down: more days ago is an earlier day. `total` says what a list of
    them adds up to: "sum", "mean", "" for nothing; `scale` parts of what is kept are one of what is said.
    """

    read_end: Callable[[str], Any]
    say: Callable[[Any], str]
    bounds: Callable[[Range, date], dict[str, Any]]
    show: Callable[[Any, Reader], str]
    scalar: Callable[[Any, Reader], Any]
    unit: Any = ""
    phrases: Phrases = Phrases()
    unknown_word: Any = NOT_KNOWN
    is_day: bool = False
    reaches_unknown: bool = False
    is_turned: bool = False
    total: str = ""
    scale: int = 1
    control = "range"
    css = "num nowrap"

    def read(self, texts):
        return [read_range(text, self.read_end) for text in texts]

    def texts(self, value):
        return [str(value)]

    def words(self, value):
        if value.is_unknown:
            return str(self.unknown_word)
        low, high = (each if each is None else self.say(each) for each in (value.low, value.high))
        if value.low == value.high:
            return self.phrases.one % {"value": low}
        if high is None:
            return self.phrases.least % {"value": low} + self._or_unknown()
        if low is None:
            return self.phrases.most % {"value": high}
        return self.phrases.both % {"low": low, "high": high}

    def narrow(self, queryset, name, value, as_of):
        if value.is_unknown:
            return queryset.filter(**{f"{name}__isnull": True})
        asked = Q(**{f"{name}__{lookup}": end for lookup, end in self._bounds(value, as_of)})
        if self.reaches_unknown and value.high is None:
            asked |= Q(**{f"{name}__isnull": True})
        return queryset.filter(asked)

    def cells(self, reader):
        return lambda raw: NOTHING if raw is None else self.show(raw, reader)

    def scalars(self, reader):
        return lambda raw: None if raw is None else self.scalar(raw, reader)

    def _bounds(self, value, as_of):
        return self.bounds(value, as_of).items()

    def _or_unknown(self):
        return _(", or %(never)s") % {"never": self.unknown_word} if self.reaches_unknown else ""


def scaled_bounds(factor: int, *, is_floored: bool = False):
    """Bounds of a whole number kept in so many parts; `is_floored` where only whole ones are shown."""
    beyond = factor - 1 if is_floored else 0

    def bounds(value, _as_of):
        ends = {
            "gte": None if value.low is None else int(value.low * factor),
            "lte": None if value.high is None else int(value.high * factor) + beyond,
        }
        return {lookup: end for lookup, end in ends.items() if end is not None}

    return bounds


def day_bounds(value, _as_of):
    ends = {"gte": value.low, "lte": value.high}
    return {lookup: end for lookup, end in ends.items() if end is not None}


def days_since_bounds(value, as_of):
    ends = {"lte": value.low, "gte": value.high}
    return {lookup: _days_off(as_of, -end) for lookup, end in ends.items() if end is not None}


def days_until_bounds(value, as_of):
    ends = {"gte": value.low, "lte": value.high}
    return {lookup: _days_off(as_of, end) for lookup, end in ends.items() if end is not None}


def _days_off(day, days):
    try:
        return day + timedelta(days=int(days))
    except OverflowError:
        return date.min if days < 0 else date.max


@dataclass(frozen=True)
class Text:
    """A text that contains what is asked for, or is empty."""

    unknown_word: Any = EMPTY
    control = "text"
    css = "clip text-cell"
    is_turned = False
    total = ""
    unit = ""

    def read(self, texts):
        if any(not text.strip() or len(text) > MOST_CHARACTERS or "\0" in text for text in texts):
            raise ValueError("no text that can be looked for")
        return [text.strip() for text in texts]

    def texts(self, value):
        return [value]

    def words(self, value):
        if value == UNKNOWN:
            return str(self.unknown_word)
        return _("contains “%(text)s”") % {"text": value}

    def narrow(self, queryset, name, value, _as_of):
        if value == UNKNOWN:
            return queryset.filter(Q(**{name: ""}) | Q(**{f"{name}__isnull": True}))
        return queryset.filter(**{f"{name}__icontains": value})

    def cells(self, _reader):
        return lambda raw: raw or NOTHING

    def scalars(self, _reader):
        return lambda raw: raw or ""


@dataclass(frozen=True)
class Option:
    """One choice: `key` in the address, `word` on screen, `stored` in the database."""

    key: str
    word: Any
    stored: Any


@dataclass(frozen=True)
class Choice:
    """One of several: any of those asked for, or none of them. `empty` is what is stored where there is none.

    `options()` reads them in the reader's language; the key `unknown` asks for accounts that have none.
    Where options `are_open`, an address may name one that no account has.
    """

    options: Callable[[], list[Option]]
    empty: Any = None
    are_open: bool = False
    are_signs: bool = False
    unknown_word: Any = NONE
    unknown: str = UNKNOWN
    control = "choice"
    css = "nowrap"
    is_turned = False
    total = ""
    unit = ""

    def read(self, texts):
        known = {self.unknown, *(() if self.are_open else (each.key for each in self.options()))}
        are_named = known.issuperset(texts) or (self.are_open and not any("\0" in t for t in texts))
        if len(texts) > MOST_CHOICES or not are_named:
            raise ValueError("not one of the choices")
        return [tuple(dict.fromkeys(texts))] if texts else []

    def texts(self, value):
        return list(value)

    def words(self, value):
        words = {self.unknown: str(self.unknown_word)}
        words |= {each.key: str(each.word) for each in self.options() if each.key != self.unknown}
        return _(" or ").join(words.get(key, key) for key in value)

    def narrow(self, queryset, name, value, _as_of):
        asked = self._named(name, value)
        return queryset.filter(asked | self._without(name) if self.unknown in value else asked)

    def leave_out(self, queryset, name, value):
        """Leave those that are none of `value`: who has none stays, unless that is left out as well."""
        others = ~self._named(name, value)
        if self.unknown in value:
            return queryset.filter(others, ~self._without(name))
        return queryset.filter(others | Q(**{f"{name}__isnull": True}))

    def _named(self, name, value):
        stored = {each.key: each.stored for each in self.options()}
        named = [stored.get(key, key) for key in value if key != self.unknown]
        return Q(**{f"{name}__in": named})

    def _without(self, name):
        unknown = Q(**{f"{name}__isnull": True})
        return unknown if self.empty is None else unknown | Q(**{name: self.empty})

    def cells(self, reader):
        scalar = self.scalars(reader)
        return lambda raw: scalar(raw) or NOTHING

    def scalars(self, _reader):
        words = {each.stored: str(each.word) for each in self.options()}
        words[None] = words[self.empty] = ""
        return lambda raw: words.get(_hashable(raw), raw)


def _hashable(raw):
    return bytes(raw) if isinstance(raw, memoryview) else raw


@dataclass(frozen=True)
class Shown:
    """What only stands in a cell or a file: the list is filtered by it in another way, or not at all."""

    scalars: Callable[[Reader], Callable[[Any], Any]]
    css: str = "clip text-cell"
    control = ""
    is_turned = False
    total = ""
    unit = ""

    def cells(self, reader):
        scalar = self.scalars(reader)
        return lambda raw: scalar(raw) or NOTHING
