"""What customers do and say, as dated facts. Never a judgement about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Account, Contact, Product
from accounts.querysets import OfAccountQuerySet
from core.models import User
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
    """An upload changed an account's facts from this day on; deleted by the night that took it in."""

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


class Activity(models.Model):
    """A dated touch between us and the customer, or another dated event of theirs.

    `tool` names the other tool that it was kept in before, `author` who wrote it there.
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

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "tool", "external_id"], name="engagement_activity_once"
            )
        ]
        indexes = [models.Index(fields=["account", "happened_on"])]


class NpsInvitation(models.Model):
    """A contact was asked how likely they are to recommend us; silence is a fact too."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="nps_invitations")
    external_id = models.CharField(max_length=100)
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_on = models.DateField()
    responded_on = models.DateField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    comment = models.TextField(blank=True)

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="engagement_nps_once")
        ]
        indexes = [models.Index(fields=["account", "invited_on"])]


class Event(models.Model):
    """Something we held for many customers: a user group, a seminar."""

    external_id = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40, blank=True)
    held_on = models.DateField()


class AttendanceStatus(models.TextChoices):
    INVITED = "invited", _("Invited")
    REGISTERED = "registered", _("Registered")
    ATTENDED = "attended", _("Attended")
    DECLINED = "declined", _("Declined")
    ABSENT = "absent", _("Did not come")


class Attendance(models.Model):
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="attendances")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="attendances")
    status = models.CharField(max_length=12, choices=AttendanceStatus)
    attendees = models.PositiveIntegerField(null=True)

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "account"], name="engagement_attendance_once")
        ]


class Priority(models.TextChoices):
    LOW = "low", _("Low")
    NORMAL = "normal", _("Normal")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class Ticket(models.Model):
    """A question or fault that the customer reported; open until `closed_on`."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tickets")
    external_id = models.CharField(max_length=100)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.NORMAL)
    subject = models.CharField(max_length=200, blank=True)

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "external_id"], name="engagement_ticket_once"
            )
        ]
        indexes = [models.Index(fields=["account", "opened_on"])]


class ContentView(models.Model):
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="content_views")
    external_id = models.CharField(max_length=100)
    viewed_on = models.DateField()
    content = models.CharField(max_length=200)

    objects = OfAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id"], name="engagement_view_once")
        ]


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
