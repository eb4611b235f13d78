"""What is aimed for: milestones and promises of an account, goals of a team."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Team
from accounts.querysets import OfAccountQuerySet
from core.models import User


class Milestone(models.Model):
    """A point on the success journey: when it is due and when it was reached."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="milestones")
    key = models.CharField(max_length=60)
    due_on = models.DateField(null=True)
    reached_on = models.DateField(null=True)

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="engagement_milestone_once")
        ]


class Promise(models.Model):
    """A result that was promised at signing: in words, and by a metric where one can tell.

    `baseline` and `target` in the metric's unit; delivered is what the latest night saw of it.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="promises")
    external_id = models.CharField(max_length=100)
    promised_on = models.DateField()
    expected = models.CharField(max_length=500)
    metric = models.CharField(max_length=80, blank=True, default="", db_default="")
    baseline = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    due_on = models.DateField(null=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "external_id"], name="engagement_promise_once"
            )
        ]


class GoalKind(models.TextChoices):
    """What a team may aim for in a month: work it can do, and never ARPA or the score itself."""

    MEET_AT_RISK = "meet_at_risk", _("Meet who is at risk")
    STAGE_UPS = "stage_ups", _("Stage-ups")
    ANSWER_DETRACTORS = "answer_detractors", _("Answer NPS detractors")
    LOG_KICKOFFS = "log_kickoffs", _("Log kick-offs")


class Goal(models.Model):
    """What a team set itself for one month; how far it has come is counted from facts, never kept.

    `month` is its first day. `target` is a percentage of the accounts concerned, of stage-ups a number
    of accounts. `days` is the time that the kind of goal counts by; `stage` the one to step up to.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="goals")
    month = models.DateField()
    kind = models.CharField(max_length=20, choices=GoalKind)
    target = models.PositiveIntegerField()
    days = models.PositiveSmallIntegerField(null=True)
    stage = models.CharField(max_length=20, blank=True)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "month", "kind"], name="engagement_goal_once")
        ]
