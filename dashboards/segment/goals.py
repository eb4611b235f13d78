"""The goals of a segment's team for a month, with progress and the accounts behind both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import ObjectKind, Scope, scope_of
from book.goals import ALL, DONE, LATE, OPEN, GoalAsk, GoalReading, GoalState
from book.models import AccountStatus
from book.verdicts import STAGES
from core.formats import whole, yen_in_text
from core.models import AuditEvent
from dashboards.segment.goal_words import goal_words
from dashboards.segment.lists import book_url
from engagement.goals import OBJECT_KIND, Aim, object_id
from engagement.models import Goal, GoalKind
from segments.models import Segment

MONTHS_SHOWN = 3
MONTHS_AHEAD = 2
# What is proposed where nothing is set: everybody, half a year ahead, within a working week, and the
# step that is the hard one.
RENEWS_WITHIN_DAYS, ANSWER_WITHIN_DAYS, EVERYBODY = 180, 5, 100
HARD_STEP = "active"
MOST_EVENTS = 30


@dataclass(frozen=True)
class GoalLine:
    """One goal and how far it has come: numbers of accounts, each with its list; `percent` up to 100."""

    kind: GoalKind
    words: str
    done: int
    needed: int
    concerned: int
    open: int
    late: int
    percent: int
    is_reached: bool
    is_over: bool
    concerned_url: str
    done_url: str
    open_url: str
    late_url: str


@dataclass(frozen=True)
class Proposal:
    """What could be aimed for, and the figures that it follows from, in words."""

    kind: GoalKind
    aim: Aim
    why: str


@dataclass(frozen=True)
class MonthOfGoals:
    month: date
    lines: dict[str, GoalLine]


@dataclass(frozen=True)
class GoalChange:
    """One change in the audit trail: what was aimed for before and after, in words ("": nothing)."""

    at: object
    by: str
    kind: str
    before: str
    after: str


@dataclass(frozen=True)
class GoalsPage:
    month: date
    before: date
    after: date | None
    lines: list[GoalLine]
    months: list[MonthOfGoals]
    changes: list[GoalChange]
    proposals: list[Proposal]


def reading_of(segment: Segment, *, for_user, judgements, as_of: date) -> GoalReading:
    """Return what counts the goals of the segment's team for one reader."""
    seen = AccountStatus.objects.visible_to(for_user)
    return GoalReading(team=segment.team, as_of=as_of, judgements=judgements, seen=seen)


def goal_lines(read: GoalReading, months: Sequence[date]) -> list[MonthOfGoals]:
    """Return the goals of these months (first days), each in the order of the kinds."""
    goals = Goal.objects.filter(team=read.team, month__in=months)
    found = {month: {} for month in months}
    for goal in sorted(goals, key=lambda goal: GoalKind.values.index(goal.kind)):
        found[goal.month][goal.kind] = _line(goal, read.state(goal), read.as_of)
    return [MonthOfGoals(month, lines) for month, lines in found.items()]


def goals_page(read: GoalReading, *, month: date, is_open: bool) -> GoalsPage:
    """Return a month's goals, the months before it, who set what, and, while `is_open`, proposals."""
    months = goal_lines(read, [months_after(month, -back) for back in range(MONTHS_SHOWN)])
    latest = months_after(read.as_of.replace(day=1), MONTHS_AHEAD)
    return GoalsPage(
        month=month,
        before=months_after(month, -1),
        after=months_after(month, 1) if month < latest else None,
        lines=list(months[0].lines.values()),
        months=months,
        changes=_changes(read.team, month),
        proposals=proposals(read, month=month) if is_open else [],
    )


def may_set_goals(*, for_user, segment: Segment) -> bool:
    """Tell whether the member sets the goals of this segment's team."""
    scope = scope_of(for_user, ObjectKind.GOAL)
    is_member = for_user.teams.filter(pk=segment.team_id).exists()
    return scope == Scope.ALL or (scope == Scope.TEAM and is_member)


