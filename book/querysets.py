from django.db import models
from django.db.models import Q

from accounts.access import ObjectKind
from accounts.querysets import seen_by
from core.models import Role

# They look after what a team shares.
_KEEPERS = frozenset({Role.MANAGER, Role.CS_HEAD, Role.OPS, Role.ADMIN})


class AccountStatusQuerySet(models.QuerySet):
    def visible_to(self, user, *, kind=ObjectKind.ACCOUNT):
        return self.filter(seen_by(user, kind=kind))


class SavedViewQuerySet(models.QuerySet):
    def standing(self):
        """Not thrown away."""
        return self.filter(dropped_at=None)

    def within_reach_of(self, user):
        """Those that the user may change, or bring back where they threw them away themselves."""
        return self.editable_by(user) | self.filter(owner=user)

    def visible_to(self, user):
        """The user's own, and those shared with a team of theirs."""
        return self.standing().filter(Q(owner=user) | Q(team__in=user.teams.all()))

    def editable_by(self, user):
        """The user's own, and for who looks after a team those shared with it."""
        if user.roles & _KEEPERS:
            return self.visible_to(user)
        return self.standing().filter(owner=user)
