"""Every metric of the glossary once more, one account and one day at a time, from its words.

Slow on purpose: loops over days, sums of Python integers, shares as fractions. What is not known is
None; every other value is an integer of ten-thousandths of the metric's unit.
"""

from bisect import bisect_right
from datetime import date
from fractions import Fraction
from functools import cache, cached_property

ONE = 10_000
# Usage that came this many days before the day, or later, still speaks of it.
LATEST_USABLE_DAYS = 14
FRESH_DAYS = 2


class Recompute:
    """Metrics of accounts of one product, by the bodies in force and the exchange rates known."""

    def __init__(self, bodies, rates):
        self.bodies, self.rates = bodies, rates

    def all(self, account, day, segment=""):
        """Return {metric key: value or None}."""
        return self.some(self.bodies, account, day, segment)

    def some(self, keys, account, day, segment=""):
        found = {}
        for key in keys:
            self._one(key, account, day, segment, found)
        return found

    def _one(self, key, account, day, segment, found):
        if key in found:
            return found[key]
        source = self.bodies[key]["source"]
        if source["from"] == "usage":
            found[key] = usage_metric(source, account, day, segment)
        elif source["from"] == "attribute":
            found[key] = account.attributes.get(source["key"])
        elif source["from"] == "derived":
            parts = [self._one(part, account, day, segment, found) for part in source["of"]]
            found[key] = None if None in parts else DERIVED[source["operation"]](parts)
        elif source["aggregate"] == "sum_open":
            found[key] = annual_amount(account, day, self.rates)
        else:
            found[key] = RECORDS[source["from"], source["aggregate"]](source, account, day)
        return found[key]

    def stale(self, product, day):
        """Name the metrics that rest on usage older than FRESH_DAYS on `day`."""
        end = usage_end(product, day)
        if end is not None and day - end <= FRESH_DAYS:
            return set()
        return self._resting_on_usage

    @cached_property
    def _resting_on_usage(self):
        return {key for key in self.bodies if self._rests_on_usage(key)}

    def _rests_on_usage(self, key):
        source = self.bodies[key]["source"]
        return source["from"] == "usage" or any(map(self._rests_on_usage, source.get("of", ())))


def percent(part, whole):
    """A share in percent, half-even to four decimals; of nothing there is no share."""
    return round(Fraction(part, whole) * 100 * ONE) if whole > 0 else None


DERIVED = {
    "share": lambda parts: percent(*parts),
    "change": lambda parts: percent(parts[0] - parts[1], parts[1]),
    "sum": sum,
    "difference": lambda parts: parts[0] - sum(parts[1:]),
}

# Usage


def usage_end(product, day):
    """The latest day up to `day` for which the product's usage arrived; windows end there."""
    place = bisect_right(product.arrived, day)
    return product.arrived[place - 1] if place else None


def usage_metric(source, account, day, segment):
    end = usage_end(account.product, day)
    if end is None or day - end > LATEST_USABLE_DAYS:
        return None
    if "features" in source:
        return feature_metric(source, account, end, segment)
    numbers = series_numbers(
        account.product, source.get("series", ["*"]), source.get("without", ())
    )
    if not numbers:
        return None
    return USAGE[source["aggregate"]](source, account, daily(account, numbers), end)


def series_numbers(product, names, without):
    known = product.numbers
    if "*" in names:
        return tuple(
            sorted(set(known.values()) - {known[name] for name in without if name in known})
        )
    return tuple(sorted({known[name] for name in names if name in known}))


def daily(account, numbers):
    """What these series came to together, {day: sum}, for the days with a fact."""
    if numbers not in account.totals:
        sums = {}
        for number in numbers:
            for day, value in account.usage.get(number, {}).items():
                sums[day] = sums.get(day, 0) + value
        account.totals[numbers] = sums
    return account.totals[numbers]


def window(source, end):
    """The days of the window, latest first."""
    stop = end - source.get("ending_days_ago", 0)
    return range(stop, stop - source.get("window_days", 400), -1)


def usage_sum(source, account, sums, end):
    return sum(sums.get(day, 0) for day in window(source, end))


def active_days(source, account, sums, end):
    return ONE * sum(sums.get(day, 0) > 0 for day in window(source, end))


def latest_use(source, sums, end):
    return next((day for day in window(source, end) if sums.get(day, 0) > 0), None)


def days_since_use(source, account, sums, end):
    used = latest_use(source, sums, end)
    return None if used is None else (end - used) * ONE


def idle_days(source, account, sums, end):
    used, begun = latest_use(source, sums, end), account.first_day
    if begun is None:
        return 0
    return max(end - (begun if used is None else max(used, begun)), 0) * ONE


def latest_report(source, account, sums, end):
    return next((sums[day] for day in window(source, end) if day in sums), None)


@cache
def month_of(day):
    return date.fromordinal(day).isoformat()[:7]


def top_months_share(source, account, sums, end):
    by_month = {}
    for day in window(source, end):
        month = month_of(day)
        by_month[month] = by_month.get(month, 0) + sums.get(day, 0)
    busiest = sorted(by_month.values(), reverse=True)[: source["months"]]
    return percent(sum(busiest), sum(by_month.values()))


USAGE = {
    "sum": usage_sum,
    "active_days": active_days,
    "days_since": days_since_use,
    "idle_days": idle_days,
    "latest": latest_report,
    "top_months_share": top_months_share,
}


