"""Why the revenue per account changed between two days: price, upsell, mix. Knows no database.

ARPA is an outcome: the parts explain what happened, none of them is a target.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Paid:
    """What an account pays in whole yen a year; `seats` None and `plan` "" where not known."""

    arr: int
    seats: int | None = None
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What one account did to the ARPA; None stands for a day on which it paid nothing here.

    `price` and `upsell` in whole yen of its own ARR, together `now.arr - then.arr`; both 0 for an
    account that came or left, whose effect is mix.
    """

    account_id: int
    then: Paid | None
    now: Paid | None
    price: int = 0
    upsell: int = 0


@dataclass(frozen=True)
class ArpaSplit:
    """ARPA in whole yen on two days, and the parts of its change: `now == then + price + upsell + mix`."""

    then: int
    now: int
    price: int
    upsell: int
    mix: int
    changes: tuple[Change, ...] = ()

    @property
    def change(self) -> int:
        return self.now - self.then


def split_arpa(then: Mapping[int, Paid], now: Mapping[int, Paid]) -> ArpaSplit | None:
    """Split the change of ARPA from `then` to `now`, both {account: Paid}; None where a day has nobody.

    With A the ARR and n the accounts that pay, K those who pay on both days:

        price  = sum over K of each one's price part  / n now
        upsell = sum over K of each one's upsell part / n now
        mix    = (ARR then of K + ARR now of who came) / n now - A then / n then

    so that mix is what ARPA had done if nobody's own amount had changed. Of one account's change,
    (seats now - seats then) x amount per seat then is upsell, rounded half to even, and the rest
    price; a change of plan is upsell as a whole; where seats are not known, they did not change.
    Days are rounded down to the yen, and the parts shared out by largest remainder, so that they
    add up.
    """
    if not then or not now:
        return None
    changes = tuple(
        _change(pk, then.get(pk), now.get(pk))
        for pk in sorted({*then, *now})
        if then.get(pk) != now.get(pk)
    )
    arr_then, arr_now = (sum(paid.arr for paid in day.values()) for day in (then, now))
    price, upsell = (
        Fraction(sum(getattr(each, part) for each in changes), len(now))
        for part in ("price", "upsell")
    )
    whole = Fraction(arr_now, len(now)) - Fraction(arr_then, len(then))
    first, latest = arr_then // len(then), arr_now // len(now)
    parts = _shared([price, upsell, whole - price - upsell], total=latest - first)
    return ArpaSplit(first, latest, *parts, changes)


def _change(account_id, then, now):
    if then is None or now is None:
        return Change(account_id, then, now)
    upsell = _upsell(then, now)
    return Change(account_id, then, now, now.arr - then.arr - upsell, upsell)


def _upsell(then, now):
    if then.plan != now.plan:
        return now.arr - then.arr
    if not then.seats or now.seats is None:
        return 0
    return round(Fraction((now.seats - then.seats) * then.arr, then.seats))


def _shared(parts, *, total):
    """Round fractions down, and give what is left up to `total` to the largest remainders."""
    found = [part.numerator // part.denominator for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda at: found[at] - parts[at])
    for at in by_remainder[: total - sum(found)]:
        found[at] += 1
    return found
