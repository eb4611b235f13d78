"""What the page of a success journey shows: steps, cells, CSMs, and who waits where."""

from dataclasses import dataclass
from datetime import date

from stages.domain.conversion import Passage

# Whom a step's list shows: who waits there, of them who is late, or all who reached it.
WAITING, LATE, REACHED = "waiting", "late", "reached"


@dataclass(frozen=True)
class Cell:
    """A passage with its share in whole percent (None: nobody got here), and who waits there."""

    passage: Passage
    percent: int | None
    is_few: bool
    url: str
    # "up" or "down" where the share differs tellingly from the segment's.
    way: str = ""


@dataclass(frozen=True)
class StepLine:
    """A milestone: how many reached it, of all in whole percent, and the passage to the next."""

    number: int
    name: str
    content: list[str]
    reached: int
    percent: int
    onward: Cell | None
    reached_url: str = ""
    late_url: str = ""


@dataclass(frozen=True)
class CsmJourney:
    name: str
    is_me: bool
    accounts: int
    url: str
    cells: list[Cell]


@dataclass(frozen=True)
class Waiting:
    account_id: int
    name: str
    csm: str
    arr: int | None
    reached_on: date
    due_on: date | None
    days_late: int


@dataclass(frozen=True)
class WaitingList:
    """Those who reached a step, and not the next unless `who` is reached, the latest first.

    `total` counts all of them, `lines` are those of one page; `next_name` "" after the final step.
    """

    who: str
    step: StepLine
    next_name: str
    next_content: list[str]
    csm: str
    lines: list[Waiting]
    total: int
    before_url: str = ""
    after_url: str = ""


@dataclass(frozen=True)
class JourneyPage:
    """`left_out` counts accounts of products that go by another journey, or by none."""

    steps: list[StepLine]
    csms: list[CsmJourney]
    hardest: StepLine | None
    accounts: int
    left_out: int
    url: str
    waiting: WaitingList | None
