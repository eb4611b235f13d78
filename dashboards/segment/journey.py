"""A segment's success journey: how many come how far, CSM by CSM, and who waits at which step."""

from collections import Counter, defaultdict
from datetime import date
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Product
from book.fields.declared import STATIC, Where
from book.models import AccountStatus
from book.query import NO_CSM
from core.wording import localized
from dashboards.segment.journey_parts import (
    LATE,
    REACHED,
    WAITING,
    Cell,
    CsmJourney,
    JourneyPage,
    StepLine,
    Waiting,
    WaitingList,
)
from dashboards.segment.lists import book_url
from engagement.models import Milestone
from segments.models import Segment
from stages.domain.conversion import Passed, days_late, is_waiting, passages, reached_by
from stages.selectors import journeys_of

# Instead of the id of a CSM: accounts that have none.
NOBODY = 0
# Below this a share says little and is shown faintly.
FEW = 5
# What a CSM's share differs from the segment's by, in points, to be pointed out.
TELLING_POINTS = 15
WAITING_A_PAGE = 100


def journey_page(
    *, for_user, segment: Segment, as_of: date, step=None, csm=None, who=WAITING, number=1
) -> JourneyPage:
    """Read the journey of the accounts with a running contract that the member may see.

    Where products have journeys of their own it is the one of the product with most of these accounts;
    those that go by another are left out, and counted.
    `step` (from 1) asks for those who wait there (or, by `who`, are late or reached it), `csm` (an id, 0
    for none) for that CSM's alone, `number` for a page of them.
    """
    read = _Reading(for_user, segment, as_of)
    return JourneyPage(
        steps=read.steps,
        csms=read.csms(),
        hardest=read.hardest(),
        accounts=len(read.accounts),
        left_out=read.left_out,
        url=book_url(**read.asked),
        waiting=read.waiting(step, csm, who, number) if step else None,
    )


class _Reading:
    def __init__(self, for_user, segment, as_of):
        self.for_user, self.segment, self.as_of = for_user, segment, as_of
        found = _accounts(for_user, segment)
        self.journey, products = _journey(segment, found)
        self.accounts = [each for each in found if each.product in products]
        self.left_out = len(found) - len(self.accounts)
        self.asked = _asked(segment, products.values() if self.left_out else ())
        self.ways = _ways(segment)
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

    def waiting(self, step, csm, who, number):
        if not 1 <= step <= len(self.keys) or (step == len(self.keys) and who != REACHED):
            return None
        found = [
            self._waiting(each, step)
            for each in self.accounts
            if csm in (None, each.csm_id or 0) and self._stands(each, step, who)
        ]
        found.sort(key=lambda line: (-line.days_late, -(line.arr or 0), line.name))
        ahead = self.steps[step] if step < len(self.keys) else None
        return WaitingList(
            who,
            self.steps[step - 1],
            ahead.name if ahead else "",
            ahead.content if ahead else [],
            self._name_of(csm),
            found[WAITING_A_PAGE * (number - 1) : WAITING_A_PAGE * number],
            len(found),
            before_url=self._url(step, csm, who, number - 1) if number > 1 else "",
            after_url=self._url(step, csm, who, number + 1)
            if len(found) > WAITING_A_PAGE * number
            else "",
        )

    def _name_of(self, csm):
        if csm == NOBODY:
            return _("No CSM")
        return next((each.csm.name for each in self.accounts if csm and each.csm_id == csm), "")

    def _stands(self, each, step, who):
        way, before = self._way(each.pk), self.keys[step - 1]
        if who == REACHED:
            return reached_by([way], before) > 0
        after = self.keys[step]
        is_late = who != LATE or days_late(way, after, as_of=self.as_of) > 0
        return is_late and is_waiting(way, before, after)

    def _way(self, account_id):
        return self.ways.get(account_id, {})

    def _cells(self, ids, csm_id=None, whole=None):
        ways = [self._way(pk) for pk in ids]
        found = passages(self.keys, ways, as_of=self.as_of)
        return [
            self._cell(passage, number, csm_id, whole and whole[number - 1])
            for number, passage in enumerate(found, start=1)
        ]

    def _cell(self, passage, number, csm_id, of_all):
        percent = None if passage.share is None else round(100 * passage.share)
        is_few = passage.reached < FEW
        way = "" if is_few or of_all is None else _way_off(percent - of_all.percent)
        return Cell(passage, percent, is_few, self._url(number, csm_id), way)

    def _url(self, step, csm_id=None, who=WAITING, number=1):
        path = reverse("segment_journey", args=[self.segment.key])
        asked = {"step": step}
        if csm_id is not None:
            asked["csm"] = csm_id
        if who != WAITING:
            asked["who"] = who
        if number > 1:
            asked["page"] = number
        return f"{path}?{urlencode(asked)}#waiting"

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
            reached_url=self._url(number, who=REACHED),
            late_url=self._url(number, who=LATE),
        )

    def _csm(self, csm, ids):
        return CsmJourney(
            name=csm.name if csm else _("No CSM"),
            is_me=csm == self.for_user,
            accounts=len(ids),
            url=book_url(**self.asked, csm=(str(csm.pk) if csm else NO_CSM,)),
            cells=self._cells(ids, csm.pk if csm else NOBODY, self.whole),
        )

    def _waiting(self, each, step):
        way = self._way(each.pk)
        after = self.keys[step] if step < len(self.keys) else None
        ahead = way.get(after)
        return Waiting(
            account_id=each.pk,
            name=each.name,
            csm=each.csm.name if each.csm else "",
            arr=each.arr,
            reached_on=way[self.keys[step - 1]].reached_on,
            due_on=ahead.due_on if ahead and not ahead.reached_on else None,
            days_late=days_late(way, after, as_of=self.as_of) if after else 0,
        )


def _way_off(points):
    if points >= TELLING_POINTS:
        return "up"
    return "down" if points <= -TELLING_POINTS else ""


def _accounts(for_user, segment):
    running = AccountStatus.objects.visible_to(for_user).filter(segment=segment, is_running=True)
    fields = ("pk", "name", "arr", "csm__name")
    found = running.select_related("csm").only(*fields, "csm")
    return list(found.annotate(product=F("account__product")))


def _ways(segment):
    ways = defaultdict(dict)
    rows = Milestone.objects.filter(account__status__segment=segment)
    for account, key, *passed in rows.values_list("account", "key", "due_on", "reached_on"):
        ways[account][key] = Passed(*passed)
    return ways


def _asked(segment, product_keys):
    """Return what the list is asked for; no keys: whatever the product."""
    where = (Where(STATIC["product"], tuple(product_keys)),) if product_keys else ()
    return {"segment": (segment.key,), "where": where}


def _journey(segment, accounts):
    """Return the steps that most of the accounts go by, in the segment's order, and whose they are.

    That is {id: key} of products: of all where no journey is in force, and there are no steps then.
    """
    counts = Counter(each.product for each in accounts)
    products = dict(Product.objects.order_by("pk").values_list("pk", "key"))
    steps = {pk: _steps(segment, pk) for pk in products}
    most = max(steps, key=lambda pk: (bool(steps[pk]), counts[pk]), default=None)
    shown = steps.get(most, ())
    return shown, {pk: key for pk, key in products.items() if steps[pk] == shown}


def _steps(segment, product_id):
    journeys = journeys_of(product_id=product_id)
    return journeys.get(segment.key, journeys[""]).steps if journeys else ()
