"""Reads about customers."""

from collections import defaultdict

from django.db.models import Count, Q
from django.utils import timezone

from accounts.access import SCOPES, Judgements, ObjectKind, Scope
from accounts.models import Account, Merge, Product, Seal
from core.models import User


def judgements_for(user):
    """Return the `Judgements` of `user`: every read of a score, band, stage, risk or rank goes through it."""
    sealed = defaultdict(set)
    rows = Seal.objects.filter(user=user, until__gt=timezone.now()).values_list(
        "question", "account_id"
    )
    for question, account_id in rows:
        sealed[question].add(account_id)
    return Judgements({question: frozenset(ids) for question, ids in sealed.items()})


def account_after_merges(*, for_user, account_id) -> tuple[Account, Account] | None:
    """Return (merged account, the one that it went up in), where the member may see both."""
    seen = Account.objects.visible_to(for_user)
    merged = seen.exclude(merged_into=None).filter(pk=account_id).first()
    master = merged
    while master and master.merged_into_id:
        master = seen.filter(pk=master.merged_into_id).first()
    return (merged, master) if master else None


def are_companies_apart() -> bool:
    """Tell whether companies are shown beside accounts: where one product is sold they are the same."""
    return Product.objects.count() > 1


def merges_so_far() -> tuple[int, int]:
    """Return how many merges there were and how many of them were undone: what ids mean rests on it."""
    found = Merge.objects.aggregate(made=Count("pk"), undone=Count("undone_at"))
    return found["made"], found["undone"]


def merges_into(account) -> list[Merge]:
    """Return the merges that stand by which others went up in an account, newest first."""
    found = Merge.objects.filter(master=account, undone_at=None).select_related("merged")
    return list(found.order_by("-pk"))


def members_around(account) -> list[User]:
    """Return the active members who may see an account, its CSM first, the others by name.

    One query: by role they see all accounts, or those of their teams.
    """
    by_scope = {scope: _roles_of(scope) for scope in (Scope.TEAM, Scope.ALL)}
    is_near = Q(teams__accounts=account) | Q(teams__members__book=account)
    seeing = (
        Q(user_roles__role__in=by_scope[Scope.ALL])
        | Q(user_roles__role__in=by_scope[Scope.TEAM]) & is_near
        | Q(pk=account.csm_id)
    )
    found = User.objects.filter(seeing, is_active=True).distinct().order_by("name", "pk")
    return sorted(found, key=lambda member: member.pk != account.csm_id)


def _roles_of(scope):
    return [role for role, scopes in SCOPES.items() if scopes[ObjectKind.ACCOUNT] == scope]
