"""The demo's own pages. Nobody can reach them in production: they have no address there."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from core.entering import log_in
from demo.doors import IS_DEMO, member_behind
from demo.selectors import is_demo
from demo.tour import cases_for, stops_for


@never_cache
@require_POST
def enter(request):
    """Let the visitor in as the member whose door they chose, in the language they read."""
    member = member_behind(request.POST.get("member", ""))
    if member is None:
        raise Http404
    log_in(request, member, door="demo")
    request.session[IS_DEMO] = True
    return HttpResponseRedirect("/")


@requires(ObjectKind.ACCOUNT)
@require_safe
def tour(request):
    """Show where the tour leads; leads home where nothing is made up."""
    if not is_demo():
        return HttpResponseRedirect("/")
    shown = {"stops": stops_for(request.user), "cases": cases_for(request.user)}
    return render(request, "demo/tour.html", shown)
