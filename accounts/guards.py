"""The door of every page: who may come in at all. Which rows they then see is the querysets' matter."""

from functools import wraps
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.access import Scope, scope_of


def requires(kind):
    """Let in members whose roles reach any object of `kind`; to others the page does not exist.

    Strangers go to the login page. Nothing that a guarded page shows is kept by a browser or a proxy.
    """

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.is_authenticated:
                return _to_login(request)
            if scope_of(request.user, kind) == Scope.NONE:
                raise Http404
            response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        guarded.kind = kind
        return guarded

    return decorate


def _to_login(request):
    answer = redirect_to_login(_way_back(request))
    if request.htmx:
        # A fragment must not swallow the login page: the browser goes there as a whole.
        return HttpResponse(status=204, headers={"HX-Redirect": answer.url})
    return answer


def _way_back(request):
    """Return the page that was asked for, or the one that a form or fragment stands on; never another host.

    What was to be done is not done after the login: whoever comes back sees the page and decides anew.
    """
    if request.method in ("GET", "HEAD") and not request.htmx:
        return request.get_full_path()
    seen = request.htmx.current_url if request.htmx else request.headers.get("Referer")
    is_ours = url_has_allowed_host_and_scheme(
        seen, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return urlunsplit(("", "", *urlsplit(seen)[2:4], "")) if is_ours else "/"
