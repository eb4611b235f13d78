"""What only upper apps know of accounts, and tell here: columns of their file, and what nights keep."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class AccountColumn:
    """`find(text)` gives what a cell names, or None; `apply(found by account id, on=day)` writes it.

    `apply` returns {account id: first day that is different} for the accounts that it changed. It
    writes rows of `history`, and on the account itself the fields `sets`. `read(account ids)` says
    what is there: {account id: text}.
    """

    key: str
    refusal_code: str
    find: Callable[[str], object | None]
    apply: Callable[..., Mapping[int, date]]
    read: Callable[[Collection[int]], Mapping[int, str]]
    history: type[Model]
    sets: tuple[str, ...] = ()


_columns: dict[str, AccountColumn] = {}
_kept_by_nights: dict[type[Model], dict[str, Any]] = {}


def register(column: AccountColumn) -> None:
    _columns[column.key] = column


def account_columns() -> Mapping[str, AccountColumn]:
    return _columns


def register_kept_by_nights(model: type[Model], **where: Any) -> None:
    """Say that rows of a model, or those that `where` holds for, come and go with their account."""
    _kept_by_nights[model] = where


def rows_kept_by_nights() -> Mapping[type[Model], QuerySet]:
    """Return the rows that nights keep, by model."""
    return {model: model._base_manager.filter(**where) for model, where in _kept_by_nights.items()}


def lasting_rows(model: type[Model]) -> QuerySet:
    """Return the rows of a model but those that nights keep, and would keep anew."""
    rows, kept = model._base_manager.all(), rows_kept_by_nights().get(model)
    return rows if kept is None else rows.exclude(pk__in=kept.values("pk"))
