"""How far a team has come with a goal: whom it concerns and with whom it is done, from facts alone."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q

from accounts.models import Contract, Team
from book.models import SegmentNight
from book.verdicts import STAGES
from engagement.models import Activity, Goal, GoalKind, Milestone, NpsInvitation
from health.domain.risk import RiskLevel
from health.domain.scorecard import Band
from metrics.models import AccountNight
from metrics.selectors import meeting_kinds, touch_kinds
from segments.models import Segment

KICKOFF = "kickoff"
MOST_DETRACTING = 6


@dataclass(frozen=True)
class GoalState:
    """The accounts that a goal concerns on a day, and those of them with whom it is done.

    `late` are not done and can no longer be in time. `needed` accounts make the goal.
    """

    concerned: frozenset[int]
    done: frozenset[int]
    late: frozenset[int]
    needed: int

    @property
    def open(self) -> frozenset[int]:
        return self.concerned - self.done

    @property
    def is_reached(self) -> bool:
        return len(self.done) >= self.needed


def month_end(month: date) -> date:
    """Return the last day of the month that `month` is the first day of."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@dataclass(frozen=True)
class GoalAsk:
    """The accounts that a goal concerns as of a day: all of them, or those open, done or late."""

    goal_id: int
    state: str
    as_of: date

    def __str__(self):
        return f"{self.goal_id}:{self.state}:{self.as_of:%Y-%m-%d}"


ALL, OPEN, DONE, LATE = GOAL_STATES = ("all", "open", "done", "late")


def read_goal_ask(text: str) -> GoalAsk:
    """Read what `str(GoalAsk)` wrote; raises ValueError where it asks for nothing that there is."""
    goal_id, state, day = text.split(":")
    if state not in GOAL_STATES:
        raise ValueError(text)
    return GoalAsk(int(goal_id), state, date.fromisoformat(day))


def asked_by_goal(chosen, asked: GoalAsk, *, judgements):
    """Leave in a queryset of AccountStatus those that a goal asks for; none where there is no such goal."""
    goal = Goal.objects.filter(pk=asked.goal_id).select_related("team").first()
    if goal is None:
        return chosen.none()
    read = GoalReading(team=goal.team, as_of=asked.as_of, judgements=judgements, seen=chosen)
    state = read.state(goal)
    ids = {ALL: state.concerned, OPEN: state.open, DONE: state.done, LATE: state.late}
    return chosen.filter(pk__among=ids[asked.state])


class GoalReading:
    """Counts the goals of one team as of a day, for one reader; shares what they all read.

    What was judged is read on two nights: the one that opened the month (the nearest kept before its
    first day, else the first within) and the latest up to the day. Accounts whose judgement is sealed
    for the reader are not concerned, nor those that are not among `seen`, rows of the list.
    """

    def __init__(self, *, team: Team, as_of: date, judgements, seen):
        self.team, self.as_of, self.judgements, self.seen = team, as_of, judgements, seen
        self._stages = {}

    def state(self, goal: Goal) -> GoalState:
        """Return how far a goal has come by the end of its month or `as_of`, whichever is first."""
        until = min(self.as_of, month_end(goal.month))
        read = _READERS[GoalKind(goal.kind)]
        concerned, done, late = read(self, goal, until)
        rows = self.seen.order_by().filter(pk__among=concerned)
        concerned = frozenset(rows.values_list("pk", flat=True))
        done = concerned & done
        needed = _needed(goal, len(concerned))
        return GoalState(concerned, done, (concerned & set(late)) - done, needed)

    @cached_property
    def segment_keys(self) -> Sequence[str]:
        return list(Segment.objects.filter(team=self.team).values_list("key", flat=True))

    @cached_property
    def nights(self) -> Sequence[date]:
        """Nights that are kept, ascending."""
        kept = SegmentNight.objects.filter(night__lte=self.as_of)
        return list(kept.order_by("night").values_list("night", flat=True).distinct())

    @cached_property
    def meeting_kinds(self) -> Sequence[str]:
        return meeting_kinds()

    @cached_property
    def touch_kinds(self) -> Sequence[str]:
        return touch_kinds()

    def opening_night(self, month: date, until: date) -> date | None:
        before = [night for night in self.nights if night < month]
        within = [night for night in self.nights if month <= night <= until]
        return before[-1] if before else within[0] if within else None

    def latest_night(self, until: date) -> date | None:
        return next((night for night in reversed(self.nights) if night <= until), None)

    def judged_on(self, night):
        return (
            AccountNight.objects.in_force()
            .of_night(night)
            .filter(segment_key__in=self.segment_keys)
            .order_by()
        )

    def stages_on(self, night: date | None) -> dict[int, int]:
        """Return {account: stage} of the team's segments on a night, read once."""
        if night not in self._stages:
            rows = self.judged_on(night).values_list("account_id", "stage")
            self._stages[night] = dict(rows) if night else {}
        return self._stages[night]

    def unsealed(self, ids, *questions):
        hidden = frozenset().union(*(self.judgements.sealed.get(each, ()) for each in questions))
        return set(ids) - hidden

    def activities(self, ids, kinds, first, final):
        found = Activity.objects.filter(
            account__among=ids, kind__in=kinds, happened_on__range=(first, final)
        )
        return found.values_list("account_id", "happened_on")

    def of_team(self, ids, until):
        """Leave those that were in a segment of the team on the latest night."""
        night = self.latest_night(until)
        rows = self.judged_on(night).filter(account__among=ids)
        return set(rows.values_list("account_id", flat=True)) if night else set()


