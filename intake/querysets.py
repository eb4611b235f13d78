from django.db import models

from accounts.access import ObjectKind, Scope, scope_of
from accounts.querysets import seen_by


class FindingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """About accounts that one looks after; what concerns no account, to those who see all."""
        if scope_of(user, ObjectKind.QUALITY) == Scope.ALL:
            return self
        own = seen_by(user, kind=ObjectKind.QUALITY, to_account="account__")
        other = seen_by(user, kind=ObjectKind.QUALITY, to_account="other_account__")
        return self.filter(own | other)

    def waiting(self):
        """To be seen to: open, or taken by somebody."""
        return self.filter(state__in=("open", "taken"))
