from django.db import models

from accounts.access import ObjectKind, Scope, scope_of
from accounts.models import Account
from accounts.querysets import seen_by


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """About accounts that one looks after; what concerns no account, to those who see all."""
        if scope_of(user, ObjectKind.QUALITY) == Scope.ALL:
            return self
        seen = Account.objects.filter(seen_by(user, kind=ObjectKind.QUALITY))
        return self.filter(models.Q(account__in=seen) | models.Q(other_account__in=seen))

    def waiting(self):
        """To be seen to: open, or taken by somebody."""
        return self.filter(state__in=("open", "taken"))
