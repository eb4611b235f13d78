"""How facts get in: every file that was brought, its verdict, what it changed, and what looks wrong."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Account
from core.models import Run, User
from intake.querysets import FindingQuerySet


class UploadState(models.TextChoices):
    RECEIVED = "received", _("Received")
    CHECKING = "checking", _("Being checked")
    PREVIEWED = "previewed", _("Checked, waiting for you")
    HELD = "held", _("Held, waiting for you")
    LOADING = "loading", _("Loading")
    LOADED = "loaded", _("Loaded")
    PARTIAL = "partial", _("Loaded in part")
    REFUSED = "refused", _("Refused")
    UNCHANGED = "unchanged", _("Already loaded")
    FAILED = "failed", _("Could not run")
    DISCARDED = "discarded", _("Discarded")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


# What was written stands, all of it or the good rows.
LOADED_STATES = (UploadState.LOADED, UploadState.PARTIAL)


class Origin(models.TextChoices):
    BROWSER = "browser", _("file")
    PASTE = "paste", _("pasted")
    COMMAND = "command", _("command line")
    PICKUP = "pickup", _("picked up")


class Upload(models.Model):
    """One file brought in. Its bytes are kept under their hash; its verdict is kept as it was given.

    `instructions` say how to read it (domain/instructions.py), `preview` what a check found.
    """

    dataset = models.CharField(max_length=20)
    source = models.CharField(max_length=40, default="main")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.BROWSER)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.BigIntegerField()
    stored_as = models.CharField(max_length=100, blank=True)
    instructions = models.JSONField(default=dict)
    is_good_rows_only = models.BooleanField(default=False)
    makes_accounts = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVED)
    preview = models.JSONField(default=dict)
    verdict = models.JSONField(default=dict)
    refused_rows_file = models.CharField(max_length=100, blank=True)
    same_as = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="uploads"
    )
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+")
    # The state of which its people were told by mail.
    told_state = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    @property
    def counts(self):
        """Rows or facts by kind: those of the load, or of the check before it."""
        verdict = self.verdict or self.preview.get("verdict", {})
        return verdict.get("counts", {})


class SourceInstructions(models.Model):
    """How the files of one source were read the latest time a person said so: taken again next time."""

    dataset = models.CharField(max_length=20)
    source = models.CharField(max_length=40)
    instructions = models.JSONField(default=dict)
    set_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "source"], name="intake_instructions_once")
        ]


class UsageRevision(models.Model):
    """An account's month of usage as it was before an upload, and a digest of how it left it.

    `facts_before` is empty where nothing was, and null where the upload only said again what was there.
    """

    # Written by the hundred thousand, in the order of the unique constraint: checked against upload and
    # account and with an index for each, they took six times as long.
    upload = models.ForeignKey(
        Upload, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    month = models.DateField()
    facts_before = models.BinaryField(null=True)
    digest_after = models.BinaryField(max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "account", "month"], name="intake_usagerevision_once"
            )
        ]


class RowRevision(models.Model):
    """A row that an upload made (`before` is null) or changed, by its model and natural key.

    Of the model Upload: how many rows of which model another upload had brought, and this one said again.
    """

    upload = models.ForeignKey(
        Upload, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    model = models.CharField(max_length=60)
    key = models.CharField(max_length=400)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "model", "key"], name="intake_rowrevision_once"
            )
        ]
        indexes = [models.Index(fields=["model", "key"])]


class LookEvery(models.IntegerChoices):
    """How often a place is looked into, in minutes."""

    FIVE_MINUTES = 5, _("every 5 minutes")
    QUARTER = 15, _("every 15 minutes")
    HOUR = 60, _("every hour")
    SIX_HOURS = 360, _("every 6 hours")
    DAY = 1440, _("once a day")


class Pickup(models.Model):
    """A folder or an S3-compatible store that is looked into for new files of one dataset.

    `trouble` is what stood against the latest look (pickup/troubles.py), empty where nothing did.
    """

    dataset = models.CharField(max_length=20)
    source = models.CharField(max_length=40, default="main")
    place = models.CharField(max_length=400)
    pattern = models.CharField(max_length=120, default="*.csv")
    every_minutes = models.PositiveIntegerField(choices=LookEvery, default=LookEvery.HOUR)
    mail_to = models.CharField(max_length=400, blank=True)
    is_good_rows_only = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now=True)
    created_at = models.DateTimeField(auto_now_add=True)
    looked_at = models.DateTimeField(null=True)
    trouble = models.JSONField(default=dict)


class PickedFile(models.Model):
    """A file that a pick-up found, by its name and what tells a newer one apart.

    Seen until it is picked; a picked one is never picked again, whatever became of it.
    """

    pickup = models.ForeignKey(Pickup, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=400)
    mark = models.CharField(max_length=120)
    upload = models.ForeignKey(Upload, null=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField()
    picked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pickup", "name", "mark"], name="intake_picked_once")
        ]


class FindingState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a finding", "Open")
    TAKEN = "taken", _("Being looked into")
    MENDED = "mended", _("Mended")
    ACCEPTED = "accepted", _("Right as it is")


class RootCause(models.TextChoices):
    TYPING = "typing", _("Entered wrongly")
    SOURCE = "source", _("Wrong in the source system")
    EXPORT = "export", _("Wrong export or mapping")
    TIMING = "timing", _("Late or out of step")
    DOUBLE = "double", _("Entered twice")
    REAL = "real", _("Really so")


class DataFinding(models.Model):
    """Something in the data that looks wrong. `fingerprint` finds it again the next night.

    `detail` is what was found, `figures` what of it grows or moves from night to night. `at_stake` is
    what the running contracts of its accounts bring in a year, in yen.
    """

    kind = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    other_account = models.ForeignKey(
        Account, null=True, on_delete=models.CASCADE, related_name="+"
    )
    detail = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    count = models.PositiveIntegerField(default=1)
    at_stake = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=FindingState, default=FindingState.OPEN)
    root_cause = models.CharField(max_length=10, choices=RootCause, blank=True)
    note = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    first_seen_on = models.DateField()
    latest_seen_on = models.DateField()
    closed_on = models.DateField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "fingerprint"], name="intake_finding_once")
        ]
        indexes = [
            models.Index(fields=["state", "kind"]),
            models.Index(fields=["state", "-at_stake", "first_seen_on"]),
        ]


class QualityDay(models.Model):
    """One number of the data quality board on one day: `part` of `whole`, so that a trend can be drawn."""

    day = models.DateField()
    measure = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, blank=True)
    part = models.PositiveIntegerField()
    whole = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "subject", "day"], name="intake_qualityday_once"
            )
        ]


class SourceRhythm(models.Model):
    """How often the files of a source are expected, where a person said so instead of their arrivals.

    `source` is that of the uploads, or "product:" with the key of a product for its days of usage.
    """

    dataset = models.CharField(max_length=20)
    source = models.CharField(max_length=100)
    every_days = models.PositiveSmallIntegerField()
    set_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    set_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset", "source"], name="intake_rhythm_once")
        ]
