"""Turning a path of days into spans of days."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from stages.domain.path import NOT_BEGUN, Days, Levels

OPEN: Final = -1


@dataclass(frozen=True, slots=True)
class Spans:
    """One row a span, by account and day: `account` is a row of the path.

    A span runs from `from_day` to the day before `to_day`, or is still OPEN.
    """

    account: NDArray[np.int64]
    stage: Levels
    from_day: Days
    to_day: Days


def spans(stage: Levels, days: Days, since: Days | None = None) -> Spans:
    """Cut a path (n, d) into spans; days NOT_BEGUN belong to none and end the one before.

    A span begins on its first day in `days`, or, with the days of entering `since` (n, d), when the
    stage was entered, which may be earlier. Two spans never meet within one stage.
    """
    before = np.column_stack([np.full(len(stage), NOT_BEGUN, dtype=np.int8), stage])
    changes = before[:, 1:] != before[:, :-1]
    account, place = np.nonzero(changes)
    ends = np.full(len(account), OPEN, dtype=np.int32)
    followed = account[1:] == account[:-1]
    ends[:-1][followed] = days[place[1:]][followed]
    entered = days[place] if since is None else since[account, place]
    kept = stage[account, place] != NOT_BEGUN
    return Spans(account[kept], stage[account, place][kept], entered[kept], ends[kept])
