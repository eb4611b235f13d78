from django.db import models
from django.db.models import Q

from accounts.access import ObjectKind, Scope, scope_of


def _of_teams(user, kind, *paths):
    """Condition for rows one of whose segments, by lookup path, belongs to a team of the user's."""
    scope = scope_of(user, kind)
    if scope == Scope.ALL:
        return Q()
    if scope == Scope.NONE:
        return Q(pk__in=[])
    teams = list(user.teams.values_list("pk", flat=True))
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{path}team__in": teams})
    return condition


class SegmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(_of_teams(user, ObjectKind.SEGMENT, ""))


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Moves from or to a segment that the user may see."""
        return self.filter(_of_teams(user, ObjectKind.SEGMENT, "current__", "proposed__"))

    def decidable_by(self, user):
        return self.filter(_of_teams(user, ObjectKind.SEGMENT_MOVE, "current__", "proposed__"))
