"""A made-up company of any size, written straight to the database; the same seed gives the same rows.

`python -m tests.synthetic --accounts 5000 --days 400` fills the (empty, migrated) database of the
settings. Size M is 5,000 accounts, size S 500, both over 400 days with five series each.
"""

import argparse
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import django
import numpy as np

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_platform.settings")
    django.setup()

from accounts.models import (
    Account,
    AccountAlias,
    Company,
    CompanyAlias,
    Contact,
    ContactRoleSpan,
    Contract,
    CsmSpan,
    ExchangeRate,
    Product,
    SeatsSpan,
)
from core.bulk import upsert
from core.calendar import to_ordinal
from core.models import User
from core.search import search_key
from engagement.models import Series, UsageDay, UsageMonth, Watermark
from tests.synthetic_history import write_history
from tests.synthetic_usage import FIVE_SERIES, Customers, usage_months

UNTIL = date(2026, 3, 31)
SEED = 20_260_331
M = {"accounts": 5_000, "days": 400}
S = {"accounts": 500, "days": 400}
YEAR = timedelta(days=365)
BATCH = 5_000


@dataclass(frozen=True)
class Built:
    """What was built: `facts` counts usage facts, `final` is the latest day with usage."""

    product_id: int
    account_ids: list[int]
    first: date
    final: date
    seed: int
    facts: int


@dataclass(frozen=True)
class _Terms:
    """When each account's first contract began and its latest ends; indexes match the accounts."""

    starts: list[date]
    ends: list[date]
    is_closed: np.ndarray


def build(*, accounts, days, until=UNTIL, seed=SEED, styles=FIVE_SERIES, density=0.95):
    """Write `accounts` customers of one product with `days` of usage that ends on `until`.

    `styles` are given to accounts in turn. Costs about a second per million facts.
    """
    first = until - timedelta(days=days - 1)
    product = Product.objects.create(key="hiring", name="Hiring")
    made = _customers(product, accounts, styles, np.random.default_rng([seed, 1]))
    terms = _contracts(made, first, until, np.random.default_rng([seed, 2]))
    _people(made, terms, until, np.random.default_rng([seed, 3]))
    write_history(made, first, days, np.random.default_rng([seed, 4]))
    facts = _usage(product, made, terms, first, days, styles, density, seed)
    return Built(product.pk, [each.pk for each in made], first, until, seed, facts)


