"""The segments side by side, read for one member."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from book.query import UNCLASSIFIED
from book.verdicts import BANDS, STAGES
from core.wording import localized
from dashboards.figures import Figure, Part, shares
from dashboards.segment.adoption import FeatureLine, adoption
from dashboards.segment.counts import Standing, standings
from dashboards.segment.lists import Lists
from dashboards.segment.nights import counts_on
from dashboards.segment.numbers import figures
from metrics.selectors import key_features
from segments.models import Segment


@dataclass(frozen=True)
class Column:
    """One segment: `segment` is None for the unclassified, `figures` empty where nobody is in it."""

    segment: Segment | None
    name: Any
    url: str
    figures: list[Figure]
    bands: list[Part]
    stages: list[Part]
    sealed: int


@dataclass(frozen=True)
class Overview:
    """`adopters` names the columns of `adoption`."""

    columns: list[Column]
    adopters: list[str]
    adoption: list[FeatureLine]


def overview(*, for_user, judgements, as_of: date, since: date | None) -> Overview:
    """Return a column for each segment the member may see, and one for the unclassified in sight."""
    segments = list(Segment.objects.visible_to(for_user).select_related("manager"))
    features = key_features()
    found = standings(
        for_user=for_user,
        judgements=judgements,
        as_of=as_of,
        by="segment",
        features=[feature.key for feature in features],
    )
    keys = [*(segment.key for segment in segments), ""]
    then = counts_on(nights=[since] if since else [], judgements=judgements, segment_keys=keys)
    columns = [
        _column(segment, found.get(segment.pk), then.get((since, segment.key)), as_of)
        for segment in segments
    ]
    if None in found:
        columns.append(_column(None, found[None], then.get((since, "")), as_of))
    inhabited = [segment for segment in segments if segment.pk in found]
    return Overview(
        columns,
        [localized(segment, "name") for segment in inhabited],
        adoption(
            features=features,
            standings={segment.key: found[segment.pk] for segment in inhabited},
        ),
    )


def _column(segment, standing: Standing | None, then, as_of):
    key = segment.key if segment else UNCLASSIFIED
    lists = Lists(key, as_of, is_latest=True)
    counts = standing.counts if standing else None
    return Column(
        segment=segment,
        name=localized(segment, "name") if segment else _("Unclassified, to be checked"),
        url=lists.now(),
        figures=figures(standing, then, lists) if standing else [],
        bands=_laid_out(BANDS, counts.bands, "band", lists) if counts else [],
        stages=_laid_out(STAGES, counts.stages, "stage", lists) if counts else [],
        sealed=max(standing.sealed.values(), default=0) if standing else 0,
    )


def _laid_out(signs, by_level, question, lists):
    return shares(
        (sign, by_level[sign.level], lists.now(**{question: (sign.key,)})) for sign in signs
    )
