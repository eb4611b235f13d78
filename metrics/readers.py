"""What each table says of accounts, as rows of (account id, day, end, kind, value) for the metrics.

`end` is the first day on which it no longer held, None while it does; values in ten-thousandths,
MISSING where there is none.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby, pairwise

from accounts.models import Contact, ContactRoleSpan, Contract, ExchangeRate, SeatsSpan
from core.calendar import to_ordinal
from core.exact import MISSING, to_scaled
from engagement.models import (
    Activity,
    Attendance,
    ContentView,
    Milestone,
    NpsInvitation,
    Ticket,
)

Row = tuple[int, date, date | None, str, int]


def _activities(ids) -> Iterable[Row]:
    rows = Activity.objects.touches().filter(account__among=ids)
    found = rows.values_list("account_id", "happened_on", "kind")
    return ((account, day, None, kind, 0) for account, day, kind in found)


def _events(ids) -> Iterable[Row]:
    rows = Attendance.objects.filter(account__among=ids).values_list(
        "account_id", "event__held_on", "status", "event__kind"
    )
    return ((account, day, None, f"{status}:{kind}", 0) for account, day, status, kind in rows)


def _nps(ids) -> Iterable[Row]:
    rows = NpsInvitation.objects.filter(account__among=ids).values_list(
        "account_id", "invited_on", "responded_on", "score"
    )
    for account, invited, responded, score in rows:
        yield account, invited, responded, "invitation", 0
        if responded is not None and score is not None:
            yield account, responded, None, "answer", to_scaled(score)


def _tickets(ids) -> Iterable[Row]:
    rows = Ticket.objects.filter(account__among=ids).values_list(
        "account_id", "opened_on", "closed_on", "priority"
    )
    return ((account, opened, closed, kind, 0) for account, opened, closed, kind in rows)


def _contacts(ids) -> Iterable[Row]:
    """A person who holds a role twice over counts once: overlapping spans are joined."""
    people = dict(Contact.objects.filter(account__among=ids).values_list("pk", "account_id"))
    # In two steps: without statistics the database would join by reading every span there is.
    rows = ContactRoleSpan.objects.filter(contact__among=people).values_list(
        "contact_id", "role", "from_on", "to_on"
    )
    owned = ((people[contact], contact, *span) for contact, *span in rows)
    ordered = sorted(owned, key=lambda row: row[:4])
    for (account, _, role), spans in groupby(ordered, key=lambda row: row[:3]):
        for start, end in _joined((start, end) for *_, start, end in spans):
            yield account, start, None if end == date.max else end, role, 0


def _joined(spans):
    """Join spans (ascending by start, an open end is None) that overlap or meet."""
    current = None
    for start, end in spans:
        until = max(start, end or date.max)
        if current and start <= current[1]:
            current = current[0], max(current[1], until)
        else:
            if current:
                yield current
            current = start, until
    if current:
        yield current


def _contract_rows(ids):
    return Contract.objects.filter(account__among=ids).values_list(
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
    """Return the first day without the contract; None where it runs on until it is closed."""
    after = ends_on and ends_on + timedelta(days=1)
    return min((day for day in (after, closed_on) if day), default=None)


def _contracts(contracts) -> Iterable[Row]:
    rates = _rates()
    for account, start, ends, closed, amount, currency, is_free, _ in contracts:
        end = _contract_end(ends, closed)
        if is_free or amount is None:
            yield account, start, end, "free" if is_free else "unpriced", 0
            continue
        for first, after, yen in _by_rate(start, end, rates[currency]):
            is_known = yen is not None
            value = to_scaled(amount * yen) if is_known else 0
            yield account, first, after, "paid" if is_known else "unpriced", value


def _by_rate(start, end, rates):
    """Cut a contract where its currency's rate changes: (first day, day after, yen or None)."""
    cuts = [start, *(on for on, _ in rates if start < on < (end or date.max)), end]
    for first, after in pairwise(cuts):
        yield first, after, next((yen for on, yen in reversed(rates) if on <= first), None)


def _contract_ends(contracts) -> Iterable[Row]:
    """Give the end as agreed, whatever closes the contract; one without an end date holds no value."""
    for account, start, ends, closed, *_ in contracts:
        value = to_scaled(to_ordinal(ends)) if ends else MISSING
        yield account, start, _contract_end(ends, closed), "contract", value


def _rates():
    """Return {currency: [(from day, yen), ...] ascending}; one yen is always one yen."""
    rates = defaultdict(list)
    for currency, on, yen in ExchangeRate.objects.order_by("on").values_list(
        "currency", "on", "yen"
    ):
        rates[currency].append((on, yen))
    return rates | {"JPY": [(date.min, Decimal(1))]}


def _seats(ids, contracts) -> Iterable[Row]:
    for account, start, *_, seats in contracts:
        if seats is not None:
            yield account, start, None, "contract", to_scaled(seats)
    spans = SeatsSpan.objects.filter(account__among=ids).values_list(
        "account_id", "from_on", "seats"
    )
    for account, start, seats in spans:
        yield account, start, None, "span", to_scaled(seats)


def _content_views(ids) -> Iterable[Row]:
    rows = ContentView.objects.filter(account__among=ids).values_list("account_id", "viewed_on")
    return ((account, day, None, "view", 0) for account, day in rows)


def _milestones(ids) -> Iterable[Row]:
    rows = Milestone.objects.filter(account__among=ids).values_list(
        "account_id", "due_on", "reached_on"
    )
    for account, due, reached in rows:
        if due is not None:
            yield account, due, reached, "due", 0
        if reached is not None:
            yield account, reached, None, "reached", 0


def read_records(ids) -> dict[str, Iterable[Row]]:
    """Return the rows of these accounts by table."""
    contracts = list(_contract_rows(ids))
    return {
        "activities": _activities(ids),
        "events": _events(ids),
        "nps": _nps(ids),
        "tickets": _tickets(ids),
        "contacts": _contacts(ids),
        "contracts": _contracts(contracts),
        "contract_ends": _contract_ends(contracts),
        "seats": _seats(ids, contracts),
        "content_views": _content_views(ids),
        "milestones": _milestones(ids),
    }
