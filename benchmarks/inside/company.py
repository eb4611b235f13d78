"""Writing a made-up company straight into the database, packed as the platform packs it."""

import datetime as dt
from itertools import repeat

import numpy as np
from django.core.management import call_command
from django.utils import timezone

from accounts.models import (
    Account,
    AccountAlias,
    Company,
    Contact,
    ContactRoleSpan,
    Contract,
    Product,
)
from benchmarks.made_facts import FIRST_DAY, SERIES, account_name, numbers, usage
from core.bulk import upsert
from core.calendar import from_ordinal
from engagement.domain.facts import FACT, month_number, month_start
from engagement.models import (
    Activity,
    Attendance,
    Event,
    Milestone,
    NpsInvitation,
    Series,
    Ticket,
    UsageDay,
    UsageMonth,
    Watermark,
)

BLOCK = 1000
SEATS = 12
# Rows of each kind an account has, beside its contract and two contacts.
ACTIVITIES, INVITATIONS, TICKETS, EVENTS, MILESTONES = 12, 3, 3, 2, 3
CONTRACT_DAYS = 730


def build(*, accounts, days):
    """Migrate, and write a company of this many accounts with this many days of usage."""
    product = _product()
    Series.objects.bulk_create(
        Series(product=product, number=number, name=name)
        for number, name in enumerate(SERIES, start=1)
    )
    Watermark.objects.create(
        dataset="usage",
        product=product,
        latest_day=from_ordinal(FIRST_DAY + days - 1),
        loaded_at=timezone.now(),
    )
    UsageDay.objects.bulk_create(
        UsageDay(product=product, day=from_ordinal(FIRST_DAY + place)) for place in range(days)
    )
    Event.objects.bulk_create(
        Event(external_id=f"e{place}", name=f"Event {place}", kind="user_group", held_on=day)
        for place, day in enumerate(_spread(EVENTS, days))
    )
    for block in _blocks(accounts):
        _write_customers(block, product.pk)
        _write_facts(block, days)
        write_usage(block, days)
    return {"accounts": accounts}


def build_customers(*, accounts):
    """Migrate, and write customers without any fact: what a first file of usage finds."""
    product = _product()
    for block in _blocks(accounts):
        _write_customers(block, product.pk)
    return {"accounts": accounts}


def _product():
    call_command("migrate", verbosity=0)
    return Product.objects.create(key="bench", name="Bench")


def _blocks(accounts):
    return (np.arange(first, min(first + BLOCK, accounts)) for first in range(0, accounts, BLOCK))


def _write_customers(block, product_id):
    names = [(int(number) + 1, account_name(int(number))) for number in block]
    start, end = from_ordinal(FIRST_DAY), from_ordinal(FIRST_DAY + CONTRACT_DAYS)
    upsert(
        Company, ("id", "name", "search_key"), [(pk, n, n.lower()) for pk, n in names], key=("id",)
    )
    account = ("id", "company", "product", "name", "search_key", "branch", "plan", "seats", "rank")
    upsert(
        Account,
        (*account, "attributes"),
        [
            (pk, pk, product_id, name, name.lower(), "", "", SEATS, "", {"full_time_recruiters": 2})
            for pk, name in names
        ],
        key=("id",),
    )
    upsert(
        AccountAlias,
        ("source", "value", "account"),
        [("main", name, pk) for pk, name in names],
        key=("source", "value"),
    )
    contract = ("external_id", "account", "starts_on", "ends_on", "outcome", "annual_amount")
    upsert(
        Contract,
        (*contract, "currency", "is_free", "plan", "seats"),
        [
            (f"{name}-1", pk, start, end, "", 1_200_000, "JPY", False, "", SEATS)
            for pk, name in names
        ],
        key=("external_id",),
    )
    _write_contacts(names, start)


def _write_contacts(names, start):
    contact = ("id", "account", "external_id", "name", "email", "title")
    upsert(
        Contact,
        contact,
        [
            (2 * pk + place, pk, f"c{place}", f"{name} {place}", "", "")
            for pk, name in names
            for place in range(2)
        ],
        key=("id",),
    )
    ContactRoleSpan.objects.bulk_create(
        ContactRoleSpan(contact_id=2 * pk + place, role=role, from_on=start)
        for pk, _ in names
        for place, role in enumerate(("sponsor", "champion"))
    )


def _write_facts(block, days):
    """Write what was said and done, each account's moved by some days of its own."""
    moved = [dt.timedelta(days=int(each)) for each in numbers(block, salt=2, below=14)]
    ids = (block + 1).tolist()
    meeting = {"kind": "meeting", "subject": "", "body": ""}
    ticket = {"priority": "high", "subject": ""}
    _write_dated(Activity, ids, moved, _spread(ACTIVITIES, days), "happened_on", meeting)
    _write_dated(Ticket, ids, moved, _spread(TICKETS, days), "opened_on", ticket)
    _write_dated(
        NpsInvitation, ids, moved, _spread(INVITATIONS, days), "invited_on", {"comment": ""}
    )
    _close_first(ids)
    _write_attendance(ids)
    _write_milestones(ids, moved, days)


def _close_first(ids):
    """Answer the first invitation of each account, and settle its first ticket."""
    day = from_ordinal(FIRST_DAY + 60)
    first = {"account__in": ids, "external_id": "0"}
    NpsInvitation.objects.filter(**first).update(responded_on=day, score=9)
    Ticket.objects.filter(**first).update(closed_on=day)


def _write_attendance(ids):
    events = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    upsert(
        Attendance,
        ("event", "account", "status"),
        [(event, pk, "attended") for event in events for pk in ids],
        key=("event", "account"),
    )


def _write_milestones(ids, moved, days):
    upsert(
        Milestone,
        ("account", "key", "due_on"),
        [
            (pk, f"m{place}", day + by)
            for pk, by in zip(ids, moved, strict=True)
            for place, day in enumerate(_spread(MILESTONES, days))
        ],
        key=("account", "key"),
    )


def _write_dated(model, ids, moved, when, day_field, further):
    upsert(
        model,
        ("account", "external_id", day_field, *further),
        [
            (pk, str(place), day + by, *further.values())
            for pk, by in zip(ids, moved, strict=True)
            for place, day in enumerate(when)
        ],
        key=(),
    )


def _spread(count, days):
    return [
        from_ordinal(FIRST_DAY + days * (2 * place + 1) // (2 * count)) for place in range(count)
    ]


def write_usage(block, days):
    """Write the packed months of a block of accounts (positions; ids are one more)."""
    every = np.arange(FIRST_DAY, FIRST_DAY + days, dtype=np.int32)
    month_of = np.array([month_number(from_ordinal(day)) for day in every])
    rows = []
    for month in np.unique(month_of):
        inside = every[month_of == month]
        of_month = inside - (month_start(int(month)) - dt.date(1970, 1, 1)).days + 1
        rows += zip(
            (block + 1).tolist(),
            repeat(month_start(int(month))),
            _chunks(block, inside, of_month),
        )
    upsert(UsageMonth, ("account", "month", "facts"), sorted(rows), key=("account", "month"))


def _chunks(block, days, days_of_month):
    is_there, value = usage(block, days)
    _, series, day = np.nonzero(is_there)
    facts = np.empty(len(series), FACT)
    facts["series"], facts["day"], facts["value"] = series + 1, days_of_month[day], value[is_there]
    ends = np.cumsum(is_there.sum(axis=(1, 2))) * FACT.itemsize
    joined = facts.tobytes()
    return [joined[a:b] for a, b in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True)]
