"""Accounts that a night had to leave out."""

from django.db import models

from accounts.models import Account
from core.models import Run


class Quarantine(models.Model):
    """One account that could not be judged in one run: the others went on without it."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="quarantines")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=20)
    error = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "account"], name="nightly_quarantine_once")
        ]
