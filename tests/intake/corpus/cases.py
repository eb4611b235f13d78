"""What a case of the corpus is: a file, and what becomes of it. Declarations only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.intake.corpus.said import Said

USAGE_HEADER = "account_id,date,metric,value\n"
GOOD_USAGE = "A-1,2026-11-01,posts,1\n"
ACTIVITY_HEADER = "account_id,activity_id,happened_on,kind,subject,score,body\n"


@dataclass(frozen=True)
class Malformed:
    """A file that is refused, and everything that is said about it, in the order of the file.

    `told` is what a person said about reading it; `unsaid` counts refusals beyond those in `said`.
    `products` are further ones of the house; with `makes_accounts`, unknown ids become accounts.
    """

    name: str
    dataset: str
    content: bytes
    said: tuple[Said, ...]
    told: Mapping[str, Any] = field(default_factory=dict)
    unsaid: int = 0
    products: tuple[str, ...] = ()
    makes_accounts: bool = False


@dataclass(frozen=True)
class Awkward:
    """A file that is loaded, and what the database then holds.

    For usage `rows` are (account, day, series, value), else the values of `fields`; `found` counts
    the findings by code and column.
    """

    name: str
    dataset: str
    content: bytes
    rows: tuple[tuple[Any, ...], ...]
    fields: tuple[str, ...] = ()
    found: Mapping[tuple[str, str], int] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)


def as_bytes(content):
    return content if isinstance(content, bytes) else content.encode()


def refused(name, dataset, content, *said, told=None, unsaid=0, **world):
    return Malformed(name, dataset, as_bytes(content), said, told or {}, unsaid, **world)


def refused_usage(name, rows, *said, **rest):
    """A long usage file: a good row on line 2, and then these."""
    return refused(name, "usage", USAGE_HEADER + GOOD_USAGE + rows, *said, **rest)


def refused_activity(name, row, *said, **rest):
    """An activities file: a good row on line 2, and then this."""
    good = "A-1,T-1,2026-11-01,call,hello,,\n"
    return refused(name, "activities", ACTIVITY_HEADER + good + row, *said, **rest)


def loaded_usage(name, content, *rows, found=None, told=None):
    """A usage file; that its series are new is found in any case."""
    new = {("new_series", ""): len({series for _, _, series, _ in rows})}
    return Awkward(name, "usage", as_bytes(content), rows, (), {**new, **(found or {})}, told or {})


def loaded(name, dataset, content, fields, *rows, found=None, told=None):
    return Awkward(
        name, dataset, as_bytes(content), rows, tuple(fields.split()), found or {}, told or {}
    )
