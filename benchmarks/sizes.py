"""How much is measured: in full, and quickly while working on it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """`companies` ascend; `facts_accounts` accounts of 180 days are 1,080 facts each.

    `memory_accounts` are loaded for the memory that it takes only.
    """

    companies: tuple[int, ...]
    facts_accounts: int
    orm_accounts: int
    memory_accounts: int
    load_repetitions: int
    backfill_accounts: int
    backfill_weeks: int
    lists: tuple[int, int]
    people: int
    people_accounts: int
    people_seconds: int


FULL = Sizes(
    (5_000, 20_000, 100_000), 20_000, 926, 4_630, 3, 20_000, 52, (1_000, 100_000), 200, 20_000, 600
)
QUICK = Sizes((1_000, 4_000), 2_000, 93, 463, 1, 1_000, 12, (1_000, 4_000), 20, 1_000, 20)
