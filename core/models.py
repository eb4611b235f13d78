"""Ground that every app stands on: members, the audit trail, locks and the ledger of work.

Never knows customers, metrics or scores.
"""

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.querysets import StepQuerySet, UserManager


class Role(models.TextChoices):
    CSM = "csm", _("CSM")
    MANAGER = "manager", _("Manager")
    CS_HEAD = "cs_head", _("CS head")
    OPS = "ops", _("Ops")
    RENEWAL_REP = "renewal_rep", _("Renewal rep")
    CRE = "cre", _("CRE")
    MARKETING = "marketing", _("Customer marketing")
    ADMIN = "admin", _("Administrator")


class User(AbstractBaseUser):
    """A member: one of us who logs in by e-mail. The customer's people are contacts."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    language = models.CharField(
        max_length=5, choices=[("ja", "日本語"), ("en", "English")], default="ja"
    )
    # Keys of one letter disturb who speaks to the browser or hits keys by accident.
    has_letter_keys = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    def __str__(self):
        return self.name or self.email

    @cached_property
    def roles(self):
        return frozenset(self.user_roles.values_list("role", flat=True))


class UserRole(models.Model):
    """One role of a member; a member may have several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="user_roles")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="core_userrole_once")]


class AuditEvent(models.Model):
    """What a member or the system did, in a chain of hashes that shows any later change."""

    at = models.DateTimeField()
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64, blank=True)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["object_kind", "object_id"])]


class Lock(models.Model):
    """A named lock, claimed by compare-and-swap and freed by its holder or by time.

    The row named "audit" is the head of the audit chain: locked by each writer in turn.
    """

    name = models.CharField(max_length=80, primary_key=True)
    holder = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField(null=True)


class Heartbeat(models.Model):
    """When a part of the platform last showed life, by the database's clock."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()


class Mail(models.Model):
    """A message that waits to be sent, or was: written in the transaction of what it tells of.

    `message_id` is made of that, so that a message which goes out twice can be known as one.
    """

    message_id = models.CharField(max_length=200, unique=True)
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    queued_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "not_before"])]


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    PARTIAL = "partial", _("Done in part")
    FAILED = "failed", _("Failed")


class Run(models.Model):
    """One piece of business to be done once: a night, a backfill, an upload. The truth about it."""

    kind = models.CharField(max_length=20)
    business_date = models.DateField()
    key = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    options = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    round = models.PositiveSmallIntegerField(default=1)
    requested_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "business_date", "key"], name="core_run_once")
        ]
        ordering = ["-business_date", "-id"]

    @property
    def is_over(self):
        return self.state in (State.DONE, State.PARTIAL, State.FAILED)


class Step(models.Model):
    """A part of a run that one worker does in one transaction; taken by lease, at most three times."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=20)
    shard = models.PositiveIntegerField(default=0)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_token = models.CharField(max_length=36, blank=True)
    lease_until = models.DateTimeField(null=True)
    rung_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "name", "shard"], name="core_step_once")
        ]
        indexes = [models.Index(fields=["state", "lease_until"])]
        ordering = ["id"]
