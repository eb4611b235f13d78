"""Reads about customers."""

from collections import defaultdict

from django.utils import timezone

from accounts.access import Judgements
from accounts.models import Seal


def judgements_for(user):
    """Return the `Judgements` of `user`: every read of a score, band, stage, risk or rank goes through it."""
    sealed = defaultdict(set)
    rows = Seal.objects.filter(user=user, until__gt=timezone.now()).values_list(
        "question", "account_id"
    )
    for question, account_id in rows:
        sealed[question].add(account_id)
    return Judgements({question: frozenset(ids) for question, ids in sealed.items()})
