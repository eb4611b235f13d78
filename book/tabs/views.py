"""The views of the list that a member keeps: saving one, and looking after them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ObjectKind
from accounts.guards import requires
from book.models import SavedView
from book.tabs import saving
from book.tabs.forms import ActionForm, NameForm, NewViewForm
from book.tabs.saved import dropped_views, saved_views
from core.way_back import way_back


@dataclass(frozen=True)
class _Line:
    """A view with the form that names and shares it; None where the reader may not change it."""

    view: SavedView
    form: NameForm | None
    is_own: bool


@requires(ObjectKind.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def views(request):
    """Show the views that a member keeps or shares; keep what a list asks for as a new one."""
    form = NewViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            view = saving.save_view(owner=request.user, **form.cleaned_data)
        except saving.NameTakenError:
            form.add_error("name", _("You have a view of this name. Choose another one."))
        else:
            return HttpResponseRedirect(_to_list(view))
    shown = {
        "form": form if form.is_bound else None,
        "lines": _lines(request.user),
        "dropped": dropped_views(for_user=request.user),
    }
    return render(request, "book/views.html", shown, status=422 if form.is_bound else 200)


@requires(ObjectKind.ACCOUNT)
@require_POST
def view(request, view_id):
    """Change one view: what it asks for, its name, its team, its place; or throw it away."""
    found = SavedView.objects.within_reach_of(request.user).filter(pk=view_id).first()
    if found is None:
        raise Http404
    form = ActionForm(request.POST)
    if "do" in form.errors:
        return HttpResponse(status=422)
    if "query" in form.errors:
        messages.error(request, form.errors["query"][0])
        return HttpResponseRedirect(way_back(request, reverse("saved_views")))
    if _comes_too_late(request, found, form.cleaned_data["do"]):
        return HttpResponseRedirect(way_back(request, reverse("saved_views")))
    try:
        _ACTIONS[form.cleaned_data["do"]](request, found, form)
    except saving.NameTakenError:
        messages.error(request, _("You have a view of this name. Choose another one."))
    return HttpResponseRedirect(way_back(request, reverse("saved_views")))


def _comes_too_late(request, view, do):
    """Tell whether another tab has dropped the view or brought it back; say so where anything is lost."""
    is_dropped = view.dropped_at is not None
    if is_dropped and do not in ("drop", "bring_back"):
        messages.error(
            request, _("“%(name)s” is deleted. Bring it back first.") % {"name": view.name}
        )
    return is_dropped != (do == "bring_back")


def _keep(request, view, form):
    saving.keep_query(view, query=form.cleaned_data["query"], by=request.user)
    messages.success(request, _("“%(name)s” shows this list from now on.") % {"name": view.name})


def _name(request, view, form):
    named = NameForm(request.POST, for_user=request.user)
    if named.is_valid():
        saving.name_view(view, **named.cleaned_data, by=request.user)
        messages.success(request, _("“%(name)s” is saved.") % {"name": view.name})
    else:
        messages.error(request, _("A view needs a name of at most 60 characters."))


def _up(request, view, form):
    saving.move_view(view, step=-1, by=request.user)


def _down(request, view, form):
    saving.move_view(view, step=1, by=request.user)


def _drop(request, view, form):
    saving.drop_view(view, at=timezone.now(), by=request.user)


def _bring_back(request, view, form):
    saving.bring_back(view, by=request.user)


_ACTIONS = {
    "keep": _keep,
    "name": _name,
    "up": _up,
    "down": _down,
    "drop": _drop,
    "bring_back": _bring_back,
}


def _lines(user):
    teams = list(NameForm(for_user=user).fields["team"].choices)
    may = set(SavedView.objects.editable_by(user).values_list("pk", flat=True))
    return [
        _Line(
            view=each,
            form=_form_of(each, user, teams) if each.pk in may else None,
            is_own=each.owner_id == user.pk,
        )
        for each in saved_views(for_user=user)
    ]


def _form_of(view, user, teams):
    """Return the form of a view; all share the `teams` to choose from, which are read once."""
    kept = {"name": view.name, "team": view.team_id}
    form = NameForm(initial=kept, for_user=user, auto_id=f"id_{view.pk}_%s")
    form.fields["team"].choices = teams
    return form


def _to_list(view):
    return f"{reverse('book')}?{view.query}{'&' if view.query else ''}view={view.pk}"
