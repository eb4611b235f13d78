"""Columns of the accounts file whose meaning only upper apps know: they fill this registry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AccountColumn:
    """`find(text)` gives what a cell names, or None; `apply(found by account id, on=day)` writes it.

    `apply` returns the ids of the accounts that it changed.
    """

    key: str
    refusal_code: str
    find: Callable[[str], object | None]
    apply: Callable[..., set[int]]


_columns: dict[str, AccountColumn] = {}


def register(column: AccountColumn) -> None:
    _columns[column.key] = column


def account_columns() -> Mapping[str, AccountColumn]:
    return _columns
