"""Changing the accounts selected in a list: what to change, what it would do, doing it, undoing it."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import ObjectKind, Scope, scope_of
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.asking import asked_of
from book.editing.foreseeing import foresee
from book.editing.forms import EditForm, SelectionForm
from book.editing.just_edited import remember
from book.editing.parts import Edit
from book.editing.services import MOST_ACCOUNTS, NotUndoneError, edit_accounts, undo_edit
from book.models import BulkEdit
from book.selectors import chosen_ids
from core.calendar import business_date
from core.way_back import way_back


@requires(ObjectKind.ACCOUNT_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request):
    """Ask what to change on the accounts selected, show what it would do, and do what was shown.

    `step` is empty at first, then preview, then change; `promised` is the fingerprint of what was
    shown. Where something else would happen by then, that is shown instead.
    """
    selection, ids, is_too_many = _selected(request)
    step = selection.cleaned_data.get("step", "")
    form = _form(request, is_bound=bool(step))
    is_valid = bool(step) and form.is_valid()
    foreseen = foresee(
        ids,
        form.edit if is_valid else Edit(),
        for_user=request.user,
        judgements=judgements_for(request.user),
    )
    is_promised = selection.cleaned_data.get("promised") == foreseen.print
    if is_valid and step == "change" and is_promised and foreseen.changing and not is_too_many:
        return _done(request, foreseen, form.edit)
    shown = {
        **{"selection": selection, "form": form, "foreseen": foreseen, "is_asked": is_valid},
        **{"is_changed": is_valid and step == "change" and not is_promised},
        **{"is_too_many": is_too_many, "most": MOST_ACCOUNTS, "next": way_back(request, _book())},
        "ids": () if selection.cleaned_data.get("all") else foreseen.ids,
    }
    status = 422 if step and not is_valid else 200
    template = "book/_edit.html" if request.htmx else "book/edit.html"
    return render(request, template, shown, status=200 if request.htmx else status)


@requires(ObjectKind.ACCOUNT_EDIT)
@require_POST
def undo(request, edit_id):
    """Undo one's own edit, as long as that can be."""
    now = timezone.now()
    if not BulkEdit.objects.filter(pk=edit_id, made_by=request.user).exists():
        raise Http404
    try:
        undo_edit(edit_id=edit_id, on=business_date(now), at=now, by=request.user)
    except NotUndoneError:
        messages.error(
            request,
            _("This cannot be undone any more: it is too long ago, or something changed since."),
        )
    else:
        messages.success(request, _("All is as it was before the change."))
    return HttpResponseRedirect(way_back(request, _book()))


def _selected(request):
    """Return the form, the ids of the accounts selected, and whether they are more than may be."""
    data = request.POST if request.method == "POST" else request.GET
    selection = SelectionForm(data)
    selection.is_valid()
    if not selection.cleaned_data.get("all"):
        ids = selection.account_ids
    elif "list" in selection.errors:
        ids = []
    else:
        asked = asked_of(QueryDict(selection.cleaned_data["list"]), for_user=request.user)[1]
        ids = chosen_ids(**asked, most=MOST_ACCOUNTS + 1)
    return selection, ids[:MOST_ACCOUNTS], len(ids) > MOST_ACCOUNTS


def _form(request, *, is_bound):
    return EditForm(
        request.POST if is_bound else None,
        for_user=request.user,
        may_move=scope_of(request.user, ObjectKind.SEGMENT_MOVE) > Scope.NONE,
        today=business_date(timezone.now()),
    )


def _done(request, foreseen, edit):
    now = timezone.now()
    made = edit_accounts(foreseen, edit, on=business_date(now), at=now, by=request.user)
    remember(request, made)
    return HttpResponseRedirect(way_back(request, _book()))


def _book():
    return reverse("book")
