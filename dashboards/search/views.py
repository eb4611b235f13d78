"""Searching everywhere: the results under the field while one types, and the same as a page."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.selectors import latest_night
from core.calendar import judged_day
from core.search import search_key
from dashboards.search.finding import found

LONGEST = 100
# Hits of one kind: few enough to be seen at once while typing, more on a page of their own.
FEW, MANY = 6, 30


@requires(ObjectKind.ACCOUNT)
@require_safe
def search(request):
    """Show what the text `q` names: accounts, people, books, pages, segments and metrics."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    groups = _found(request, text) if search_key(text) or not text else []
    shown = {"text": text, "groups": groups, "count": sum(len(group.hits) for group in groups)}
    template = "dashboards/_found.html" if request.htmx else "dashboards/search.html"
    return render(request, template, shown)


def _found(request, text):
    return found(
        text,
        for_user=request.user,
        judgements=judgements_for(request.user),
        as_of=latest_night() or judged_day(timezone.now()),
        most=FEW if request.htmx else MANY,
    )
