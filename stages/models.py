"""How far each account has come: Entry, Onboard, Active, Loyal."""

from django.db import models

from accounts.models import Account, Span


class StageSpan(Span):
    """The account stood in this stage (0 Entry to 3 Loyal) in this lane."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="stage_spans")
    lane = models.PositiveBigIntegerField(default=0)
    stage = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "lane", "from_on"], name="stages_span_once"),
        ]


class PathPoint(models.Model):
    """Where an account's path stands after a day, so that the next night takes one step instead of all."""

    # The unique constraint begins with the account.
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    lane = models.PositiveBigIntegerField(default=0)
    day = models.DateField()
    stage = models.PositiveSmallIntegerField()
    since_on = models.DateField()
    failing_days = models.PositiveSmallIntegerField()
    best_while_failing = models.PositiveSmallIntegerField()
    version = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "lane"], name="stages_pathpoint_once")
        ]
