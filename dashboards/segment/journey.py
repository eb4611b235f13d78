"""A segment's success journey: how many come how far, CSM by CSM, and who waits at which step."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Product
from book.models import AccountStatus
from core.wording import localized
from dashboards.segment.lists import book_url
from engagement.models import Milestone
from segments.models import Segment
from stages.domain.conversion import Passage, Passed, days_late, is_waiting, passages, reached_by
from stages.selectors import journeys_of

# Below this a share says little and is shown faintly.
FEW = 5
# What a CSM's share differs from the segment's by, in points, to be pointed out.
TELLING_POINTS = 15
MOST_WAITING = 100


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
    """Those who reached a step and not the next, the latest first; `total` counts all of them."""

    step: StepLine
    next_name: str
    next_content: list[str]
    csm: str
    lines: list[Waiting]
    total: int


@dataclass(frozen=True)
class JourneyPage:
    steps: list[StepLine]
    csms: list[CsmJourney]
    hardest: StepLine | None
    accounts: int
    waiting: WaitingList | None


def journey_page(*, for_user, segment: Segment, as_of: date, step=None, csm=None) -> JourneyPage:
    """Read the journey of the accounts with a running contract that the member may see.

    `step` (from 1) asks for those who wait there, `csm` (an id) for that CSM's alone.
    """
    read = _Reading(for_user, segment, as_of)
    return JourneyPage(
        steps=read.steps,
        csms=read.csms(),
        hardest=read.hardest(),
        accounts=len(read.accounts),
        waiting=read.waiting(step, csm) if step else None,
    )


class _Reading:
    def __init__(self, for_user, segment, as_of):
        self.for_user, self.segment, self.as_of = for_user, segment, as_of
        self.accounts = _accounts(for_user, segment)
        self.ways = _ways(segment)
        self.journey = _journey(segment)
        self.keys = [step.key for step in self.journey]
        self.whole = self._cells([each.pk for each in self.accounts])
        self.steps = [self._line(number) for number in range(1, len(self.keys) + 1)]

    def csms(self):
        groups = defaultdict(list)
        for each in self.accounts:
            groups[each.csm].append(each.pk)
        lines = [self._csm(csm, ids) for csm, ids in groups.items()]
        return sorted(lines, key=lambda line: (not line.is_me, line.name))

    def hardest(self):
        """Return the step after which the smallest share goes on."""
        told = [line for line in self.steps if line.onward and not line.onward.is_few]
        return min(told, key=lambda line: line.onward.passage.share, default=None)

    def waiting(self, step, csm):
        if not 1 <= step < len(self.keys):
            return None
        before, after = self.keys[step - 1 : step + 1]
        found = [
            self._waiting(each, before, after)
            for each in self.accounts
            if csm in (None, each.csm_id) and is_waiting(self._way(each.pk), before, after)
        ]
        found.sort(key=lambda line: (-line.days_late, -(line.arr or 0), line.name))
        name = next((each.csm.name for each in self.accounts if csm and each.csm_id == csm), "")
        line, ahead = self.steps[step - 1], self.steps[step]
        return WaitingList(line, ahead.name, ahead.content, name, found[:MOST_WAITING], len(found))

    def _way(self, account_id):
        return self.ways.get(account_id, {})

    def _cells(self, ids, csm=None, whole=None):
        ways = [self._way(pk) for pk in ids]
        found = passages(self.keys, ways, as_of=self.as_of)
        return [
            self._cell(passage, number, csm, whole and whole[number - 1])
            for number, passage in enumerate(found, start=1)
        ]

    def _cell(self, passage, number, csm, of_all):
        percent = None if passage.share is None else round(100 * passage.share)
        is_few = passage.reached < FEW
        way = "" if is_few or of_all is None else _way_off(percent - of_all.percent)
        return Cell(passage, percent, is_few, self._url(number, csm), way)

    def _url(self, number, csm):
        path = reverse("segment_journey", args=[self.segment.key])
        return f"{path}?step={number}{f'&csm={csm.pk}' if csm else ''}#waiting"

    def _line(self, number):
        step = self.journey[number - 1]
        reached = reached_by((self._way(each.pk) for each in self.accounts), step.key)
        return StepLine(
            number=number,
            name=localized(step.texts, "name"),
            content=[localized(text, "name") for text in step.content],
            reached=reached,
            percent=round(100 * reached / len(self.accounts)) if self.accounts else 0,
            onward=self.whole[number - 1] if number < len(self.keys) else None,
        )

    def _csm(self, csm, ids):
        return CsmJourney(
            name=csm.name if csm else _("No CSM"),
            is_me=csm == self.for_user,
            accounts=len(ids),
            url=book_url(segment=(self.segment.key,), csm=(str(csm.pk),)) if csm else "",
            cells=self._cells(ids, csm, self.whole),
        )

    def _waiting(self, each, before, after):
        way = self._way(each.pk)
        return Waiting(
            account_id=each.pk,
            name=each.name,
            csm=each.csm.name if each.csm else "",
            arr=each.arr,
            reached_on=way[before].reached_on,
            due_on=way[after].due_on if after in way else None,
            days_late=days_late(way, after, as_of=self.as_of),
        )


def _way_off(points):
    if points >= TELLING_POINTS:
        return "up"
    return "down" if points <= -TELLING_POINTS else ""


def _accounts(for_user, segment):
    running = AccountStatus.objects.visible_to(for_user).filter(segment=segment, is_running=True)
    fields = ("pk", "name", "arr", "csm__name")
    return list(running.select_related("csm").only(*fields, "csm"))


def _ways(segment):
    ways = defaultdict(dict)
    rows = Milestone.objects.filter(account__status__segment=segment)
    for account, key, *passed in rows.values_list("account", "key", "due_on", "reached_on"):
        ways[account][key] = Passed(*passed)
    return ways


def _journey(segment):
    """Return the steps in the segment's order; none where no journey is in force."""
    for product in Product.objects.order_by("pk"):
        journeys = journeys_of(product_id=product.pk)
        if journeys:
            return journeys.get(segment.key, journeys[""]).steps
    return ()
