"""Doors that stand open to everyone: login, language, theme, health, and the pages for errors."""

import sys

from django.conf import settings
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.decorators import method_decorator
from django.utils.translation import activate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from core.entering import log_in
from core.forms import LoginForm
from core.full_disk import is_of_full_disk
from core.readiness import OK, is_database_there, readiness
from core.way_back import way_back

THEMES = ("light", "dark")
_YEAR_SECONDS = 365 * 24 * 3600


@method_decorator(never_cache, name="dispatch")
class Login(LoginView):
    form_class = LoginForm
    template_name = "core/login.html"
    redirect_authenticated_user = True

    def form_valid(self, form):
        log_in(self.request, form.get_user(), door="password")
        response = HttpResponseRedirect(self.get_success_url())
        _keep_language(response, form.get_user().language)
        return response


class Logout(LogoutView):
    http_method_names = ["post", "options"]

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


@require_POST
def choose_language(request):
    """Show the pages in the language asked for, from now on and at the next login."""
    language = request.POST.get("language")
    response = HttpResponseRedirect(way_back(request))
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated and request.user.language != language:
        request.user.language = language
        request.user.save(update_fields=["language"])
    _keep_language(response, language)
    return response


@require_POST
def choose_theme(request):
    """Show the pages light or dark from now on; the browser remembers it, not the member."""
    response = HttpResponseRedirect(way_back(request))
    theme = request.POST.get("theme")
    if theme in THEMES:
        _keep(response, "theme", theme)
    return response


@require_POST
def choose_keys(request):
    """Have keys of one letter work for the member from now on, or not."""
    if request.user.is_authenticated:
        request.user.has_letter_keys = request.POST.get("letters") == "on"
        request.user.save(update_fields=["has_letter_keys"])
    return HttpResponseRedirect(way_back(request))


@require_GET
def health(request):
    """Answer a probe: 200 where this process and the database answer, else 503."""
    if not is_database_there():
        return HttpResponse("database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_GET
@never_cache
def ready(request):
    """Answer a monitor with a line for each part: 200 where all of them are ok, else 503."""
    parts = readiness()
    is_ready = set(parts.values()) == {OK}
    lines = "".join(f"{part}: {word}\n" for part, word in parts.items())
    return HttpResponse(lines, status=200 if is_ready else 503, content_type="text/plain")


@require_GET
def favicon(request):
    return HttpResponseRedirect(static("favicon.svg"))


def bad_request(request, exception=None):
    return _error_page(request, 400)


def forbidden(request, exception=None):
    return _error_page(request, 403)


def not_found(request, exception=None):
    return _error_page(request, 404)


def server_error(request):
    """Answer while the error is being handled; a full disk is told from a fault of ours."""
    return _error_page(request, 507 if is_of_full_disk(sys.exception()) else 500)


def form_expired(request, reason=""):
    """Explain a refused form: its token is missing or older than the login."""
    return _error_page(request, 403, page="form_expired")


def locked_out(request, response=None, credentials=None):
    """Explain that too many logins failed; the same words whether or not the member exists."""
    minutes = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    return _error_page(request, 429, page="locked_out", minutes=minutes)


def _error_page(request, status, *, page=None, **words):
    """Render without context processors: an error page must not need what may just have failed."""
    content = render_to_string(
        f"core/errors/{page or status}.html", {**words, "theme": chosen_theme(request)}
    )
    return HttpResponse(content, status=status)


def chosen_theme(request):
    """Return light or dark as the browser remembers it; "" leaves it to the browser's own setting."""
    theme = request.COOKIES.get("theme", "")
    return theme if theme in THEMES else ""


def _keep_language(response, language):
    activate(language)
    _keep(response, settings.LANGUAGE_COOKIE_NAME, language)


def _keep(response, name, value):
    response.set_cookie(
        name,
        value,
        max_age=_YEAR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
