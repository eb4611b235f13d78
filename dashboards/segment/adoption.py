"""How many accounts used each key feature within 28 days, by segment."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboards.segment.counts import Standing
from dashboards.segment.lists import Lists
from metrics.selectors import KeyFeature

# Steps of tint in a heat map.
TINTS = 5


@dataclass(frozen=True)
class Adopted:
    """A share in whole percent (None: nobody was judged), with the lists of those who do and do not."""

    percent: int | None
    tint: int
    accounts: int
    lacking: int
    uses_url: str
    lacks_url: str


@dataclass(frozen=True)
class FeatureLine:
    name: str
    words: str
    cells: list[Adopted]


def adoption(
    *, features: list[KeyFeature], standings: Mapping[Lists, Standing]
) -> list[FeatureLine]:
    """Return a line for each feature, with a cell for each segment, named by its lists."""
    return [
        FeatureLine(
            feature.name,
            feature.words,
            [_adopted(feature, lists, standing) for lists, standing in standings.items()],
        )
        for feature in features
    ]


def _adopted(feature, lists, standing):
    used, judged = standing.features[feature.key], standing.judged
    percent = round(100 * used / judged) if judged else None
    return Adopted(
        percent=percent,
        tint=min(TINTS - 1, percent * TINTS // 100) if judged else 0,
        accounts=used,
        lacking=judged - used,
        uses_url=lists.uses(feature),
        lacks_url=lists.lacks(feature),
    )
