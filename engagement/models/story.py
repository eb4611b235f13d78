"""What was done with a customer, asked for and left to do: brought by files or written here."""

from django.db import models

from accounts.models import Account, Contact
from core.models import User
from engagement.querysets import ActivityQuerySet, NextStepQuerySet, WrittenQuerySet


class Activity(models.Model):
    """A dated touch between us and the customer, another dated event of theirs, or a note about them.

    `tool` names the other tool that it was kept in before, `author` who wrote it there. What a member
    wrote here says who and when in `made_by` and `made_at`; `also_present` are further contacts.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="activities")
    # Rows that are written past the model say nothing of another tool.
    tool = models.CharField(max_length=40, blank=True, default="", db_default="")
    external_id = models.CharField(max_length=100)
    happened_on = models.DateField()
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    score = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    member = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    author = models.CharField(max_length=120, blank=True, default="", db_default="")
    also_present = models.ManyToManyField(Contact, related_name="+")
    made_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField(null=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "tool", "external_id"], name="engagement_activity_once"
            )
        ]
        indexes = [
            models.Index(fields=["account", "happened_on"]),
            # Few of many millions are written here: the others need no place in it.
            models.Index(
                fields=["made_by", "account"],
                condition=models.Q(made_by__isnull=False),
                name="engagement_activity_made_here",
            ),
        ]


class Request(models.Model):
    """What a customer asked for, and why: the problem behind the wish, without which it says little.

    `token` is the form's that it was sent with, so that sending twice asks once.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="requests")
    asked_on = models.DateField()
    what = models.CharField(max_length=200)
    why = models.TextField()
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    token = models.UUIDField(unique=True)

    objects = WrittenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(why=""), name="engagement_request_why")
        ]
        indexes = [models.Index(fields=["account", "asked_on"])]


class NextStep(models.Model):
    """What one of us is to do next for an account, by a day; open until `done_on`.

    `activity` is the one in which it was agreed. `token` as of `Request`.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="next_steps")
    what = models.CharField(max_length=200)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(
        Activity, null=True, on_delete=models.SET_NULL, related_name="next_steps"
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    token = models.UUIDField(unique=True)

    objects = NextStepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["owner", "due_on"],
                condition=models.Q(done_on__isnull=True),
                name="engagement_nextstep_waiting",
            )
        ]
