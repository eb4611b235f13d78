"""The book of accounts: the list, and its totals as a second fragment."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.chips import chips
from book.forms import BookForm
from book.rows import book_rows
from book.selectors import (
    book_page,
    book_totals,
    csms_in_sight,
    latest_night,
    segments_in_order,
)
from core.calendar import judged_day
from health.selectors import risk_words


@requires(ObjectKind.ACCOUNT)
@require_safe
def book(request):
    """Show one page of accounts; a fragment of it where only that is asked for."""
    form, asked = _asked(request)
    page = book_page(**asked)
    rows = book_rows(
        page.statuses,
        judgements=asked["judgements"],
        words=risk_words(),
        as_of=asked["as_of"],
    )
    query = asked["query"]
    shown = {
        **{"form": form, "query": query, "page": page, "rows": rows},
        **{"chips": chips(form, query), "clear_url": query.cleared()},
        "places_url": query.places_url,
        "rows_before": (query.page - 1) * query.size,
    }
    return render(request, _template(request), shown)


@requires(ObjectKind.ACCOUNT)
@require_safe
def totals(request):
    """Show accounts, ARR and counts by band of the same list."""
    asked = _asked(request)[1]
    template = "book/_totals.html" if request.htmx else "book/totals.html"
    return render(request, template, {"query": asked["query"], "totals": book_totals(**asked)})


def _asked(request):
    form = BookForm(
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


def _template(request):
    if not request.htmx or request.htmx.history_restore_request:
        return "book/book.html"
    return "book/_results.html" if request.htmx.target == "book" else "book/_page.html"
