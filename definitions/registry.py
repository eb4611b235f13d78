"""The definitions that the product ships with: a registry that the apps above fill."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shipped:
    """One definition as shipped: its texts in both languages, its body, and the metrics it rests on."""

    kind: str
    key: str
    texts: Mapping[str, str]
    body: Any
    metric_keys: frozenset[str] = frozenset()


_providers: list[Callable[[], Iterable[Shipped]]] = []


def register(provider: Callable[[], Iterable[Shipped]]) -> None:
    """Have `provider()`'s definitions installed after each migration; lower apps register first."""
    _providers.append(provider)


def shipped() -> list[Shipped]:
    return [each for provider in _providers for each in provider()]
