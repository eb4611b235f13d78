from django.db import models

from accounts.access import ObjectKind
from accounts.querysets import seen_by


class AccountStatusQuerySet(models.QuerySet):
    def visible_to(self, user, *, kind=ObjectKind.ACCOUNT):
        return self.filter(seen_by(user, kind=kind))
