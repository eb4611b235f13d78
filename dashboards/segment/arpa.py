"""Why a segment's revenue per account changed between two nights, and which accounts did it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Account
from book.comparing import is_paying, split_of
from book.domain.arpa import ArpaSplit, Change, Paid
from book.pair import Pair

MOST_LINES = 200


@dataclass(frozen=True)
class ArpaLine:
    """What one account did: its ARR on both days in yen, None where it paid nothing here.

    `effect` is what it did to the ARPA, in whole yen, rounded by itself.
    """

    account_id: int
    name: str
    way: str
    then: Paid | None
    now: Paid | None
    price: int
    upsell: int
    effect: int


@dataclass(frozen=True)
class ArpaPage:
    """`lines` the strongest first; `total` counts them, the `unnamed` out of sight, and those cut off.

    `paying_then` and `paying_now` count the accounts that pay on either day.
    """

    split: ArpaSplit | None
    lines: list[ArpaLine]
    total: int
    unnamed: int
    paying_then: int
    paying_now: int

    @property
    def is_cut(self) -> bool:
        return len(self.lines) + self.unnamed < self.total


def arpa_page(pair: Pair, *, for_user, as_of: date, since: date) -> ArpaPage:
    """Return the split with a line for each account in sight that came, left, or pays another amount.

    The split and the total count all accounts of the segment, in sight or not.
    """
    split = split_of(pair, as_of=as_of, since=since)
    sizes = [sum(map(is_paying, day.values())) for day in (pair.then, pair.now)]
    if split is None:
        return ArpaPage(None, [], 0, 0, *sizes)
    effects = {each.account_id: _effect(each, split.then, sizes[1]) for each in split.changes}
    moved = Account.objects.visible_to(for_user).filter(pk__among=list(effects))
    name_of = dict(moved.values_list("pk", "name"))
    seen = [each for each in split.changes if each.account_id in name_of]
    strongest = sorted(seen, key=lambda each: -abs(effects[each.account_id]))[:MOST_LINES]
    lines = [
        ArpaLine(
            each.account_id,
            name_of[each.account_id],
            _way(each),
            each.then,
            each.now,
            each.price,
            each.upsell,
            effects[each.account_id],
        )
        for each in strongest
    ]
    total = len(split.changes)
    return ArpaPage(split, lines, total, total - len(seen), *sizes)


def _effect(change: Change, arpa_then, paying_now):
    """Spread an own change, or how far who came stands above the ARPA of then, over those who pay now."""
    if change.then is None:
        moved = change.now.arr - arpa_then
    elif change.now is None:
        moved = arpa_then - change.then.arr
    else:
        moved = change.now.arr - change.then.arr
    return round(moved / paying_now)


def _way(change):
    if change.then is None:
        return pgettext("account", "came")
    if change.now is None:
        return pgettext("account", "left")
    if change.then.plan != change.now.plan:
        return _("plan")
    return _("seats") if change.upsell else _("price")
