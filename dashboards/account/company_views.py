"""The page of a company, where several products are sold."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import are_companies_apart, judgements_for
from book.selectors import latest_night
from core.calendar import judged_day
from dashboards.account.company import whole_company


@requires(ObjectKind.ACCOUNT)
@require_safe
def company(request, company_id):
    """Show a company over its accounts; where it is the same as its one account, that one's page."""
    found = whole_company(
        company_id=company_id,
        for_user=request.user,
        judgements=judgements_for(request.user),
        as_of=latest_night() or judged_day(timezone.now()),
    )
    if found is None:
        raise Http404
    if not are_companies_apart() and len(found.lines) == 1:
        return HttpResponseRedirect(found.lines[0].url)
    return render(request, "dashboards/company.html", {"whole": found})
