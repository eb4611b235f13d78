"""What to look at first in a segment, the most pressing first; nothing where nothing presses."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from book.past import HIGHER
from book.verdicts import BANDS
from core.formats import whole, yen_in_text
from dashboards.segment.counts import ENDS_SOON_DAYS


@dataclass(frozen=True)
class Task:
    """Something to look at first: a sentence with its number, and the list."""

    text: str
    url: str
    icon: str


def tasks(standing, flows, *, lists) -> list[Task]:
    """Return a sentence and a list for each thing that presses; without `flows` of what stands only."""
    found = []
    urgent = standing.ending_at_high_risk
    if urgent.accounts:
        text = ngettext(
            "%(n)s account at high churn risk ends within 90 days: %(arr)s",
            "%(n)s accounts at high churn risk end within 90 days: %(arr)s",
            urgent.accounts,
        ) % {"n": whole(urgent.accounts), "arr": yen_in_text(urgent.arr)}
        found.append(
            Task(text, lists.now(ends=ENDS_SOON_DAYS, risk=("high",), sort="ends"), "calendar-due")
        )
    if not flows:
        return found
    fallen = _fallen_to_risk(flows["band"])
    if fallen:
        text = ngettext(
            "%(n)s account fell to at risk", "%(n)s accounts fell to at risk", fallen
        ) % {"n": whole(fallen)}
        url = lists.moved_way("band", HIGHER, band=("at_risk",))
        found.append(Task(text, url, "trending-down"))
    down = flows["stage"].down
    if down.accounts:
        text = ngettext(
            "%(n)s account fell back a stage", "%(n)s accounts fell back a stage", down.accounts
        ) % {"n": whole(down.accounts)}
        found.append(Task(text, down.url, "stairs-down"))
    return found


def _fallen_to_risk(found):
    at = next(place for place, sign in enumerate(BANDS) if sign.key == "at_risk")
    return sum(row.cells[at].accounts for row in found.rows if row.cells[at].way == "down")
