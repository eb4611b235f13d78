"""The database's rows as the plain facts of each account, read without any of the platform's code.

Takes tables as lists of dicts, as a bare connection gives them: a day may be a date or its text, a
number an int, a float, a Decimal or its text. Days are counted as `date.toordinal`, usage values
and other exact numbers as integers of ten-thousandths.
"""

import json
import struct
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

TABLES = (
    "accounts_account",
    "accounts_attributedefinition",
    "accounts_contact",
    "accounts_contactrolespan",
    "accounts_contract",
    "accounts_exchangerate",
    "accounts_seatsspan",
    "definitions_definition",
    "definitions_definitionversion",
    "engagement_activity",
    "engagement_attendance",
    "engagement_contentview",
    "engagement_event",
    "engagement_milestone",
    "engagement_npsinvitation",
    "engagement_series",
    "engagement_ticket",
    "engagement_usageday",
    "engagement_usagemonth",
    "segments_segment",
    "segments_segmentspan",
)


@dataclass
class Contract:
    """Both days inclusive, no last day where it was agreed without; `closed` is the first day after."""

    starts: int
    ends: int | None
    closed: int | None
    amount: Decimal | None
    currency: str
    is_free: bool
    seats: int | None

    @property
    def has_run(self):
        return self.closed is None or self.closed > self.starts

    def runs_on(self, day):
        is_over = self.ends is not None and day > self.ends
        return self.starts <= day and not is_over and (self.closed is None or day < self.closed)


@dataclass
class Product:
    """`arrived`: the days for which its usage came in, ascending; `numbers`: series by any name."""

    id: int
    arrived: list = field(default_factory=list)
    numbers: dict = field(default_factory=dict)


@dataclass
class Account:
    """Records are tuples with their day first; `usage` is {series number: {day: value}}."""

    id: int
    product: Product
    is_merged: bool
    attributes: dict
    usage: dict = field(default_factory=dict)
    contracts: list = field(default_factory=list)
    seats: list = field(default_factory=list)
    activities: list = field(default_factory=list)
    attendances: list = field(default_factory=list)
    invitations: list = field(default_factory=list)
    tickets: list = field(default_factory=list)
    roles: list = field(default_factory=list)
    views: list = field(default_factory=list)
    milestones: list = field(default_factory=list)
    segments: list = field(default_factory=list)
    totals: dict = field(default_factory=dict)

    def runs_on(self, day):
        return not self.is_merged and any(each.runs_on(day) for each in self.contracts)

    @property
    def first_day(self):
        """The first day of the first contract; one closed before it began does not count."""
        return min((each.starts for each in self.contracts if each.has_run), default=None)

    def segment_on(self, day):
        """The segment's key, "" for none; of spans that overlap the one begun later."""
        held = [
            (start, pk, key)
            for start, end, pk, key in self.segments
            if start <= day and (end is None or day < end)
        ]
        return max(held)[2] if held else ""


def day_of(value):
    if value is None:
        return None
    return (date.fromisoformat(value[:10]) if isinstance(value, str) else value).toordinal()


def scaled(value):
    """A number in ten-thousandths, half-even beyond four decimals."""
    return round(Decimal(str(value)) * 10_000)


def plain(value):
    return json.loads(value) if isinstance(value, str | bytes) else value


def usage_facts(blob, month):
    """11 bytes a fact, little-endian: series u16, day of the month u8, ten-thousandths i64."""
    for series, day, value in struct.iter_unpack("<HBq", bytes(blob)):
        yield series, month + day - 1, value


def read_products(tables):
    products = defaultdict(lambda: None)
    for row in [*tables["engagement_series"], *tables["accounts_account"]]:
        products[row["product_id"]] = products[row["product_id"]] or Product(row["product_id"])
    for row in tables["engagement_usageday"]:
        products[row["product_id"]].arrived.append(day_of(row["day"]))
    for row in tables["engagement_series"]:
        for name in [row["name"], *plain(row["aliases"])]:
            products[row["product_id"]].numbers[name] = row["number"]
    for product in products.values():
        product.arrived.sort()
    return products


