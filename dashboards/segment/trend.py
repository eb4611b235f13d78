"""Bands of a segment over the nights kept, one a week, each mark with the list behind it."""

from dataclasses import dataclass
from datetime import date

from book.past import ANY
from book.verdicts import BANDS
from dashboards.figures import one_decimal
from dashboards.segment.lists import Lists
from dashboards.segment.nights import counts_on

WEEKS = 26


@dataclass(frozen=True)
class Mark:
    key: str
    accounts: int
    url: str


@dataclass(frozen=True)
class TrendLine:
    night: date
    marks: list[Mark]
    mean_score: str
    url: str


def weekly(nights: list[date], *, until: date) -> list[date]:
    """Return the latest night of each week up to `until`, oldest first; weeks end on its weekday."""
    latest = {}
    for night in sorted(night for night in nights if night <= until):
        latest[(until - night).days // 7] = night
    return [latest[ago] for ago in sorted(latest, reverse=True) if ago < WEEKS]


def trend(*, nights: list[date], lists: Lists, judgements) -> list[TrendLine]:
    """Return how the bands stood on these nights."""
    kept = counts_on(nights=nights, judgements=judgements, segment_keys=[lists.segment_key])
    return [
        TrendLine(
            night,
            [
                Mark(sign.key, counts.bands[sign.level], lists.on(night, "band", sign.key))
                for sign in BANDS
            ],
            one_decimal(counts.mean_score),
            lists.on(night, "band", ANY),
        )
        for night in nights
        for counts in [kept.get((night, lists.segment_key))]
        if counts
    ]
