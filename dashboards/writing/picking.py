"""Finding the account to write about by a few letters of its name."""

from django.db.models import Case, Value, When

from accounts.models import Account
from core.search import search_key

SHOWN = 8


def accounts_named(letters: str, *, for_user) -> list[Account]:
    """Return up to eight accounts whose names hold the letters, those that begin with them first.

    Without letters the member's own, by name. Kana and width do not matter.
    """
    seen = Account.objects.visible_to(for_user).standing().select_related("csm")
    key = search_key(letters) if letters.strip() else ""
    if not key:
        return list(seen.filter(csm=for_user).order_by("name", "pk")[:SHOWN])
    begins = Case(When(search_key__startswith=key, then=Value(0)), default=Value(1))
    found = seen.filter(search_key__contains=key)
    return list(found.order_by(begins, "name", "pk")[:SHOWN])
