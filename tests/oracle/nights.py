"""Running nights, and reading what they kept, for comparison with the recomputation."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from core import ledger
from core.exact import MISSING
from metrics.models import AccountNight, MetricRegistry
from nightly.services import request_backfill, request_night

AS_KEPT = (
    "segment_key",
    "rule_segment_key",
    "score",
    "base_score",
    "band",
    "exception_key",
    "risk",
    "risk_reasons",
)


def run_night(day):
    """Judge a day in the small hours of the next one."""
    at = datetime.combine(day + timedelta(days=1), time(2), ZoneInfo("Asia/Tokyo"))
    return ledger.drive(request_night(night=day, at=at).pk)


def run_backfill(first, final, *, every_days=1):
    return ledger.drive(request_backfill(first=first, final=final, every_days=every_days).pk)


def kept_nights(days, **filters):
    """Return {(account id, night): what was kept, unpacked into plain values}."""
    keys = dict(MetricRegistry.objects.values_list("pk", "keys"))
    rows = AccountNight.objects.in_force().filter(night__in=days, **filters)
    return {(row.account_id, row.night): _plain(row, keys[row.registry_id]) for row in rows}


def _plain(row, keys):
    values = np.frombuffer(row.metrics, "<i8").tolist()
    stale = np.unpackbits(np.frombuffer(row.stale, np.uint8), count=len(keys))
    return {
        "metrics": {
            key: None if value == MISSING else value
            for key, value in zip(keys, values, strict=True)
        },
        "stale": {key for key, is_stale in zip(keys, stale, strict=True) if is_stale},
        "measures": np.frombuffer(row.measures, "<i8").tolist(),
        "stage": (row.stage, row.stage_since.toordinal()),
        **{name: getattr(row, name) for name in AS_KEPT},
    }
