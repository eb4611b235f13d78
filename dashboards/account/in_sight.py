"""The account that an address names, for every page about one."""

from django.http import Http404

from accounts.models import Account
from dashboards.account.selectors import account_in_sight


def account_or_404(request, account_id) -> Account:
    """Return the account where the member may see it; foreign and missing give the same 404."""
    found = account_in_sight(for_user=request.user, account_id=account_id)
    if found is None:
        raise Http404
    return found
