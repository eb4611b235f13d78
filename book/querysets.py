from django.db import models

from accounts.querysets import seen_by


class AccountStatusQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(user))
