"""Usage in packed months, and how far and how fresh what was brought in is."""

from django.db import models

from accounts.models import Account, Product
from core.wording import localized


class Series(models.Model):
    """A named kind of usage that a product supplies. Numbers are given once and never reused.

    `name` is what its files say; people read the label, where there is one.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="series")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80, blank=True)
    label_ja = models.CharField(max_length=80, blank=True)
    aliases = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="engagement_series_number"),
            models.UniqueConstraint(fields=["product", "name"], name="engagement_series_name"),
        ]

    @property
    def label(self):
        """The name as people of the current language read it."""
        return localized(self, "label") or self.name


class UsageMonth(models.Model):
    """All usage facts of one account in one month, packed (see domain/facts.py). `month` is its first day."""

    # The unique constraint begins with the account.
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    month = models.DateField()
    facts = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "month"], name="engagement_usagemonth_once")
        ]


class UsageDay(models.Model):
    """A day for which a product's usage has arrived: what freshness is read from."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="usage_days")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "day"], name="engagement_usageday_once")
        ]


class FactChange(models.Model):
    """What an account's path rests on changed from this day on: the next night follows it anew.

    An upload, its undoing, an edit, a move to another segment or a merge leaves one; the night that took it
    in deletes it.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    earliest_day = models.DateField()


class Watermark(models.Model):
    """How far a dataset reaches for a product, and when it was last brought in."""

    dataset = models.CharField(max_length=20)
    product = models.ForeignKey(Product, null=True, on_delete=models.CASCADE, related_name="+")
    latest_day = models.DateField(null=True)
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "product"], name="engagement_watermark_once"
            ),
            models.UniqueConstraint(
                fields=["dataset"],
                condition=models.Q(product=None),
                name="engagement_watermark_common",
            ),
        ]
