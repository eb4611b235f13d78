"""Reading the body of a definition part by part, refusing what does not belong at its exact place.

Never knows what a definition means: scorecards, stages, segments and risk rules read themselves
with this.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar

from core.exact import SCALE, to_scaled
from definitions.domain.errors import DefinitionError

TEXT_KEYS: Final = ("name_en", "name_ja", "words_en", "words_ja")
# Beyond this no threshold is sensible, and below it differences of thresholds fit 64 bits.
LARGEST_NUMBER: Final = 10**12
# Bodies of one kind that are kept as read: those in force, and those of the nights that pages show.
MOST_KEPT: Final = 64

Read = TypeVar("Read")

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True, slots=True)
class Texts:
    """Name and meaning in both languages; empty where the body says nothing."""

    name_en: str = ""
    name_ja: str = ""
    words_en: str = ""
    words_ja: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One place in a body: its value, and the path that an error names."""

    value: Any
    path: str = ""

    def error(self, code: str, **params: Any) -> DefinitionError:
        return DefinitionError(self.path, code, **params)

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def child(self, key: str) -> "Node":
        return Node(self.value[key], f"{self.path}.{key}" if self.path else key)

    def parts(self, *, required: Collection[str], optional: Collection[str] = ()) -> None:
        """Require an object with these keys and no others."""
        if not isinstance(self.value, dict):
            raise self.error("not_object")
        for key in required:
            if key not in self.value:
                raise self.error("missing_key", key=key)
        for key in self.value:
            if key not in required and key not in optional:
                raise self.error("unknown_key", key=key)

    def entries(self) -> Iterator[tuple[str, "Node"]]:
        """Walk an object whose keys are free, such as overrides by segment."""
        if not isinstance(self.value, dict):
            raise self.error("not_object")
        for key in self.value:
            yield Node(key, self.path).key(), self.child(key)

    def items(self, *, least: int = 1, most: int | None = None) -> "list[Node]":
        if not isinstance(self.value, list | tuple):
            raise self.error("not_list")
        count = len(self.value)
        if count < least:
            raise self.error("empty")
        if most is not None and count > most:
            raise self.error("too_many", most=most, count=count)
        return [Node(value, f"{self.path}[{place}]") for place, value in enumerate(self.value)]

    def key(self) -> str:
        if not isinstance(self.value, str) or not _KEY.fullmatch(self.value):
            raise self.error("bad_key")
        return self.value

    def choice(self, choices: Iterable[str]) -> str:
        known = tuple(choices)
        if not isinstance(self.value, str) or self.value not in known:
            raise self.error("unknown_choice", value=self.value, choices=", ".join(known))
        return self.value

    def integer(self, *, least: int, most: int) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.error("not_integer")
        if not least <= self.value <= most:
            raise self.error("out_of_range", least=least, most=most)
        return self.value

    def number(self, *, least: int = -LARGEST_NUMBER, most: int = LARGEST_NUMBER) -> int:
        """Read a number or decimal text as ten-thousandths; more than four decimals are refused."""
        value = self._decimal()
        if not least <= value <= most:
            raise self.error("out_of_range", least=least, most=most)
        scaled = to_scaled(value)
        if scaled != value * SCALE:
            raise self.error("too_precise")
        return scaled

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.error("not_text")
        return self.value

    def texts(self) -> Texts:
        found = {key: self.child(key) for key in TEXT_KEYS if self.has(key)}
        return Texts(**{key: node.text() for key, node in found.items()})

    def _decimal(self) -> Decimal:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float | str):
            raise self.error("not_number")
        try:
            value = Decimal(str(self.value))
        except ArithmeticError:
            raise self.error("not_number") from None
        if not value.is_finite():
            raise self.error("not_number")
        return value


def read_once(read: Callable[[Any], Read]) -> Callable[[Any], Read]:
    """Return a reader for bodies as stored: of the same content, each is read once in a process.

    What it returns is shared by all who ask, and never to be changed.
    """

    @lru_cache(MOST_KEPT)
    def kept(text: str) -> Read:
        return read(json.loads(text))

    return lambda body: kept(json.dumps(body))


def check_distinct(keys: Iterable[Node]) -> None:
    """Refuse a key that stands twice in a list."""
    seen: set[str] = set()
    for node in keys:
        if node.value in seen:
            raise node.error("duplicate_key", key=node.value)
        seen.add(node.value)


def read_metric_versions(root: Node, *, used: Collection[str]) -> dict[str, int]:
    """Read `metrics`, the version of each metric used: exactly these metrics, or left out whole."""
    if not root.has("metrics"):
        return {}
    node = root.child("metrics")
    versions = {key: entry.integer(least=1, most=1_000_000) for key, entry in node.entries()}
    if versions.keys() != set(used):
        raise node.error("metrics_differ", metrics=", ".join(sorted(used)))
    return versions