def _customers(product, count, styles, rng):
    csms = [
        User.objects.create_user(email=f"csm{number:02}@example.com", name=f"CSM {number:02}")
        for number in range(max(1, count // 200))
    ]
    names = [f"株式会社 見本{number:06}" for number in range(count)]
    companies = Company.objects.bulk_create(
        (Company(name=name, search_key=search_key(name)) for name in names), batch_size=BATCH
    )
    recruiters = rng.integers(0, 4, count)
    accounts = Account.objects.bulk_create(
        (
            Account(
                company=company,
                product=product,
                name=company.name,
                search_key=company.search_key,
                plan=("basic", "standard", "premium")[number % 3],
                seats=int(10 + number % 40),
                rank="SABC"[number % 4],
                csm=csms[number % len(csms)],
                attributes={"full_time_recruiters": int(recruiters[number])},
            )
            for number, company in enumerate(companies)
        ),
        batch_size=BATCH,
    )
    for alias, field, owners in (
        (CompanyAlias, "company", companies),
        (AccountAlias, "account", accounts),
    ):
        rows = [("main", f"C{number:06}", owner.pk) for number, owner in enumerate(owners)]
        upsert(alias, ("source", "value", field), rows, key=("source", "value"))
    return accounts


def _contracts(made, first, until, rng):
    """Write one contract a year from each account's start; one account in twelve left before the end."""
    begins = rng.integers(-700, (until - first).days * 2 // 3, len(made))
    starts = [first + timedelta(days=int(days)) for days in begins]
    is_closed = rng.random(len(made)) < 1 / 12
    rows, ends = [], []
    for number, (account, start) in enumerate(zip(made, starts, strict=True)):
        mine = _yearly(account, number, start, until, is_closed[number])
        ends.append(mine[-1][3])
        rows += mine
    rows += [
        (made[number].pk, f"K{number:06}-F", starts[number], until + YEAR, "JPY", True, 0, 3)
        for number in range(0, len(made), 10)
    ]
    names = ("account", "external_id", "starts_on", "ends_on")
    names += ("currency", "is_free", "annual_amount", "seats")
    fields = (*names, "outcome", "plan")
    upsert(Contract, fields, [(*row, "", "standard") for row in sorted(rows)], key=("external_id",))
    ExchangeRate.objects.create(currency="USD", on=first, yen=Decimal("151.25"))
    return _Terms(starts, ends, is_closed)


def _yearly(account, number, start, until, is_closed):
    rows = []
    while start <= until:
        end = start + YEAR - timedelta(days=1)
        if is_closed and end >= until:
            end = max(start, until - timedelta(days=30 + number % 60))
        currency = "USD" if number % 11 == 0 else "JPY"
        amount = Decimal(120_000 + number % 97 * 10_000) / (100 if currency == "USD" else 1)
        key = f"K{number:06}-{len(rows)}"
        rows.append((account.pk, key, start, end, currency, False, amount, account.seats))
        if is_closed and end >= until - timedelta(days=90):
            break
        start += YEAR
    return rows


def _people(made, terms, until, rng):
    rows = [
        (account.pk, f"P{number}", f"Person {number}", f"p{number}@c{place}.example", "")
        for place, account in enumerate(made)
        for number in range(1 + place % 3)
    ]
    fields = ("account", "external_id", "name", "email", "title")
    upsert(Contact, fields, rows, key=("account", "external_id"))
    start_of = dict(zip((each.pk for each in made), terms.starts, strict=True))
    has_left = rng.random(len(rows)) < 0.15
    ContactRoleSpan.objects.bulk_create(
        (
            ContactRoleSpan(
                contact_id=contact,
                role=("sponsor", "champion", "user")[place % 3],
                from_on=start_of[account],
                to_on=until - timedelta(days=place % 200) if has_left[place] else None,
            )
            for place, (contact, account) in enumerate(
                Contact.objects.order_by("pk").values_list("pk", "account_id")
            )
        ),
        batch_size=BATCH,
    )
    spans = list(zip(made, terms.starts, strict=True))
    CsmSpan.objects.bulk_create(
        (CsmSpan(account=each, csm=each.csm, from_on=start) for each, start in spans),
        batch_size=BATCH,
    )
    SeatsSpan.objects.bulk_create(
        (SeatsSpan(account=each, seats=each.seats, from_on=start) for each, start in spans),
        batch_size=BATCH,
    )


def _usage(product, made, terms, first, days, styles, density, seed):
    names = sorted({name for style in styles for name in style.means})
    numbers = {name: number for number, name in enumerate(names, start=1)}
    Series.objects.bulk_create(
        Series(product=product, number=number, name=name) for name, number in numbers.items()
    )
    final = first + timedelta(days=days - 1)
    arrived = [(product.pk, first + timedelta(days=back)) for back in range(days)]
    upsert(UsageDay, ("product", "day"), arrived, key=("product", "day"))
    Watermark.objects.create(
        dataset="usage",
        product=product,
        latest_day=final,
        loaded_at=datetime.combine(final, datetime.min.time(), UTC),
    )
    customers = Customers(
        ids=np.array([each.pk for each in made]),
        style=np.arange(len(made)) % len(styles),
        first=np.array(list(map(to_ordinal, terms.starts))),
        final=np.array(list(map(to_ordinal, terms.ends))),
    )
    months = usage_months(
        customers, styles, numbers, first=first, days=days, density=density, seed=seed
    )
    counted = _Counted(months)
    upsert(UsageMonth, ("account", "month", "facts"), counted, key=("account", "month"))
    return counted.facts


class _Counted:
    def __init__(self, months):
        self.months, self.facts = months, 0

    def __iter__(self):
        for account, month, blob in self.months:
            self.facts += len(blob) // 11
            yield account, month, blob


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=S["accounts"])
    parser.add_argument("--days", type=int, default=S["days"])
    parser.add_argument("--seed", type=int, default=SEED)
    made = build(**vars(parser.parse_args()))
    print(  # noqa: T201
        f"{len(made.account_ids)} accounts, {made.facts} facts, "
        f"{made.first} to {made.final}, seed {made.seed}"
    )


if __name__ == "__main__":
    main()
