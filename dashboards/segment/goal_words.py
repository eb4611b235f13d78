"""A goal in the words of those who work towards it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from book.verdicts import STAGES
from engagement.models import Goal, GoalKind

ALL_PERCENT = 100


def goal_words(goal: Goal) -> str:
    """Return what a goal asks for, as a sentence without its month."""
    return _SAID[GoalKind(goal.kind)](goal)


def _meet_at_risk(goal):
    if goal.target == ALL_PERCENT:
        text = ngettext(
            "Meet every account at risk that renews within %(days)s day",
            "Meet every account at risk that renews within %(days)s days",
            goal.days,
        )
    else:
        text = ngettext(
            "Meet %(target)s%% of accounts at risk that renew within %(days)s day",
            "Meet %(target)s%% of accounts at risk that renew within %(days)s days",
            goal.days,
        )
    return text % {"target": goal.target, "days": goal.days}


def _stage_ups(goal):
    stage = next(sign.word for sign in STAGES if sign.key == goal.stage)
    text = ngettext(
        "%(target)s stage-up to %(stage)s", "%(target)s stage-ups to %(stage)s", goal.target
    )
    return text % {"target": goal.target, "stage": stage}


def _answer_detractors(goal):
    if goal.target == ALL_PERCENT:
        text = ngettext(
            "Get back to every NPS detractor within %(days)s day",
            "Get back to every NPS detractor within %(days)s days",
            goal.days,
        )
    else:
        text = ngettext(
            "Get back to %(target)s%% of NPS detractors within %(days)s day",
            "Get back to %(target)s%% of NPS detractors within %(days)s days",
            goal.days,
        )
    return text % {"target": goal.target, "days": goal.days}


def _log_kickoffs(goal):
    if goal.target == ALL_PERCENT:
        return _("Log every kick-off that is due this month")
    return _("Log %(target)s%% of the kick-offs that are due this month") % {"target": goal.target}


_SAID = {
    GoalKind.MEET_AT_RISK: _meet_at_risk,
    GoalKind.STAGE_UPS: _stage_ups,
    GoalKind.ANSWER_DETRACTORS: _answer_detractors,
    GoalKind.LOG_KICKOFFS: _log_kickoffs,
}