def _meet_at_risk(read, goal, until):
    """Concerned: at risk or at high churn risk when the month opened, ending within the days; done: met."""
    night = read.opening_night(goal.month, until)
    judged = read.judged_on(night).filter(Q(band=Band.AT_RISK) | Q(risk=RiskLevel.HIGH))
    at_risk = read.unsealed(judged.values_list("account_id", flat=True), "score", "risk")
    ends = _ends(at_risk, night) if night else {}
    concerned = {pk for pk, end in ends.items() if end <= goal.month + timedelta(days=goal.days)}
    met = read.activities(concerned, read.meeting_kinds, goal.month, until)
    late = concerned if until < read.as_of else ()
    return concerned, {account for account, _ in met}, late


def _ends(ids, night):
    """Return {account: the latest end of its contracts running on `night`}, without those that have none."""
    found = {}
    running = Contract.objects.filter(account__among=ids).running_on(night)
    for account, ends_on in running.values_list("account_id", "ends_on"):
        latest = found.get(account, ends_on)
        found[account] = latest and ends_on and max(latest, ends_on)
    return {account: end for account, end in found.items() if end}


def _stage_ups(read, goal, until):
    """Concerned: stood below the stage when the month opened; done: stand there or higher now."""
    (level,) = (sign.level for sign in STAGES if sign.key == goal.stage)
    opened = read.stages_on(read.opening_night(goal.month, until))
    latest = read.stages_on(read.latest_night(until))
    concerned = read.unsealed((pk for pk, stage in opened.items() if stage < level), "stage")
    done = {pk for pk in concerned if latest.get(pk, -1) >= level}
    return concerned, done, concerned if until < read.as_of else ()


def _answer_detractors(read, goal, until):
    """Concerned: a detractor answered this month; done: each such answer was followed by a touch in time."""
    answers = NpsInvitation.objects.filter(
        responded_on__range=(goal.month, until), score__lte=MOST_DETRACTING
    ).values_list("account_id", "responded_on")
    given = defaultdict(list)
    for account, day in answers:
        given[account].append(day)
    concerned = read.of_team(given, until)
    within = timedelta(days=goal.days)
    touched = defaultdict(list)
    for account, day in read.activities(concerned, read.touch_kinds, goal.month, read.as_of):
        touched[account].append(day)

    def is_followed(account, day):
        return any(day <= touch <= day + within for touch in touched[account])

    waiting = {
        account: [day for day in given[account] if not is_followed(account, day)]
        for account in concerned
    }
    done = {account for account, days in waiting.items() if not days}
    late = {
        account for account, days in waiting.items() if days and min(days) + within < read.as_of
    }
    return concerned, done, late


def _log_kickoffs(read, goal, until):
    """Concerned: the kick-off is due this month; done: it is logged as reached."""
    due = Milestone.objects.filter(
        key=KICKOFF, due_on__range=(goal.month, month_end(goal.month))
    ).values_list("account_id", "due_on", "reached_on")
    rows = {account: (due_on, reached) for account, due_on, reached in due}
    concerned = read.of_team(rows, until)
    done = {pk for pk in concerned if rows[pk][1] and rows[pk][1] <= until}
    return concerned, done, {pk for pk in concerned - done if rows[pk][0] < read.as_of}


def _needed(goal, concerned):
    """Return how many accounts make the goal: a number of stage-ups, else a share rounded up."""
    if goal.kind == GoalKind.STAGE_UPS:
        return goal.target
    return -(-concerned * goal.target // 100)


_READERS = {
    GoalKind.MEET_AT_RISK: _meet_at_risk,
    GoalKind.STAGE_UPS: _stage_ups,
    GoalKind.ANSWER_DETRACTORS: _answer_detractors,
    GoalKind.LOG_KICKOFFS: _log_kickoffs,
}
