"""The made-up company while it is written: what the writers hand to each other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np

from accounts.models import Account, Contact, Product
from demo.domain.stories import Story
from demo.domain.terms import Term


@dataclass(frozen=True)
class Champion:
    """Whom we speak with, and the first day on which they were gone."""

    contact: Contact
    until: date | None

    def on(self, day: date) -> Contact | None:
        return self.contact if self.until is None or day < self.until else None


@dataclass(frozen=True)
class Made:
    """The accounts as written; `accounts`, `stories`, `terms` and `champions` in one order.

    `product` is the main one, `other` the one that a few customers use beside it.
    """

    product: Product
    other: Product
    stories: Sequence[Story]
    accounts: Sequence[Account]
    as_of: date
    first: date
    at: datetime
    seed: int
    terms: Sequence[Sequence[Term]] = field(default=())
    champions: Sequence[Champion] = field(default=())

    def each(self, stream: int) -> Iterator[tuple[Story, Account, np.random.Generator]]:
        """Walk the accounts, each with random numbers of its own for this stream."""
        for story, account in zip(self.stories, self.accounts, strict=True):
            yield story, account, np.random.default_rng([self.seed, story.number, stream])