def read_accounts(tables):
    """Return {account id: Account}."""
    products = read_products(tables)
    numbers = {
        row["key"] for row in tables["accounts_attributedefinition"] if row["type"] == "number"
    }
    accounts = {
        row["id"]: Account(
            row["id"],
            products[row["product_id"]],
            row["merged_into_id"] is not None,
            {
                key: scaled(value)
                for key, value in plain(row["attributes"]).items()
                if key in numbers and value not in ("", None)
            },
        )
        for row in tables["accounts_account"]
    }
    _read_usage(tables, accounts)
    _read_contracts(tables, accounts)
    _read_records(tables, accounts)
    _read_people(tables, accounts)
    return accounts


def _read_usage(tables, accounts):
    for row in tables["engagement_usagemonth"]:
        usage = accounts[row["account_id"]].usage
        for series, day, value in usage_facts(row["facts"], day_of(row["month"])):
            usage.setdefault(series, {})[day] = value


def _read_contracts(tables, accounts):
    for row in tables["accounts_contract"]:
        amount = row["annual_amount"]
        contract = Contract(
            starts=day_of(row["starts_on"]),
            ends=day_of(row["ends_on"]),
            closed=day_of(row["closed_on"]),
            amount=None if amount is None else Decimal(str(amount)),
            currency=row["currency"],
            is_free=bool(row["is_free"]),
            seats=row["seats"],
        )
        account = accounts[row["account_id"]]
        account.contracts.append(contract)
        if contract.seats is not None:
            account.seats.append((contract.starts, contract.seats))
    for row in tables["accounts_seatsspan"]:
        accounts[row["account_id"]].seats.append((day_of(row["from_on"]), row["seats"]))


def _read_records(tables, accounts):
    for row in tables["engagement_activity"]:
        accounts[row["account_id"]].activities.append((day_of(row["happened_on"]), row["kind"]))
    events = {row["id"]: row for row in tables["engagement_event"]}
    for row in tables["engagement_attendance"]:
        event = events[row["event_id"]]
        accounts[row["account_id"]].attendances.append(
            (day_of(event["held_on"]), row["status"], event["kind"])
        )
    for row in tables["engagement_npsinvitation"]:
        accounts[row["account_id"]].invitations.append(
            (day_of(row["invited_on"]), day_of(row["responded_on"]), row["score"])
        )
    for row in tables["engagement_ticket"]:
        accounts[row["account_id"]].tickets.append(
            (day_of(row["opened_on"]), day_of(row["closed_on"]), row["priority"])
        )
    for row in tables["engagement_contentview"]:
        accounts[row["account_id"]].views.append((day_of(row["viewed_on"]),))
    for row in tables["engagement_milestone"]:
        accounts[row["account_id"]].milestones.append(
            (day_of(row["due_on"]), day_of(row["reached_on"]))
        )


def _read_people(tables, accounts):
    account_of = {row["id"]: row["account_id"] for row in tables["accounts_contact"]}
    for row in tables["accounts_contactrolespan"]:
        accounts[account_of[row["contact_id"]]].roles.append(
            (day_of(row["from_on"]), day_of(row["to_on"]), row["role"], row["contact_id"])
        )
    key_of = {row["id"]: row["key"] for row in tables["segments_segment"]}
    for row in tables["segments_segmentspan"]:
        accounts[row["account_id"]].segments.append(
            (day_of(row["from_on"]), day_of(row["to_on"]), row["id"], key_of[row["segment_id"]])
        )


def read_rates(tables):
    """Return {currency: [(day, yen), ...] ascending}; the yen is always one yen."""
    rates = {"JPY": [(0, Decimal(1))]}
    for row in sorted(tables["accounts_exchangerate"], key=lambda row: day_of(row["on"])):
        known = rates.setdefault(row["currency"], [])
        known.append((day_of(row["on"]), Decimal(str(row["yen"]))))
    return rates


def read_bodies(tables, kind, product_id):
    """Return {key: body in force}: a product's own definition stands before the common one."""
    definitions = {row["id"]: row for row in tables["definitions_definition"]}
    found = {}
    for row in tables["definitions_definitionversion"]:
        definition = definitions[row["definition_id"]]
        if definition["kind"] == kind and row["state"] == "in_force":
            found[definition["product_id"], definition["key"]] = plain(row["body"])
    common = {key: body for (owner, key), body in found.items() if owner is None}
    return common | {key: body for (owner, key), body in found.items() if owner == product_id}
