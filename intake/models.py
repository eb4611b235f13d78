"""How facts get in: every file that was brought, its verdict and what it changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Run, User


class UploadState(models.TextChoices):
    RECEIVED = "received", _("Received")
    PREVIEWED = "previewed", _("Checked, waiting for you")
    LOADING = "loading", _("Loading")
    LOADED = "loaded", _("Loaded")
    PARTIAL = "partial", _("Loaded in part")
    REFUSED = "refused", _("Refused")
    UNCHANGED = "unchanged", _("Already loaded")
    FAILED = "failed", _("Could not run")


class Upload(models.Model):
    """One file brought in. Its bytes are kept under their hash; its verdict is kept as it was given."""

    dataset = models.CharField(max_length=20)
    source = models.CharField(max_length=40, default="main")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size_bytes = models.BigIntegerField()
    stored_as = models.CharField(max_length=100, blank=True)
    is_good_rows_only = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.RECEIVED)
    verdict = models.JSONField(default=dict)
    refused_rows_file = models.CharField(max_length=100, blank=True)
    uploaded_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="uploads"
    )
    run = models.ForeignKey(Run, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
