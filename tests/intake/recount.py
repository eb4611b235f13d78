"""The real files counted anew, row by row, without any code of the platform."""

import csv
from collections import Counter, defaultdict
from datetime import date
from itertools import combinations


def day_first(text):
    return date(*map(int, reversed(text[:10].split("-")))) if text else None


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class RavenStack:
    """What the files of the made-up software vendor hold."""

    def __init__(self, folder):
        def of(name):
            return rows_of(folder / f"ravenstack_{name}.csv")

        self.accounts, self.tickets = of("accounts"), of("support_tickets")
        self.subscriptions = {row["subscription_id"]: row for row in of("subscriptions")}
        self.usage = of("feature_usage")
        self.by_account = defaultdict(list)
        for row in self.subscriptions.values():
            row["from"], row["to"] = day_first(row["start_date"]), day_first(row["end_date"])
            self.by_account[row["account_id"]].append(row)
        for row in self.usage:
            row["on"] = day_first(row["usage_date"])
            row["of"] = self.subscriptions[row["subscription_id"]]

    def repeated(self):
        """Return the lines of rows whose id stands in a row before."""
        first = {}
        lines = enumerate((row["usage_id"] for row in self.usage), start=2)
        return [line for line, each in lines if first.setdefault(each, line) != line]

    def with_ids_of_their_own(self):
        """Return the rows whose id did not come before."""
        repeated = set(self.repeated())
        return [row for line, row in enumerate(self.usage, start=2) if line not in repeated]

    def facts(self, measure="usage_count"):
        """Return {(account, feature, day): sum of a measure} of all rows."""
        return added_up(self.usage, measure)

    def facts_without_any_subscription(self):
        """Return {account: facts other than zero on days on which none of its subscriptions ran}."""
        return Counter(
            account
            for (account, _, day), value in self.facts().items()
            if value and not any(runs_on(each, day) for each in self.by_account[account])
        )

    def overlapping_pairs(self):
        """Return {account: pairs of paid subscriptions to one plan that run on the same day}."""
        return Counter(
            account
            for account, own in self.by_account.items()
            for one, two in combinations((row for row in own if row["is_trial"] == "FALSE"), 2)
            if one["plan_tier"] == two["plan_tier"]
            and one["from"] <= (two["to"] or date.max)
            and two["from"] <= (one["to"] or date.max)
        )

    def running(self, day):
        """Return {account: its subscriptions that run on the day}."""
        found = {
            key: [row for row in own if runs_on(row, day)] for key, own in self.by_account.items()
        }
        return {key: own for key, own in found.items() if own}


def outside_their_subscription(rows):
    """Return how many rows are dated before their subscription began, and how many after it."""
    before = sum(row["on"] < row["of"]["from"] for row in rows)
    after = sum(bool(row["of"]["to"]) and row["on"] > row["of"]["to"] for row in rows)
    return before, after


def added_up(rows, measure):
    """Return {(account, feature, day): sum of a measure}."""
    found = Counter()
    for row in rows:
        found[row["of"]["account_id"], row["feature_name"], row["on"]] += int(row[measure])
    return found


def runs_on(row, day):
    return row["from"] <= day and (row["to"] is None or day <= row["to"])


class Retail:
    """What a file of invoice lines holds: rows without a customer, returns, and what was bought."""

    def __init__(self, path):
        self.rows, self.refused = 0, Counter()
        self.bought = Counter()
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self.rows += 1
                wrong = [not row["Customer ID"], int(row["Quantity"]) < 0]
                if any(wrong):
                    codes = ("required", "too_small")
                    self.refused[
                        tuple(c for c, is_so in zip(codes, wrong, strict=True) if is_so)
                    ] += 1
                else:
                    day = date.fromisoformat(row["InvoiceDate"][:10])
                    self.bought[row["Customer ID"], day] += int(row["Quantity"])

    @property
    def customers(self):
        return {customer for customer, _ in self.bought}

    @property
    def days(self):
        return {day for _, day in self.bought}