def feature_metric(source, account, end, segment):
    """The key features, or all series alike where the product supplies none of the features."""
    known, features = account.product.numbers, source["features"]
    if any(name in known for name in features):
        weights = source.get("overrides", {}).get(segment, features)
        channels = {name: (known[name],) for name in features if name in known}
        weight_of = {name: weights.get(name, 0) for name in features}
    else:
        numbers = series_numbers(account.product, ["*"], source.get("without", ()))
        channels = {number: (number,) for number in numbers}
        weight_of = dict.fromkeys(numbers, 1)
    if not weight_of:
        return None
    used = {
        name
        for name, channel in channels.items()
        if any(daily(account, channel).get(day, 0) > 0 for day in window(source, end))
    }
    if source["aggregate"] == "features_used":
        return len(used) * ONE
    if source["aggregate"] == "features_share":
        return percent(len(used), len(weight_of))
    return percent(sum(weight_of[name] for name in used), sum(weight_of.values()))


# Records


def within(day, happened, source):
    """Dated on the day or before and, where there is a window, among its latest days."""
    days = source.get("window_days", 0)
    return happened is not None and happened <= day and (not days or day - happened < days)


def is_kind(source, kind):
    return not source.get("kinds") or kind in source["kinds"]


def count(days, source, day):
    return ONE * sum(within(day, happened, source) for happened in days)


def days_since(days, day):
    past = [happened for happened in days if happened <= day]
    return (day - max(past)) * ONE if past else None


def activity_days(source, account):
    return [happened for happened, kind in account.activities if is_kind(source, kind)]


def attended_days(source, account):
    """ "attended" is any event attended, "attended:user_group" one of that kind."""
    wanted = [name.partition(":") for name in source["kinds"]]
    return [
        held
        for held, status, kind in account.attendances
        if any(status == name and (not rest or kind == rest) for name, _, rest in wanted)
    ]


def latest_answer(source, account, day):
    """Of several answers on one day the lowest counts."""
    answers = [
        (responded, -score)
        for _, responded, score in account.invitations
        if score is not None and within(day, responded, source)
    ]
    return -max(answers)[1] * ONE if answers else None


def is_answered(source, account, day):
    """Of several invitations on one day one answer is enough."""
    asked = [row for row in account.invitations if within(day, row[0], source)]
    if not asked:
        return None
    latest = max(invited for invited, _, _ in asked)
    return ONE * any(
        responded is not None and max(responded, invited) <= day
        for invited, responded, _ in asked
        if invited == latest
    )


def open_tickets(source, account, day):
    return [
        opened
        for opened, closed, priority in account.tickets
        if is_kind(source, priority) and opened <= day and (closed is None or day < closed)
    ]


def oldest_ticket(source, account, day):
    waiting = open_tickets(source, account, day)
    return (day - min(waiting)) * ONE if waiting else None


def latest_seats(source, account, day):
    """Of several on one day the lowest counts."""
    known = [(since, -seats) for since, seats in account.seats if since <= day]
    return -max(known)[1] * ONE if known else None


def people(source, account, day):
    """The contacts who hold the role on the day, each once."""
    return {
        contact
        for since, until, role, contact in account.roles
        if is_kind(source, role) and since <= day and (until is None or day < until)
    }


def days_since_gone(source, account, day):
    """Days since the latest one left, while nobody holds the role."""
    ends = [
        max(since, until)
        for since, until, role, _ in account.roles
        if is_kind(source, role) and until is not None and max(since, until) <= day
    ]
    if people(source, account, day) or not ends:
        return None
    return (day - max(ends)) * ONE


def days_to_end(source, account, day):
    ends = [contract.ends for contract in account.contracts if contract.runs_on(day)]
    return None if not ends or None in ends else (max(ends) - day) * ONE


def tenure(source, account, day):
    begun = account.first_day
    return None if begun is None or begun > day else (day - begun) * ONE


def annual_amount(account, day, rates):
    """Running, not free, with an amount in a currency whose rate is known on the day; in yen."""
    amounts = [
        round(Fraction(contract.amount) * Fraction(rate) * ONE)
        for contract in account.contracts
        if contract.runs_on(day) and not contract.is_free and contract.amount is not None
        for rate in [rate_on(rates, contract.currency, day)]
        if rate is not None
    ]
    return sum(amounts) if amounts else None


def rate_on(rates, currency, day):
    return next((yen for on, yen in reversed(rates.get(currency, [])) if on <= day), None)


def overdue_milestones(source, account, day):
    return ONE * sum(
        due is not None and due < day and (reached is None or reached > day)
        for due, reached in account.milestones
    )


RECORDS = {
    ("activities", "count"): lambda s, a, day: count(activity_days(s, a), s, day),
    ("activities", "days_since"): lambda s, a, day: days_since(activity_days(s, a), day),
    ("events", "count"): lambda s, a, day: count(attended_days(s, a), s, day),
    ("events", "days_since"): lambda s, a, day: days_since(attended_days(s, a), day),
    ("nps", "latest"): latest_answer,
    ("nps", "answered"): is_answered,
    ("tickets", "open"): lambda s, a, day: ONE * len(open_tickets(s, a, day)),
    ("tickets", "count"): lambda s, a, day: count([row[0] for row in a.tickets], s, day),
    ("tickets", "oldest_open_days"): oldest_ticket,
    ("seats", "latest"): latest_seats,
    ("contacts", "open"): lambda s, a, day: ONE * len(people(s, a, day)),
    ("contacts", "days_since_gone"): days_since_gone,
    ("contract_ends", "days_to_end"): days_to_end,
    ("contracts", "tenure"): tenure,
    ("content_views", "count"): lambda s, a, day: count([row[0] for row in a.views], s, day),
    ("milestones", "count"): lambda s, a, day: count([row[1] for row in a.milestones], s, day),
    ("milestones", "overdue"): overdue_milestones,
}
