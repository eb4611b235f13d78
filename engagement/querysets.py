"""Filters of what was written about accounts, and who may change it."""

from django.db.models import Q

from accounts.access import ObjectKind
from accounts.querysets import OfAccountQuerySet, seen_by
from engagement.domain.kinds import NOTE


class WrittenQuerySet(OfAccountQuerySet):
    """What members write: `made_by` is who did, null for what a file brought."""

    def changeable_by(self, user):
        """Those that the member wrote, and those of all whose stories they answer for."""
        written_here = self.visible_to(user).filter(made_by__isnull=False)
        leads = seen_by(user, kind=ObjectKind.STORY, to_account="account__")
        # An empty condition, which is that of all accounts, would be lost beside an "or".
        return written_here.filter(self._own(user) | leads) if leads else written_here

    def _own(self, user):
        return Q(made_by=user)


class ActivityQuerySet(WrittenQuerySet):
    def touches(self):
        """Leave out notes: they tell of a customer, and nobody met anybody."""
        return self.exclude(kind=NOTE)


class NextStepQuerySet(WrittenQuerySet):
    def _own(self, user):
        return Q(made_by=user) | Q(owner=user)

    def waiting(self):
        """Not done yet."""
        return self.filter(done_on=None)

    def due_by(self, day):
        """Waiting, and due on `day` or before."""
        return self.waiting().filter(due_on__lte=day)
