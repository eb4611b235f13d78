"""What follows an account into another when the two were one customer: a registry of its tables.

Apps register a part for every table that hangs on an account, from their AppConfig; a test sees to
it that none is left out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from accounts.models import Account
from core.calendar import business_date


@dataclass(frozen=True)
class Pair:
    """The account that stays and the one that goes up in it, at an instant."""

    master: Account
    merged: Account
    at: datetime

    @property
    def on(self) -> date:
        return business_date(self.at)


@dataclass(frozen=True)
class Met:
    """Something that both accounts have: what it is, what stays, and what is only remembered."""

    what: str
    kept: str
    other: str


@dataclass(frozen=True)
class Foreseen:
    """What would become of one table: how many rows move, and what both accounts have.

    `met` are examples, `met_count` counts them all.
    """

    name: Any
    moves: int = 0
    met: Sequence[Met] = field(default=())
    met_count: int = 0


class Part:
    """One table, or some that belong together. `models` are those it answers for.

    `name` is what moves, for people; "" where nothing does.

    Parts move one after the other as they were registered, then each finishes.
    """

    key = ""
    name: Any = ""
    models: tuple[type, ...] = ()

    def count(self, account: Account) -> int:
        """Say how many facts an account has here: the one with more is the likelier master."""
        return 0

    def foresee(self, pair: Pair) -> Foreseen | None:
        """Say what would happen, None where people need not know."""

    def moved(self, entries: Sequence[dict[str, Any]]) -> tuple[int, int]:
        """Say of a journal how many rows moved, and how many are only remembered."""
        label = self.models[0]._meta.label_lower
        mine = [each for each in entries if each.get("model") == label]
        moves = (each for each in mine if each["do"] == "repoint" and each["field"] == "account_id")
        return sum(len(each["rows"]) for each in moves), sum(e["do"] == "remove" for e in mine)

    def move(self, pair: Pair, journal) -> None:
        """Carry it out; every change goes through the journal."""

    def finish(self, pair: Pair, journal) -> None:
        """Do what rests on all moves."""

    def take_back(self, kept: Any, pair: Pair) -> None:
        """Undo what the part itself kept in the journal."""

    def finish_undo(self, pair: Pair) -> None:
        """Do what rests on all that was taken back."""


@dataclass(frozen=True)
class Field:
    """Something of the master's record that may be taken from the merged account instead.

    `shown(account)` is its value for people, "" for none; `take(pair, journal)` writes the merged
    account's onto the master. `question` names the judgement that it tells, which may be sealed.
    """

    key: str
    name: Any
    shown: Callable[[Account], str]
    take: Callable[[Pair, Any], None]
    question: str = ""


_parts: list[Part] = []
_words: dict[type, Callable[[], dict[str, str]]] = {}
_fields: list[Callable[[Pair], Iterable[Field]]] = []
_obstacles: list[Callable[[Any], Iterable[str]]] = []


def register(*parts: Part) -> None:
    _parts.extend(parts)


def register_fields(fields_of: Callable[[Pair], Iterable[Field]]) -> None:
    _fields.append(fields_of)


def register_obstacles(find: Callable[[Any], Iterable[str]]) -> None:
    """Add a check that says in words what stands against undoing a `Merge`."""
    _obstacles.append(find)


def register_words(model: type, words: Callable[[], dict[str, str]]) -> None:
    """Say how people call the keys of a table's rows: `words()` gives them by key."""
    _words[model] = words


def words_of(model: type) -> dict[str, str]:
    """Return how people call the keys of a table's rows, as far as an app has said so."""
    return _words[model]() if model in _words else {}


def parts() -> tuple[Part, ...]:
    return tuple(_parts)


def part_of(key: str) -> Part:
    return next(part for part in _parts if part.key == key)


def fields_of(pair: Pair) -> list[Field]:
    return [each for find in _fields for each in find(pair)]


def obstacles_to(merge) -> list[str]:
    return [words for find in _obstacles for words in find(merge)]
