"""Choosing a field and what is asked of it: behind "+ filter" and behind each chip."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import push_url, reswap, retarget

from accounts.access import ObjectKind
from accounts.guards import requires
from book.fields.catalogue import every_field, fields_named
from book.fields.declared import GROUPS, Where
from book.fields.forms import CHANGED, FORMS, MADE
from book.forms import BookForm


@requires(ObjectKind.ACCOUNT)
@require_safe
def book_filter(request):
    """Show all fields, or the form of one; lead back to the list once it says what is asked.

    Above the list, where a field has a control of its own, only its choices are shown.
    """
    form = BookForm.for_reader(request.GET, user=request.user)
    query = form.query()
    if request.htmx.target == "csm-choices":
        return render(request, "components/choices.html", {"field": form["csm"]})
    old = _changed(request, query)
    field = old.field if old else _chosen(request)
    if field is None:
        return _show(request, {"query": query, "groups": _groups(query)})
    choice = form.as_choice(field)
    if field.is_own and choice is None:
        return _show(request, {"query": query, "field": field, "own": form[field.key]})
    field = choice or field
    old = old or _in_force(query, field)
    values = FORMS[field.kind.control](
        request.GET if "new-sent" in request.GET else None, kind=field.kind, old=old
    )
    if values.is_bound and values.is_valid():
        new = Where(field, values.value, values.is_not)
        return redirect(reverse("book") + query.asking(new, instead_of=old))
    return _show(
        request, {"query": query, "field": field, "form": values, "at": _place(query, old)}
    )


def _chosen(request):
    key = request.GET.get(MADE, "")
    if not key:
        return None
    field = fields_named([key]).get(key)
    if field is None or not field.is_filter:
        raise Http404
    return field


def _changed(request, query):
    """Return the filter that a chip leads to, None where it is no longer there."""
    at = request.GET.get(CHANGED, "")
    is_place = at.isascii() and at.isdigit() and int(at) < len(query.where)
    return query.where[int(at)] if is_place else None


def _in_force(query, field):
    """Return what is asked of a field already, None where nothing is."""
    own = getattr(query, field.key) if field.is_own else ()
    asked = [*([Where(field, own)] if own else ()), *query.where]
    return next((each for each in asked if each.field == field), None)


def _place(query, old):
    return query.where.index(old) if old in query.where else ""


def _groups(query):
    """Return pairs of a group's name and (field, address) of all its fields."""
    fields = [field for field in every_field() if field.is_filter]
    return [
        (
            name,
            [
                (each, reverse("book_filter") + query.leading(**{MADE: each.key}))
                for each in fields
                if each.group == group
            ],
        )
        for group, name in GROUPS
        if any(each.group == group for each in fields)
    ]


def _show(request, shown):
    if not request.htmx:
        return render(request, "book/filter.html", shown)
    if request.htmx.target == "fields":
        return render(request, "book/_fields.html", shown)
    response = render(request, "book/_filter.html", shown)
    return push_url(reswap(retarget(response, "#picker"), "innerHTML"), False)
