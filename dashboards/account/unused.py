"""Key features that an account does not use yet, with what each would bring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from book.query import UNCLASSIFIED
from core.exact import MISSING
from core.formats import decimal
from dashboards.segment.lists import book_url
from metrics.selectors import KeyFeature


@dataclass(frozen=True)
class Unused:
    """A feature not used within the window of the activity score.

    `gain` is what one day of use would add to that score, in points; `latest_on` the latest day of use
    within what the chart shows, None where there was none; `users_url` leads to those of the same
    segment who use it.
    """

    name: str
    words: str
    metric: str
    gain: str
    latest_on: date | None
    users_url: str


def unused_features(
    *,
    features: list[KeyFeature],
    source: dict[str, Any],
    reading,
    latest: Mapping[str, date | None],
) -> list[Unused]:
    """Return what an account leaves unused of its product's key features, the greatest gain first.

    `source` is that of the activity score in force, `latest` the latest day of use by series; features
    that are not among these, as the product does not supply them, are left out.
    """
    segment_key = reading.row.segment_key
    weights = source.get("overrides", {}).get(segment_key, source["features"])
    total = sum(weights.values())
    waiting = [
        feature
        for feature in features
        if feature.key in latest
        and weights.get(feature.key)
        and reading.values.get(feature.metric, MISSING) in (0, MISSING)
    ]
    return [
        Unused(
            name=feature.name,
            words=feature.words,
            metric=feature.metric,
            gain=decimal(100 * weights[feature.key] / total, places=0),
            latest_on=latest[feature.key],
            users_url=book_url(segment=(segment_key or UNCLASSIFIED,), uses=feature.key),
        )
        for feature in sorted(waiting, key=lambda each: -weights[each.key])
    ]
