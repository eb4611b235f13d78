"""When the contracts of a segment end, and at which risk, by accounts and ARR."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from book.models import AccountStatus
from book.verdicts import RISKS
from dashboards.segment.lists import Lists
from dashboards.segment.then import TO_END, NightOf

MONTHS = 12
_COUNTED = {"n": Count("pk"), "total": Sum("arr", filter=Q(is_free=False), default=0)}


@dataclass(frozen=True)
class Ending:
    """Accounts at one risk whose contracts end in one month, and their ARR in yen."""

    key: str
    word: Any
    accounts: int
    arr: int
    url: str


@dataclass(frozen=True)
class EndingMonth:
    """`sealed` accounts of the month are at no risk level that the reader may see."""

    month: date
    endings: list[Ending]
    accounts: int
    arr: int
    sealed: int
    url: str


def endings(*, for_user, judgements, segment, as_of: date, lists: Lists) -> list[EndingMonth]:
    """Return the twelve months from that of `as_of` on, those without an end included."""
    months = months_from(as_of)
    rows = (
        AccountStatus.objects.visible_to(for_user)
        .filter(is_running=True, segment=segment, ends_on__gte=months[0])
        .order_by()
        .values(month=TruncMonth("ends_on"))
    )
    found = defaultdict(dict)
    shown = judgements.unsealed(rows, "risk", account_field="pk")
    for month, risk, n, arr in shown.values_list("month", "risk").annotate(**_COUNTED):
        found[month][risk] = n, arr
    totals = {month: (n, arr) for month, n, arr in rows.values_list("month").annotate(**_COUNTED)}
    return [_month(month, found[month], totals.get(month, (0, 0)), lists) for month in months]


def endings_then(read: NightOf, *, lists: Lists) -> list[EndingMonth]:
    """Return the same of an earlier night, of the ends that it knew."""
    months = months_from(read.night)
    found = {month: defaultdict(lambda: (0, 0)) for month in months}
    sealed, arr = read.sealed["risk"], read.arr
    for row in np.flatnonzero(read.known(TO_END)):
        levels = found.get(read.end_of(row).replace(day=1))
        if levels is not None:
            level = None if sealed[row] else int(read.risks[row])
            n, total = levels[level]
            levels[level] = n + 1, total + int(arr[row])
    return [_month(month, *_apart(found[month]), lists) for month in months]


def _apart(levels):
    """Return what may be seen by level, and all together."""
    shown = {level: counted for level, counted in levels.items() if level is not None}
    return shown, (sum(n for n, _ in levels.values()), sum(arr for _, arr in levels.values()))


def months_from(day: date) -> list[date]:
    """Return the first days of `day`'s month and of those after it."""
    first = day.year * 12 + day.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(first, first + MONTHS)]


def _month(month, by_risk, total, lists):
    key = f"{month:%Y-%m}"
    return EndingMonth(
        month=month,
        endings=[
            Ending(
                sign.key,
                sign.word,
                *by_risk.get(sign.level, (0, 0)),
                lists.now(month=key, risk=(sign.key,)),
            )
            for sign in RISKS
        ],
        accounts=total[0],
        arr=total[1],
        sealed=total[0] - sum(n for n, _arr in by_risk.values()),
        url=lists.now(month=key),
    )
