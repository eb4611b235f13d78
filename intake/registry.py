"""Columns of the accounts file whose meaning only upper apps know: they fill this registry."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class AccountColumn:
    """`find(text)` gives what a cell names, or None; `apply(found by account id, on=day)` writes it.

    `apply` returns {account id: first day that is different} for the accounts that it changed.
    """

    key: str
    refusal_code: str
    find: Callable[[str], object | None]
    apply: Callable[..., Mapping[int, date]]


_columns: dict[str, AccountColumn] = {}


def register(column: AccountColumn) -> None:
    _columns[column.key] = column


def account_columns() -> Mapping[str, AccountColumn]:
    return _columns
