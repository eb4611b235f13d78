"""Reading the facts of a shard from the database into arrays: the only way from rows to metrics."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
from django.db import connection

from accounts.models import Account, ContactRoleSpan, Contract, ExchangeRate, SeatsSpan
from core.calendar import from_ordinal, to_ordinal
from core.exact import MISSING, to_scaled
from engagement.domain.facts import unpack
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    Milestone,
    NpsInvitation,
    Series,
    Ticket,
    UsageDay,
    UsageMonth,
)
from metrics.domain.facts import NEVER, Records, ShardFacts, Usage

Row = tuple[int, date, date | None, str, int]


def load_facts(*, product_id, account_ids, from_day, to_day):
    """Read the facts of these accounts (one product, ids ascending), usage of these days only.

    Days are counted from 1970-01-01, both inclusive; whole months are read.
    """
    ids = np.asarray(account_ids, np.int64)
    records = {name: _records(reader(account_ids), ids) for name, reader in READERS.items()}
    return ShardFacts(
        account_ids=ids,
        started=_first_days(records["contracts"], len(ids)),
        usage=load_usage(product_id=product_id, account_ids=ids, from_day=from_day, to_day=to_day),
        records=records,
        attributes=_attributes(account_ids),
    )


def running(contracts: Records, *, accounts: int, days) -> np.ndarray:
    """Return which accounts have a running contract on which day, shape (accounts, days)."""
    result = np.zeros((accounts, len(days)), bool)
    for account, start, end in zip(contracts.account, contracts.day, contracts.end, strict=True):
        first, last = np.searchsorted(days, [start, end])
        result[account, first:last] = True
    return result


def _first_days(contracts, accounts):
    first = np.full(accounts, NEVER, np.int32)
    np.minimum.at(first, contracts.account, contracts.day)
    return first


def load_usage(*, product_id, account_ids, from_day, to_day):
    """Read the usage of these accounts (ids ascending) in all months that hold these days."""
    arrived = np.array(
        [
            to_ordinal(day)
            for day in UsageDay.objects.filter(product_id=product_id)
            .order_by("day")
            .values_list("day", flat=True)
        ],
        np.int32,
    )
    numbers = {}
    for number, name, aliases in Series.objects.filter(product_id=product_id).values_list(
        "number", "name", "aliases"
    ):
        numbers |= dict.fromkeys([name, *aliases], number)
    blobs, owners, months = _months(account_ids, from_day, to_day)
    account, series, day, value = unpack(blobs, np.searchsorted(account_ids, owners), months)
    return Usage(account.astype(np.int32), series, day, value, numbers, arrived)


def _months(ids, earliest, latest):
    """Fetch the packed months; returns (blobs, account ids, months since 1970)."""
    first, last = from_ordinal(earliest).replace(day=1), from_ordinal(latest)
    table = UsageMonth._meta.db_table
    if connection.vendor == "postgresql":
        among, values = "account_id = ANY(%s)", [[int(i) for i in ids]]
    else:
        among = f"account_id IN ({','.join('%s' for _ in ids)})"
        values = [int(i) for i in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT facts, account_id, month FROM {table} WHERE {among}"  # noqa: S608 own table
            " AND month >= %s AND month <= %s",
            [*values, first.isoformat(), last.isoformat()],
        )
        rows = cursor.fetchall()
    months = [_month_number(month) for _, _, month in rows]
    return [row[0] for row in rows], [row[1] for row in rows], np.array(months, np.int32)


def _month_number(month):
    if isinstance(month, str):
        return (int(month[:4]) - 1970) * 12 + int(month[5:7]) - 1
    return (month.year - 1970) * 12 + month.month - 1


def _records(rows: Iterable[Row], ids):
    rows = list(rows)
    if not rows:
        return Records.none()
    owner, day, end, kind, value = zip(*rows, strict=True)
    kinds = {name: place for place, name in enumerate(sorted(set(kind)))}
    return Records(
        account=np.searchsorted(ids, np.array(owner, np.int64)).astype(np.int32),
        day=np.array([to_ordinal(each) for each in day], np.int32),
        end=np.array([NEVER if each is None else to_ordinal(each) for each in end], np.int32),
        kind=np.array([kinds[name] for name in kind], np.int16),
        value=np.array(value, np.int64),
        kinds=tuple(kinds),
    )


def _activities(ids) -> Iterable[Row]:
    rows = Activity.objects.filter(account__in=ids).values_list("account_id", "happened_on", "kind")
    return ((account, day, None, kind, 0) for account, day, kind in rows)


def _events(ids) -> Iterable[Row]:
    rows = Attendance.objects.filter(account__in=ids).values_list(
        "account_id", "event__held_on", "status", "event__kind"
    )
    return ((account, day, None, f"{status}:{kind}", 0) for account, day, status, kind in rows)


def _nps(ids) -> Iterable[Row]:
    rows = NpsInvitation.objects.filter(account__in=ids).values_list(
        "account_id", "invited_on", "responded_on", "score"
    )
    for account, invited, responded, score in rows:
        yield account, invited, responded, "invitation", 0
        if responded is not None and score is not None:
            yield account, responded, None, "answer", to_scaled(score)


def _tickets(ids) -> Iterable[Row]:
    rows = Ticket.objects.filter(account__in=ids).values_list(
        "account_id", "opened_on", "closed_on", "priority"
    )
    return ((account, opened, closed, kind, 0) for account, opened, closed, kind in rows)


def _contacts(ids) -> Iterable[Row]:
    rows = ContactRoleSpan.objects.filter(contact__account__in=ids).values_list(
        "contact__account_id", "from_on", "to_on", "role"
    )
    return ((account, start, end, role, 0) for account, start, end, role in rows)


def _contract_rows(ids):
    return Contract.objects.filter(account__in=ids).values_list(
        "account_id",
        "starts_on",
        "ends_on",
        "closed_on",
        "annual_amount",
        "currency",
        "is_free",
        "seats",
    )


def _contract_end(ends_on, closed_on):
    after = ends_on + timedelta(days=1)
    return min(after, closed_on) if closed_on else after


def _contracts(ids) -> Iterable[Row]:
    rates = _latest_rates()
    for account, start, ends, closed, amount, currency, is_free, _ in _contract_rows(ids):
        rate = rates.get(currency)
        is_known = amount is not None and rate is not None
        kind = "free" if is_free else "paid" if is_known else "unpriced"
        value = to_scaled(amount * rate) if is_known else 0
        yield account, start, _contract_end(ends, closed), kind, value


def _contract_ends(ids) -> Iterable[Row]:
    for account, start, ends, closed, *_ in _contract_rows(ids):
        yield account, start, _contract_end(ends, closed), "contract", to_scaled(to_ordinal(ends))


def _latest_rates():
    rows = ExchangeRate.objects.order_by("on").values_list("currency", "yen")
    return {"JPY": Decimal(1), **dict(rows)}


def _seats(ids) -> Iterable[Row]:
    for account, start, *_, seats in _contract_rows(ids):
        if seats is not None:
            yield account, start, None, "contract", to_scaled(seats)
    spans = SeatsSpan.objects.filter(account__in=ids).values_list("account_id", "from_on", "seats")
    for account, start, seats in spans:
        yield account, start, None, "span", to_scaled(seats)


def _content_views(ids) -> Iterable[Row]:
    rows = ContentView.objects.filter(account__in=ids).values_list("account_id", "viewed_on")
    return ((account, day, None, "view", 0) for account, day in rows)


def _milestones(ids) -> Iterable[Row]:
    rows = Milestone.objects.filter(account__in=ids).values_list(
        "account_id", "due_on", "reached_on"
    )
    for account, due, reached in rows:
        if due is not None:
            yield account, due, reached, "due", 0
        if reached is not None:
            yield account, reached, None, "reached", 0


READERS: dict[str, Callable[[list[int]], Iterable[Row]]] = {
    "activities": _activities,
    "events": _events,
    "nps": _nps,
    "tickets": _tickets,
    "contacts": _contacts,
    "contracts": _contracts,
    "contract_ends": _contract_ends,
    "seats": _seats,
    "content_views": _content_views,
    "milestones": _milestones,
}


def _attributes(ids):
    columns = {}
    rows = Account.objects.filter(pk__in=ids).order_by("pk").values_list("attributes", flat=True)
    for place, attributes in enumerate(rows):
        for key, value in attributes.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                column = columns.setdefault(key, np.full(len(ids), MISSING, np.int64))
                column[place] = to_scaled(str(value))
    return columns
