"""What customers answered, attended, asked support and read: one dated row each."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account, Contact
from accounts.querysets import OfAccountQuerySet


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
    DECLINED = "declined", pgettext_lazy("attendance", "Declined")
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
