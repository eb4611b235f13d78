"""Reads about customers."""

from collections import defaultdict

from django.db.models import Count
from django.utils import timezone

from accounts.access import Judgements
from accounts.models import Account, Merge, Seal


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


def merges_so_far() -> tuple[int, int]:
    """Return how many merges there were and how many of them were undone: what ids mean rests on it."""
    found = Merge.objects.aggregate(made=Count("pk"), undone=Count("undone_at"))
    return found["made"], found["undone"]


def merges_into(account) -> list[Merge]:
    """Return the merges that stand by which others went up in an account, newest first."""
    found = Merge.objects.filter(master=account, undone_at=None).select_related("merged")
    return list(found.order_by("-pk"))
