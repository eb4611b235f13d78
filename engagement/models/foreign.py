"""What another tool said of an account before us. Never enters our own judgements."""

from django.db import models

from accounts.models import Account
from accounts.querysets import OfAccountQuerySet


class ForeignScore(models.Model):
    """The health score that another tool gave, 0 to 100. Never enters ours."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="foreign_scores")
    tool = models.CharField(max_length=40)
    scored_on = models.DateField()
    score = models.DecimalField(max_digits=14, decimal_places=4)
    band = models.CharField(max_length=40, blank=True)

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "tool", "scored_on"], name="engagement_foreignscore_once"
            )
        ]


class ForeignStage(models.Model):
    """The stage in which another tool saw the account from a day on, in that tool's words."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="foreign_stages")
    tool = models.CharField(max_length=40)
    from_on = models.DateField()
    stage = models.CharField(max_length=80)

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "tool", "from_on"], name="engagement_foreignstage_once"
            )
        ]


class ForeignTask(models.Model):
    """A task that another tool kept; open until `closed_on`. No touch, whatever it was about."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="foreign_tasks")
    tool = models.CharField(max_length=40)
    external_id = models.CharField(max_length=100)
    title = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    status = models.CharField(max_length=40, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    playbook = models.CharField(max_length=100, blank=True)

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "tool", "external_id"], name="engagement_foreigntask_once"
            )
        ]
