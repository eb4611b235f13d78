from django.db import models
from django.db.models import Q

from accounts.access import ObjectKind, Scope, scope_of


def runs_on(day, *, to_contract=""):
    """Condition for contracts begun on `day` or before, not past their end, and not closed by then.

    One without an end date runs on until it is closed. `to_contract` is the lookup path from the row
    to its contract.
    """

    def either(field, holds):
        return Q(**{f"{to_contract}{field}": None}) | Q(**{f"{to_contract}{field}__{holds}": day})

    has_begun = Q(**{f"{to_contract}starts_on__lte": day})
    return has_begun & either("ends_on", "gte") & either("closed_on", "gt")


def seen_by(user, *, kind=ObjectKind.ACCOUNT, to_account=""):
    """Condition for rows whose account `user` may see.

    `to_account` is the lookup path from the row to its account, e.g. "account__", "" for accounts.
    Team scope sees the accounts of every member of one's teams and of the segments those teams hold.
    """
    scope = scope_of(user, kind)
    if scope == Scope.ALL:
        return Q()
    if scope == Scope.NONE:
        return Q(pk__in=[])
    own = Q(**{f"{to_account}csm": user})
    if scope == Scope.OWN:
        return own
    teams, members = _teams_of(user)
    return own | Q(**{f"{to_account}csm__in": members}) | Q(**{f"{to_account}team__in": teams})


def _teams_of(user):
    """Return the ids of a member's teams and of all who are in them, read once for this object of theirs."""
    if not hasattr(user, "_teams_and_members"):
        rows = user.teams.through.objects.filter(team__members=user)
        pairs = list(rows.values_list("team_id", "user_id"))
        user._teams_and_members = [sorted({pair[side] for pair in pairs}) for side in (0, 1)]
    return user._teams_and_members


class AccountQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(seen_by(user))

    def editable_by(self, user):
        return self.filter(seen_by(user, kind=ObjectKind.ACCOUNT_EDIT))

    def mergeable_by(self, user):
        """Those that the member may merge into one another, where they may see both."""
        return self.visible_to(user).filter(seen_by(user, kind=ObjectKind.MERGE))

    def standing(self):
        """Not merged into another account."""
        return self.filter(merged_into=None)

    def running_on(self, day):
        """With a running contract on `day` (see `runs_on`)."""
        return self.filter(runs_on(day, to_contract="contracts__")).distinct()


class OfAccountQuerySet(models.QuerySet):
    """Rows that hang on one account."""

    def visible_to(self, user):
        return self.filter(seen_by(user, to_account="account__"))


class ContractQuerySet(OfAccountQuerySet):
    def running_on(self, day):
        """Running on `day` (see `runs_on`)."""
        return self.filter(runs_on(day))
