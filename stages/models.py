"""How far each account has come: Entry, Onboard, Active, Loyal; and whether people agree."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Question, Span
from accounts.querysets import OfAccountQuerySet
from core.models import User
from definitions.models import DefinitionVersion


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


class ClassificationRound(models.Model):
    """Members classify accounts with the computed value of `night` hidden; then the two are compared.

    `is_seen` where people had already worked with the computed value: such a round proves less.
    """

    question = models.CharField(max_length=10, choices=Question, default=Question.STAGE)
    version = models.ForeignKey(DefinitionVersion, on_delete=models.PROTECT, related_name="rounds")
    night = models.DateField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    is_seen = models.BooleanField(default=False)


class Cause(models.TextChoices):
    """Why a member and the definition differed, once it was talked through."""

    DATA_ERROR = "data_error", _("Error in the data")
    REVISE = "revise", _("Definition to revise")
    SEEN_DIFFERENTLY = "seen_differently", _("Seen differently")


class ClassificationAnswer(models.Model):
    """What a member said of an account, and what had been computed; both in levels of the question."""

    round = models.ForeignKey(ClassificationRound, on_delete=models.CASCADE, related_name="answers")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answer = models.PositiveSmallIntegerField()
    computed = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=16, choices=Cause, blank=True)
    note = models.TextField(blank=True)

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "account"], name="stages_answer_once")
        ]
