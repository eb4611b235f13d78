"""What each night knew about each account and judged from it."""

from django.db import models

from accounts.models import Account
from definitions.models import DefinitionVersion
from metrics.querysets import AccountNightQuerySet


class MetricRegistry(models.Model):
    """An ordered list of metric versions: what the packed values of a night mean, position by position."""

    fingerprint = models.CharField(max_length=64, unique=True)
    keys = models.JSONField()
    versions = models.ManyToManyField(DefinitionVersion, related_name="+")


class AccountNight(models.Model):
    """One account, one night, one lane: the metrics it was judged on, and the judgement.

    `lane` is 0 for what is in force, else the id of a trial version. `metrics` and `measures` are packed
    little-endian int64 arrays (ten-thousandths; contributions in hundredths). `score` is in hundredths,
    null when unknown; `band`, `risk` and `stage` are numbers of their enums.
    """

    # The unique constraint begins with the account, and nobody asks for the nights of a registry.
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    night = models.DateField()
    lane = models.PositiveBigIntegerField(default=0)
    # Registries are never deleted: to check each of a million rows against one took a quarter of the time.
    registry = models.ForeignKey(
        MetricRegistry,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    metrics = models.BinaryField()
    stale = models.BinaryField()
    segment_key = models.CharField(max_length=60, blank=True)
    rule_segment_key = models.CharField(max_length=60, blank=True)
    score = models.IntegerField(null=True)
    base_score = models.IntegerField(null=True)
    band = models.PositiveSmallIntegerField()
    exception_key = models.CharField(max_length=40, blank=True)
    measures = models.BinaryField()
    risk = models.PositiveSmallIntegerField()
    risk_reasons = models.JSONField(default=list)
    stage = models.PositiveSmallIntegerField()
    stage_since = models.DateField()
    versions = models.JSONField()
    fingerprint = models.CharField(max_length=32)
    is_reconstructed = models.BooleanField(default=False)

    objects = AccountNightQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "night", "lane"], name="metrics_accountnight_once"
            )
        ]
        indexes = [models.Index(fields=["night", "lane"])]
