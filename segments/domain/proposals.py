"""When an account should be placed in a segment, or proposed for another: slowly, and by people.

A change of segment means another team and another strategy, so rules only propose it, after two
months, at most once a month. Never proposes "unclassified", whatever the rules say.
"""

from datetime import date
from enum import StrEnum
from typing import Final

# Long enough that a busy month or a late upload moves nobody.
LEAST_DAYS_TRUE: Final = 60


class Decision(StrEnum):
    """PLACE at once: a first placement. PROPOSE: its manager decides. KEEP: nothing to do."""

    KEEP = "keep"
    PLACE = "place"
    PROPOSE = "propose"


def proposal(
    *,
    current: str | None,
    ruled: str | None,
    true_since: date,
    as_of: date,
    latest_proposed_on: date | None,
    held_until: date | None = None,
) -> Decision:
    """Decide what follows from what the rules said on the day `as_of`.

    `current` is the account's segment, None while it has had none; `ruled` the segment that the
    rules name, None for unclassified, and `true_since` the first of the days, without a break up to
    `as_of`, on which they named it: both days count, so 60 days true are 59 days apart.
    `latest_proposed_on` is when any change was last proposed for the account, whatever became of
    it. Before `held_until` the account is an exception, which nobody is asked about.
    """
    if ruled is None or ruled == current:
        return Decision.KEEP
    if current is None:
        return Decision.PLACE
    if held_until and as_of < held_until:
        return Decision.KEEP
    if (as_of - true_since).days + 1 < LEAST_DAYS_TRUE:
        return Decision.KEEP
    if latest_proposed_on and _month(latest_proposed_on) >= _month(as_of):
        return Decision.KEEP
    return Decision.PROPOSE


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
