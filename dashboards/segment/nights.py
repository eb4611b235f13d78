"""What the accounts of segments added up to on nights that are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from book.kept_nights import compared_night, nearest
from book.models import SegmentNight
from dashboards.segment.counts import Counts
from metrics.models import AccountNight


@dataclass(frozen=True)
class Chosen:
    """The nights to show, and the days asked for where another night stands in for them.

    `since` None: nothing earlier is kept. `is_kept` is false where no night is kept so early.
    `earliest` is the first night that is kept.
    """

    as_of: date
    is_latest: bool
    since: date | None = None
    is_kept: bool = True
    asked: date | None = None
    asked_since: date | None = None
    first: date | None = None
    earliest: date | None = None

    @property
    def first_url(self) -> str:
        return f"?as_of={self.first:%Y-%m-%d}" if self.first else ""


def choose(
    *, asked: date | None, since: date | None, nights: Sequence[date], latest: date
) -> Chosen:
    """Find the nearest night at or before each day asked for; by default the latest and 28 days before."""
    nights = sorted(night for night in nights if night < latest)
    as_of = nearest([*nights, latest], asked or latest)
    if as_of is None:
        return Chosen(asked, is_latest=False, is_kept=False, first=nights[0] if nights else latest)
    compared = nearest([night for night in nights if night < as_of], since) if since else None
    return Chosen(
        as_of,
        is_latest=as_of == latest,
        since=compared or compared_night(nights, as_of=as_of),
        asked=asked if asked and asked != as_of else None,
        asked_since=since if since and since != compared else None,
        earliest=nights[0] if nights else as_of,
    )


def counts_on(*, nights, judgements, segment_keys) -> Mapping[tuple[date, str], Counts]:
    """Return the counts of these nights by (night, segment key)."""
    rows = SegmentNight.objects.filter(night__in=nights, segment_key__in=segment_keys)
    hidden = {
        question: _sealed_on(question, field, nights, judgements)
        for question, field in (("score", "band"), ("stage", "stage"))
    }
    return {(row.night, row.segment_key): _kept(row, hidden) for row in rows}


def _sealed_on(question, field, nights, judgements):
    """Return {(night, segment): {level: (accounts, sum of scores, how many scores)}} of what is sealed."""
    ids = judgements.sealed.get(question)
    if not ids:
        return {}
    rows = AccountNight.objects.in_force().filter(account__among=ids, night__in=nights)
    found = {}
    counted = rows.order_by().values_list("night", "segment_key", field)
    for night, key, level, *rest in counted.annotate(Count("pk"), Sum("score"), Count("score")):
        found.setdefault((night, key), {})[level] = rest
    return found


def _kept(row, hidden):
    place = row.night, row.segment_key
    scores, stages = (hidden[question].get(place, {}) for question in ("score", "stage"))
    return Counts(
        accounts=row.accounts,
        arr=row.arr,
        bands={level: n - _hidden(scores, level) for level, n in enumerate(row.bands)},
        stages={level: n - _hidden(stages, level) for level, n in enumerate(row.stages)},
        score_total=row.score_total - sum(total or 0 for _n, total, _m in scores.values()),
        scored=row.scored - sum(scored for _n, _total, scored in scores.values()),
    )


def _hidden(levels, level):
    return levels[level][0] if level in levels else 0
