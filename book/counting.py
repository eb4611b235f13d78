"""How the segments stood on a night, counted from its rows."""

from collections import Counter, defaultdict
from datetime import date

import numpy as np
from django.db.models import Count, Sum

from book.models import SegmentNight
from book.pair import AMOUNT
from core.exact import MISSING, SCALE
from health.domain.risk import RiskLevel
from health.domain.scorecard import Band
from metrics.models import AccountNight
from metrics.selectors import packed_metric
from stages.domain.definition import STAGE_KEYS


def count_segments(*, night: date) -> list[SegmentNight]:
    """Return, unsaved, a line for every segment that has accounts judged on `night`."""
    judged = AccountNight.objects.in_force().of_night(night)
    found = judged.values_list("segment_key", "band", "stage", "risk").annotate(
        Count("pk"), Sum("score"), Count("score")
    )
    parts = defaultdict(list)
    for segment_key, *part in found.order_by():
        parts[segment_key].append(part)
    arr = _arr(judged)
    return [_line(night, key, parts[key], arr[key]) for key in sorted(parts)]


def _line(night, segment_key, parts, arr):
    return SegmentNight(
        night=night,
        segment_key=segment_key,
        accounts=sum(accounts for *_, accounts, _, _ in parts),
        arr=arr,
        bands=_by_level(parts, 0, len(Band)),
        stages=_by_level(parts, 1, len(STAGE_KEYS)),
        risks=_by_level(parts, 2, len(RiskLevel)),
        score_total=sum(total or 0 for *_, total, _ in parts),
        scored=sum(scored for *_, scored in parts),
    )


def _by_level(parts, place, levels):
    counts = Counter()
    for part in parts:
        counts[part[place]] += part[3]
    return [counts[level] for level in range(levels)]


def _arr(judged):
    """Return {segment: yen}: of each account's packed metrics only the amount leaves the database."""
    packed = defaultdict(list)
    rows = judged.annotate(amount=packed_metric(AMOUNT)).exclude(amount=None).order_by()
    for segment_key, value in rows.values_list("segment_key", "amount").iterator():
        packed[segment_key].append(bytes(value))
    arr = Counter()
    for segment_key, values in packed.items():
        amounts = np.frombuffer(b"".join(values), "<i8")
        arr[segment_key] = int((amounts[amounts != MISSING] // SCALE).sum())
    return arr
