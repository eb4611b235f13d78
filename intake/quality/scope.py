"""What an inspection looks at: a product as of a day, some accounts at a time, each fact read once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts.models import Account

# An inspection holds the recent usage of this many accounts at a time.
SHARD_ACCOUNTS = 1000


@dataclass(frozen=True)
class Scope:
    """One product as of a day."""

    product_id: int
    as_of: date

    def accounts(self):
        """Return the accounts that were not merged into others."""
        return Account.objects.standing().filter(product_id=self.product_id)

    def shards(self) -> Iterator["Shard"]:
        ids = list(self.accounts().order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), SHARD_ACCOUNTS):
            yield Shard(self, tuple(ids[start : start + SHARD_ACCOUNTS]))


@dataclass(frozen=True)
class Shard:
    """Some accounts of a product, their ids ascending."""

    scope: Scope
    account_ids: tuple[int, ...]
