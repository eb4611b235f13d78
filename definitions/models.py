"""Every rule of the house as versions: words first, then numbers. A version never changes once written."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Product
from core.models import User


class Kind(models.TextChoices):
    METRIC = "metric", _("Metric")
    SEGMENTS = "segments", _("Segment rules")
    SCORECARD = "scorecard", _("Scorecard")
    RISK = "risk", _("Churn risk rules")
    STAGES = "stages", _("Stages")
    JOURNEY = "journey", _("Success journey")


class VersionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    TRIAL = "trial", _("Trial")
    IN_FORCE = "in_force", _("In force")
    RETIRED = "retired", _("Retired")


class Definition(models.Model):
    """A rule of one kind; without a product it is common to all, with one it is that product's own."""

    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=60)
    product = models.ForeignKey(
        Product, null=True, on_delete=models.CASCADE, related_name="definitions"
    )
    segment_key = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "product", "segment_key"], name="definitions_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "key", "segment_key"],
                condition=models.Q(product=None),
                name="definitions_common_once",
            ),
        ]


class DefinitionVersion(models.Model):
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    name_en = models.CharField(max_length=120)
    name_ja = models.CharField(max_length=120)
    words_en = models.TextField()
    words_ja = models.TextField()
    body = models.JSONField()
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)
    review_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "number"], name="definitions_version_once"
            ),
            models.UniqueConstraint(
                fields=["definition"],
                condition=models.Q(state="in_force"),
                name="definitions_one_in_force",
            ),
        ]


class DefinitionUse(models.Model):
    """A version rests on another definition: what "used by" is read from."""

    version = models.ForeignKey(DefinitionVersion, on_delete=models.CASCADE, related_name="uses")
    used = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="used_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "used"], name="definitions_use_once")
        ]
