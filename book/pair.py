"""The accounts of segments on the two nights that are compared, read once for all that moved."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from core.exact import MISSING, SCALE
from metrics.models import AccountNight
from metrics.selectors import packed_metric

AMOUNT, SEATS = "annual_amount", "seats"


class Stood(NamedTuple):
    """How an account stood on a night; `arr` in yen where it pays, `seats` where known."""

    band: int
    stage: int
    arr: int | None
    seats: int | None


@dataclass(frozen=True)
class Pair:
    """{account: Stood} of one segment on the earlier night and on the later one."""

    then: Mapping[int, Stood] = field(default_factory=dict)
    now: Mapping[int, Stood] = field(default_factory=dict)


def read_pairs(
    *, segment_keys: Collection[str], as_of: date, since: date, among: Collection[int] | None = None
) -> Mapping[str, Pair]:
    """Return a pair for each segment, of all its accounts or those `among` ids, in three queries."""
    nights = AccountNight.objects.in_force().filter(
        night__in=[since, as_of], segment_key__in=segment_keys
    )
    if among is not None:
        nights = nights.filter(account__among=among)
    rows = (
        nights.annotate(amount=packed_metric(AMOUNT), seats=packed_metric(SEATS))
        .order_by()
        .values_list("segment_key", "night", "account", "band", "stage", "amount", "seats")
    )
    pairs = {key: Pair({}, {}) for key in segment_keys}
    for key, night, account, band, stage, amount, seats in rows.iterator():
        day = pairs[key].now if night == as_of else pairs[key].then
        day[account] = Stood(band, stage, _whole(amount), _whole(seats))
    return pairs


def _whole(packed):
    """Return a packed metric as a whole number, None where it is not known."""
    if packed is None:
        return None
    value = int.from_bytes(packed, "little", signed=True)
    return None if value == MISSING else value // SCALE
