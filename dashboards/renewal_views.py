"""The churn-risk list: contracts by the month in which they end, as a page and as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.chips import chips
from book.query import BookQuery
from book.selectors import csms_in_sight, latest_night, segments_in_order
from core.calendar import judged_day
from core.models import Role
from dashboards.renewal_file import write_csv
from dashboards.renewal_forms import SORTS, RenewalForm
from dashboards.renewal_rows import month_bars, rows_by_month
from dashboards.renewals import WINDOWS_DAYS, all_renewals, endless_contracts, renewal_page
from health.selectors import risk_words


@requires(ObjectKind.RENEWAL)
@require_safe
def renewals(request):
    """Show one page of the contracts that end, under their months."""
    form, asked = _asked(request)
    query, page = asked["query"], renewal_page(**asked)
    shown = {
        **{"form": form, "query": query, "page": page, "as_of": asked["as_of"]},
        **{"chips": chips(form, query), "clear_url": query.cleared()},
        "endless": endless_contracts(
            for_user=request.user, judgements=asked["judgements"], query=query
        ),
        "endless_url": reverse("book") + _endless_in_book(query).url(),
        "has_book": Role.CSM in request.user.roles,
        "windows": [(days, query.url(days=days, month="")) for days in WINDOWS_DAYS],
        "sorts": [(key, word, query.url(sort=key)) for key, word in SORTS],
        "bars": month_bars(page.months, query),
        "months": rows_by_month(
            page, judgements=asked["judgements"], words=risk_words(), as_of=asked["as_of"]
        ),
    }
    return render(request, f"dashboards/{_template(request)}.html", shown)


@requires(ObjectKind.RENEWAL)
@require_safe
def renewals_file(request):
    """Give the whole list that the address asks for, in the order of the page, as a spreadsheet."""
    asked = _asked(request)[1]
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"renewals-{asked['as_of']:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    write_csv(
        response,
        all_renewals(**asked),
        judgements=asked["judgements"],
        words=risk_words(),
        as_of=asked["as_of"],
    )
    return response


def _endless_in_book(query):
    """Return the list of accounts that `endless_contracts` counts."""
    shared = ("mine", "segment", "csm", "risk", "differs")
    return BookQuery(contract="open", **{name: getattr(query, name) for name in shared})


def _template(request):
    if not request.htmx or request.htmx.history_restore_request:
        return "renewals"
    return "_renewal_results" if request.htmx.target == "renewals" else "_renewals"


def _asked(request):
    form = RenewalForm(
        request.GET,
        segments=segments_in_order(),
        csms=csms_in_sight(for_user=request.user),
    )
    return form, {
        "for_user": request.user,
        "judgements": judgements_for(request.user),
        "query": form.query(),
        "as_of": latest_night() or judged_day(timezone.now()),
    }
