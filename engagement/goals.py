"""Setting the goals of a team for a month. How far it has come, others count from facts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Team
from core import audit
from core.models import User
from engagement.models import Goal, GoalKind

OBJECT_KIND = "goal"


@dataclass(frozen=True)
class Aim:
    """What is wanted of one kind of goal; see `Goal` for what the figures mean."""

    target: int
    days: int | None = None
    stage: str = ""


@transaction.atomic
def set_goals(
    *, team: Team, month: date, aims: Mapping[GoalKind, Aim | None], by: User | None, at: datetime
) -> list[GoalKind]:
    """Set, change or drop (None) these goals; kinds not named stay. Returns the kinds that changed.

    Each change is an audit event of the team's month with what held before and what holds now.
    """
    # Whoever else sets goals of this team waits here, so that each change tells what it changed.
    Team.objects.select_for_update().get(pk=team.pk)
    held = {goal.kind: goal for goal in Goal.objects.filter(team=team, month=month)}
    changes = {
        kind: (_aim(held.get(kind)), aim)
        for kind, aim in aims.items()
        if _aim(held.get(kind)) != aim
    }
    for kind, (_, aim) in changes.items():
        if aim is None:
            held[kind].delete()
        else:
            values = {**asdict(aim), "set_by": by, "set_at": at}
            Goal.objects.update_or_create(team=team, month=month, kind=kind, defaults=values)
    for kind, (before, after) in changes.items():
        audit.record(
            actor=by,
            verb="set" if after else "drop",
            object_kind=OBJECT_KIND,
            object_id=object_id(team, month),
            detail={
                "kind": str(kind),
                "before": before and asdict(before),
                "after": after and asdict(after),
            },
        )
    return list(changes)


def object_id(team: Team, month: date) -> str:
    """Return what the audit trail calls a team's goals of a month."""
    return f"{team.pk}:{month:%Y-%m}"


def _aim(goal):
    return Aim(goal.target, goal.days, goal.stage) if goal else None
