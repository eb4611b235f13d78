"""Building the demo and its nights, and refusing to touch what is not the demo's."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from accounts.models import Account, Product
from core import ledger
from core.models import Run, State, User
from demo.company import write_customers
from demo.domain.planted import plant
from demo.domain.stories import cast
from demo.goals import write_goals
from demo.history import write_history
from demo.members import write_members
from demo.models import DemoCompany
from demo.product import write_other_product, write_product
from demo.rounds import write_round
from demo.selectors import demo_company
from demo.uploads import write_uploads
from demo.written import write_written
from engagement.models import Goal
from nightly.services import request_backfill, request_night
from stages.models import ClassificationRound

SEED = 20_261_122
# The number that grows, and the smallest company that has room for every planted case.
ACCOUNTS = 400
FEWEST_ACCOUNTS = 12
# A year and a half, and before it the weeks that an account needs to climb to where it stood then.
HISTORY_DAYS = 548 + 110
# As the platform itself keeps nights: every day for this long, and the Sundays of the year and a half.
DAILY_NIGHTS, WEEKLY_NIGHTS_DAYS = 90, 548
WEEK = 7
# Who brings files in.
OPS = "ops"
SUNDAY = 6


class DemoRefusedError(Exception):
    """The demo may not run here; the message says why and what to do."""


def refuse_production() -> None:
    """Raise DemoRefusedError where real customers may be."""
    if settings.IS_PRODUCTION:
        raise DemoRefusedError(
            "The demo makes up data and lets anyone in, so it does not run with "
            "CS_ENV=production: start it on a machine without real customers."
        )


def refuse_foreign() -> None:
    """Raise DemoRefusedError where the database holds members or customers that are not the demo's.

    Asks before anything is migrated or written, so tables may be missing.
    """
    tables = set(connection.introspection.table_names())
    if DemoCompany._meta.db_table in tables and demo_company():
        return
    for model, word in ((Account, "accounts"), (Product, "products"), (User, "members")):
        count = model.objects.count() if model._meta.db_table in tables else 0
        if count:
            raise DemoRefusedError(
                f"This database already holds {count} {word} that are not the demo's, and stays "
                "as it is: give the demo a place of its own, for example DATA_DIR=var/demo."
            )


def clear() -> None:
    """Empty a database that is the demo's, with all that was added to it since."""
    refuse_production()
    refuse_foreign()
    call_command("flush", interactive=False, verbosity=0)


@transaction.atomic
def build(*, as_of: date, at: datetime, accounts: int = ACCOUNTS, seed: int = SEED) -> DemoCompany:
    """Write members, customers and their history up to the day `as_of`; judges no night yet.

    The same number, day and seed give the same rows. Into a migrated database that is empty.
    """
    refuse_production()
    refuse_foreign()
    if accounts < FEWEST_ACCOUNTS:
        raise DemoRefusedError(f"The demo needs at least {FEWEST_ACCOUNTS} accounts.")
    if demo_company():
        raise DemoRefusedError("The demo stands here already: start it without building it again.")
    stories = plant(cast(accounts, as_of=as_of, seed=seed), as_of=as_of, seed=seed)
    members = write_members()
    made = write_customers(
        stories,
        product=write_product(),
        other=write_other_product(),
        members=members,
        first=as_of - timedelta(days=HISTORY_DAYS - 1),
        as_of=as_of,
        at=at,
        seed=seed,
    )
    write_history(made)
    write_written(made)
    write_uploads(made, by=members[OPS])
    return DemoCompany.objects.create(as_of=as_of, accounts=accounts, seed=seed)


def judge(company: DemoCompany, *, at: datetime, tell=lambda run: None) -> list[Run]:
    """Judge the nights of the year and a half here and now: weekly, then daily, the latest as usual.

    Goes on where it was broken off. `tell(run)` is called after every step.
    """
    runs = [ledger.drive(request().pk, tell=tell) for request in _requests(company.as_of, at=at)]
    if all(run.state == State.DONE for run in runs):
        _finish(company)
    return runs


@transaction.atomic
def _finish(company):
    """Write what rests on nights: a blind round and the goals of three months, once."""
    if not ClassificationRound.objects.exists():
        write_round(company)
    if not Goal.objects.exists():
        write_goals(company)
    company.is_whole = True
    company.save(update_fields=["is_whole"])


def _requests(as_of, *, at):
    first_daily = as_of - timedelta(days=DAILY_NIGHTS)
    latest_weekly = first_daily - timedelta(days=1)
    while latest_weekly.weekday() != SUNDAY:
        latest_weekly -= timedelta(days=1)
    weeks = (WEEKLY_NIGHTS_DAYS - DAILY_NIGHTS) // WEEK
    first_weekly = latest_weekly - timedelta(days=WEEK * (weeks - 1))
    return (
        lambda: request_backfill(first=first_weekly, final=latest_weekly, every_days=WEEK),
        lambda: request_backfill(first=first_daily, final=as_of - timedelta(days=1)),
        lambda: request_night(night=as_of, at=at),
    )
