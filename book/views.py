"""The book of accounts: the list, and its totals as a second fragment."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind, Scope, scope_of
from accounts.guards import requires
from accounts.selectors import are_companies_apart
from book.asking import asked_of
from book.cells import book_lines
from book.chips import chips
from book.columns import MOST_ABREAST, shown_columns
from book.drawing import drawn_body
from book.editing.just_edited import edit_to_tell_of
from book.fields.forms import MADE
from book.selectors import book_page, reader_on
from book.tabs.saved import tabs_above
from book.totals import book_totals


@requires(ObjectKind.ACCOUNT)
@require_safe
def book(request):
    """Show one page of accounts; a fragment of it where only that is asked for."""
    form, asked = asked_of(request.GET, for_user=request.user)
    query, page = asked["query"], book_page(**asked)
    columns = shown_columns(query, for_user=request.user)
    lines = book_lines(
        page.statuses,
        columns=columns,
        judgements=asked["judgements"],
        reader=reader_on(asked["as_of"], segments=form.segments),
    )
    may_edit = scope_of(request.user, ObjectKind.ACCOUNT_EDIT) > Scope.NONE
    shown = {
        **{"form": form, "query": query, "page": page, "lines": lines, "columns": columns},
        **{"chips": chips(form, query), "clear_url": query.cleared()},
        "csms_url": reverse("book_filter") + query.leading(**{MADE: "csm"}),
        "is_wide": len(columns) > MOST_ABREAST,
        "body": drawn_body(
            lines,
            may_edit=may_edit,
            places_url=query.places_url,
            rows_before=(query.page - 1) * query.size,
        ),
        "tabs": tabs_above(query, for_user=request.user),
        "may_edit": may_edit,
        "edited": edit_to_tell_of(request),
        "has_companies": are_companies_apart(),
    }
    return render(request, _template(request), shown)


@requires(ObjectKind.ACCOUNT)
@require_safe
def totals(request):
    """Show accounts, ARR, counts by band and totals of the columns of the same list."""
    asked = asked_of(request.GET, for_user=request.user)[1]
    query = asked["query"]
    found = book_totals(**asked, columns=shown_columns(query, for_user=request.user))
    template = "book/_totals.html" if request.htmx else "book/totals.html"
    return render(request, template, {"query": query, "totals": found})


def _template(request):
    if not request.htmx or request.htmx.history_restore_request:
        return "book/book.html"
    return "book/_fragment.html" if request.htmx.target == "book" else "book/_page.html"
