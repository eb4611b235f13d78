"""The goals that the demo's teams set themselves: for the month of the last day and the two before it."""

from datetime import date, datetime, time

from django.utils import timezone

from dashboards.segment.goals import months_after
from demo.models import DemoCompany
from engagement.goals import Aim, set_goals
from engagement.models import GoalKind
from segments.models import Segment

MONTHS = 3
# How many stage-ups a team aims for, the earliest month first: more than came before, within reach.
STAGE_UPS = (2, 3, 3)
RENEWS_WITHIN_DAYS, ANSWER_WITHIN_DAYS = 180, 5


def write_goals(company: DemoCompany) -> None:
    """Set the goals of each segment's team, as its manager did on the first day of each month."""
    this_month = company.as_of.replace(day=1)
    for segment in Segment.objects.select_related("team", "manager"):
        for place in range(MONTHS):
            month = months_after(this_month, place + 1 - MONTHS)
            aims = _aims(STAGE_UPS[place])
            set_goals(
                team=segment.team, month=month, aims=aims, by=segment.manager, at=_morning(month)
            )


def _aims(stage_ups):
    return {
        GoalKind.MEET_AT_RISK: Aim(100, days=RENEWS_WITHIN_DAYS),
        GoalKind.STAGE_UPS: Aim(stage_ups, stage="active"),
        GoalKind.ANSWER_DETRACTORS: Aim(100, days=ANSWER_WITHIN_DAYS),
        GoalKind.LOG_KICKOFFS: Aim(100),
    }


def _morning(month: date) -> datetime:
    return datetime.combine(month, time(9), tzinfo=timezone.get_default_timezone())
