"""The door of every page: who may come in at all. Which rows they then see is the querysets' matter."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

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
    if request.htmx:
        # A fragment must not swallow the login page: the browser goes there as a whole.
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("login")})
    return redirect_to_login(request.get_full_path())
