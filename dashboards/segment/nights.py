"""What the accounts of segments added up to on nights that are kept."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Count, Sum

from book.models import SegmentNight
from dashboards.segment.counts import Counts
from metrics.models import AccountNight


def kept_nights() -> list[date]:
    """Return the nights of which counts are kept, latest first."""
    nights = SegmentNight.objects.order_by("-night").values_list("night", flat=True)
    return list(nights.distinct())


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