def months_after(month: date, months: int) -> date:
    """Return the first day of the month so many months after (or, negative, before)."""
    at = month.year * 12 + month.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def _line(goal: Goal, state: GoalState, as_of):
    def url(asked):
        return book_url(contract="all", goal=GoalAsk(goal.pk, asked, as_of), sort="ends")

    done, needed = len(state.done), state.needed
    return GoalLine(
        kind=GoalKind(goal.kind),
        words=goal_words(goal),
        done=done,
        needed=needed,
        concerned=len(state.concerned),
        open=len(state.open),
        late=len(state.late),
        percent=min(100, 100 * done // needed) if needed else 100 if state.concerned else 0,
        is_reached=state.is_reached,
        is_over=months_after(goal.month, 1) <= as_of,
        concerned_url=url(ALL),
        done_url=url(DONE),
        open_url=url(OPEN),
        late_url=url(LATE),
    )


def _changes(team, month):
    events = AuditEvent.objects.filter(
        object_kind=OBJECT_KIND, object_id=object_id(team, month)
    ).select_related("actor")
    return [_change(event) for event in events.order_by("-pk")[:MOST_EVENTS]]


def _change(event):
    kind = event.detail["kind"]
    before, after = (
        goal_words(Goal(kind=kind, **aim)) if aim else ""
        for aim in (event.detail["before"], event.detail["after"])
    )
    name = event.actor.name if event.actor else ""
    return GoalChange(event.at, name, GoalKind(kind).label, before, after)


def proposals(read: GoalReading, *, month: date) -> list[Proposal]:
    """Return what health, risk and the months before suggest for a month, one for each kind."""

    def state(kind, **aim):
        return read.state(Goal(team=read.team, month=aim.pop("month", month), kind=kind, **aim))

    return [_meet(state), _ups(state, read, month), _detractors(state, month), _kickoffs(state)]


def _meet(state):
    aim = Aim(EVERYBODY, days=RENEWS_WITHIN_DAYS)
    ids = state(GoalKind.MEET_AT_RISK, target=EVERYBODY, days=RENEWS_WITHIN_DAYS).concerned
    arr = AccountStatus.objects.filter(pk__among=ids).aggregate(Sum("arr"))["arr__sum"] or 0
    text = ngettext(
        "%(n)s account at risk renews by then: ARR %(arr)s",
        "%(n)s accounts at risk renew by then: ARR %(arr)s",
        len(ids),
    ) % {"n": whole(len(ids)), "arr": yen_in_text(arr)}
    return Proposal(GoalKind.MEET_AT_RISK, aim, text)


def _ups(state, read, month):
    before = [
        len(
            state(
                GoalKind.STAGE_UPS, target=1, stage=HARD_STEP, month=months_after(month, -ago)
            ).done
        )
        for ago in range(1, MONTHS_SHOWN + 1)
    ]
    (level,) = (sign.level for sign in STAGES if sign.key == HARD_STEP)
    near = Q(segment__team=read.team, is_running=True, stage=level - 1, steps_to_next=1)
    nearest = read.judgements.unsealed(read.seen.filter(near), "stage", account_field="pk").count()
    target = max(1, -(-sum(before) // MONTHS_SHOWN))
    text = _("%(ups)s in the three months before; lacking one condition now: %(near)s") % {
        "ups": whole(sum(before)),
        "near": whole(nearest),
    }
    return Proposal(GoalKind.STAGE_UPS, Aim(target, stage=HARD_STEP), text)


def _detractors(state, month):
    aim = {"target": EVERYBODY, "days": ANSWER_WITHIN_DAYS}
    before = [
        state(GoalKind.ANSWER_DETRACTORS, month=months_after(month, -ago), **aim)
        for ago in range(1, MONTHS_SHOWN + 1)
    ]
    n, done = (sum(len(getattr(each, part)) for each in before) for part in ("concerned", "done"))
    text = _("%(n)s in the three months before, %(done)s of them in time") % {
        "n": whole(n),
        "done": whole(done),
    }
    return Proposal(GoalKind.ANSWER_DETRACTORS, Aim(**aim), text)


def _kickoffs(state):
    due = len(state(GoalKind.LOG_KICKOFFS, target=EVERYBODY).concerned)
    text = ngettext(
        "%(n)s kick-off is due in the month", "%(n)s kick-offs are due in the month", due
    ) % {"n": whole(due)}
    return Proposal(GoalKind.LOG_KICKOFFS, Aim(EVERYBODY), text)
