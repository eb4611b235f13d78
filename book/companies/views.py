"""The list of accounts, company by company."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from book.asking import asked_of
from book.chips import chips
from book.companies.rows import ORDERS, company_page


@requires(ObjectKind.ACCOUNT)
@require_safe
def companies(request):
    """Show the companies whose accounts a list finds; `order` is one of `ORDERS`."""
    data = request.GET.copy()
    order = (data.pop("order", None) or ["arr"])[-1]
    order = order if order in ORDERS else "arr"
    form, asked = asked_of(data, for_user=request.user)
    query = asked["query"]
    shown = {
        **{"form": form, "query": query, "order": order},
        **{"page": company_page(**asked, order=order)},
        **{"chips": chips(form, query), "clear_url": query.cleared()},
    }
    template = "_companies" if request.htmx else "companies"
    return render(request, f"book/{template}.html", shown)
