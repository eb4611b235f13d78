from datetime import timedelta

from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

LEASE = timedelta(seconds=30)
# A worker that dies three times over one step would die a fourth time.
MOST_ATTEMPTS = 3


class UserManager(BaseUserManager):
    def create_user(self, *, email, name, password=None, **fields):
        """Make a member; without a password nobody can log in as them."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class StepQuerySet(models.QuerySet):
    def expired(self):
        """Taken by a worker that has not shown life within the lease (database clock)."""
        return self.filter(state="running", lease_until__lt=Now())

    def claimable(self):
        free = Q(state="queued") | Q(state="running", lease_until__lt=Now())
        return self.filter(free, attempts__lt=MOST_ATTEMPTS)

    def exhausted(self):
        return self.expired().filter(attempts__gte=MOST_ATTEMPTS)

    def unheard(self, *, after):
        """Queued, and no doorbell rung within the time `after`."""
        return self.filter(state="queued").filter(Q(rung_at=None) | Q(rung_at__lt=Now() - after))
