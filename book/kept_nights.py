"""The nights of which counts are kept, and which of them stands in for a day."""

from collections.abc import Sequence
from datetime import date, timedelta

from book.models import SegmentNight

COMPARED_DAYS = 28


def kept_nights() -> list[date]:
    """Return the nights of which counts are kept, latest first."""
    nights = SegmentNight.objects.order_by("-night").values_list("night", flat=True)
    return list(nights.distinct())


def nearest(nights: Sequence[date], day: date) -> date | None:
    """Return the latest of `nights` (ascending) at or before `day`."""
    return next((night for night in reversed(nights) if night <= day), None)


def compared_night(nights: Sequence[date], *, as_of: date) -> date | None:
    """Return the latest of the kept `nights` at least 28 days before `as_of`, else the earliest before it."""
    earlier = sorted(night for night in nights if night < as_of)
    due = nearest(earlier, as_of - timedelta(days=COMPARED_DAYS))
    return due or (earlier[0] if earlier else None)
