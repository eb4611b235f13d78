"""Reads about nights: how fresh everything is, which ran, and how far one has come."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from book.selectors import latest_night
from engagement.models import Watermark


@dataclass(frozen=True)
class Freshness:
    """`night` is the day judged last, `usage_to` the day to which every product's usage reaches."""

    night: date | None
    usage_to: date | None

    @property
    def is_usage_late(self):
        return bool(self.night and self.usage_to and self.usage_to < self.night)


def freshness() -> Freshness:
    usage = Watermark.objects.filter(dataset="usage").aggregate(to=Min("latest_day"))
    return Freshness(latest_night(), usage["to"])
