"""A small company, nights over it, and all that nights leave behind."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.apps import apps

from core import ledger
from nightly.services import request_backfill, request_night
from tests.builders import (
    DAY,
    make_account,
    make_contact,
    make_contract,
    make_product,
    make_usage,
    steady_use,
)

# What a night leaves: by natural keys, without the ids and instants of writing.
TABLES = {
    "metrics.AccountNight": (),
    "stages.StageSpan": ("known_at",),
    "stages.PathPoint": (),
    "segments.RuleSpan": ("known_at",),
    "segments.SegmentSpan": ("known_at",),
    "segments.SegmentProposal": (),
    "book.AccountStatus": (),
    "book.AccountFigures": (),
    "book.SegmentNight": (),
    "engagement.FactChange": (),
}


def back(days):
    return DAY - timedelta(days=days)


def make_company():
    """Five accounts of one product; {name: account}. Only "a" has been well all along."""
    product = make_product("hr")
    accounts = {name: make_account(name, product=product) for name in ("a", "b", "c", "d", "e")}
    for account in accounts.values():
        make_contract(account, starts_on=back(200))
    make_usage(accounts["a"], steady_use(days=190))
    make_usage(accounts["b"], steady_use(days=60, until=back(45)))
    make_usage(accounts["c"], {back(ago): {"applications": ago} for ago in range(0, 150, 9)})
    make_usage(accounts["e"], steady_use(days=7))
    make_contact(accounts["a"], "sponsor", to_on=back(20))
    return accounts


def make_other():
    """One account of another product."""
    account = make_account("other", product=make_product("crm"))
    make_contract(account, starts_on=back(200))
    make_usage(account, steady_use(days=150, series=("logins",)))
    return account


def at_night(day):
    """The instant, in the small hours of the next day, at which a night judges `day`."""
    return datetime.combine(day + timedelta(days=1), time(2), ZoneInfo("Asia/Tokyo"))


def run_night(day=DAY, *, at=None):
    return ledger.drive(request_night(night=day, at=at or at_night(day)).pk)


def run_nights(first, final):
    """Run every night from `first` to `final`, given in days back."""
    return [run_night(back(ago)) for ago in range(first, final - 1, -1)]


def run_backfill(first, final, every_days=1):
    run = request_backfill(first=back(first), final=back(final), every_days=every_days)
    return ledger.drive(run.pk)


def kept(*, without=()):
    """Return {table: its rows, sorted} of all that nights leave."""
    return {
        name: sorted(
            (
                {
                    key: bytes(value) if isinstance(value, memoryview) else value
                    for key, value in row.items()
                    if key not in ("id", *hidden, *without)
                }
                for row in apps.get_model(name).objects.values()
            ),
            key=repr,
        )
        for name, hidden in TABLES.items()
    }
