"""Writing where accounts stand: their spans, and the point from which the next night goes on."""

from dataclasses import dataclass

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray

from core.bulk import upsert
from core.calendar import from_ordinal, to_ordinal
from metrics.querysets import LANE_IN_FORCE
from stages.domain.path import NOT_BEGUN, PathState, Replay
from stages.domain.spans import OPEN, spans
from stages.models import PathPoint, StageSpan

_POINT_FIELDS = (
    "account",
    "lane",
    "day",
    "stage",
    "since_on",
    "failing_days",
    "best_while_failing",
    "version",
)


@dataclass(frozen=True)
class Path:
    """The stages of some rows of a shard over `days`; `is_whole` when followed from the very start."""

    rows: NDArray[np.int64]
    days: NDArray[np.int32]
    replayed: Replay
    is_whole: bool

    def of(self, chosen: NDArray[np.bool_]) -> "Path":
        """Keep the chosen ones among its rows."""
        state = self.replayed.state
        kept = PathState(
            stage=state.stage[chosen],
            since_day=state.since_day[chosen],
            failing_days=state.failing_days[chosen],
            best_while_failing=state.best_while_failing[chosen],
        )
        replayed = Replay(self.replayed.stage[chosen], self.replayed.since[chosen], kept)
        return Path(self.rows[chosen], self.days, replayed, self.is_whole)


def states_after(account_ids, *, day, version):
    """Return {account id: row of its PathPoint} where the path stands exactly after `day`."""
    points = PathPoint.objects.filter(
        account__among=account_ids, lane=LANE_IN_FORCE, day=day, version=version
    )
    rows = points.values_list(
        "account_id", "stage", "since_on", "failing_days", "best_while_failing", named=True
    )
    return {row.account_id: row for row in rows}


def are_ahead(account_ids, *, day):
    """Return the ids whose path has been followed beyond `day`."""
    points = PathPoint.objects.filter(account__among=account_ids, lane=LANE_IN_FORCE, day__gt=day)
    return set(points.values_list("account_id", flat=True))


def state_of(points):
    """Return the `PathState` of these points, in their order."""
    points = list(points)
    return PathState(
        stage=np.array([point.stage for point in points], np.int8),
        since_day=np.array([to_ordinal(point.since_on) for point in points], np.int32),
        failing_days=np.array([point.failing_days for point in points], np.int16),
        best_while_failing=np.array([point.best_while_failing for point in points], np.int8),
    )


def keep_path(account_ids, path, version):
    """Write the spans of a path, all of them or what its days added, and where it now stands."""
    if not len(account_ids):
        return
    found = spans(path.replayed.stage, path.days, path.replayed.since)
    if path.is_whole:
        StageSpan.objects.filter(account__among=account_ids, lane=LANE_IN_FORCE).delete()
    else:
        found = _begun_from(found, int(path.days[0]))
        _end_before(account_ids, found)
    upsert(
        StageSpan,
        ("account", "lane", "stage", "from_on", "to_on", "known_at"),
        _span_rows(account_ids, found),
        key=("account", "lane", "from_on"),
    )
    upsert(
        PathPoint,
        _POINT_FIELDS,
        _point_rows(account_ids, path, version),
        key=("account", "lane"),
    )


def _begun_from(found, day):
    kept = found.from_day >= day
    columns = (found.account, found.stage, found.from_day, found.to_day)
    return type(found)(*(column[kept] for column in columns))


def _end_before(account_ids, found):
    """End the open span of every account whose first new span begins now."""
    accounts, first = np.unique(found.account, return_index=True)
    for day in np.unique(found.from_day[first]):
        ids = account_ids[accounts[found.from_day[first] == day]]
        open_spans = StageSpan.objects.filter(account__among=ids, lane=LANE_IN_FORCE, to_on=None)
        open_spans.update(to_on=from_ordinal(day))


def _span_rows(account_ids, found):
    known_at = timezone.now()
    columns = (found.account, found.stage, found.from_day, found.to_day)
    for account, stage, start, end in zip(*columns, strict=True):
        yield (
            int(account_ids[account]),
            LANE_IN_FORCE,
            int(stage),
            from_ordinal(start),
            None if end == OPEN else from_ordinal(end),
            known_at,
        )


def _point_rows(account_ids, path, version):
    day, state = from_ordinal(path.days[-1]), path.replayed.state
    for row in np.flatnonzero(state.stage != NOT_BEGUN):
        yield (
            int(account_ids[row]),
            LANE_IN_FORCE,
            day,
            int(state.stage[row]),
            from_ordinal(state.since_day[row]),
            int(state.failing_days[row]),
            int(state.best_while_failing[row]),
            version,
        )
