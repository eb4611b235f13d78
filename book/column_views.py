"""Choosing the columns of the list and their order; what is chosen is remembered."""

from dataclasses import dataclass

from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import ObjectKind
from accounts.guards import requires
from book.columns import Column, columns_named, every_column, shown_columns
from book.fields.declared import GROUPS
from book.forms import BookForm
from book.services import choose_columns


@dataclass(frozen=True)
class Drawer:
    """The columns chosen, in their order, and all others under the names of their groups."""

    chosen: list[Column]
    groups: list[tuple[str, list[Column]]]


@requires(ObjectKind.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def book_columns(request):
    """Show what can be chosen; remember what was, and lead back to the list that shows it."""
    asked = QueryDict(request.POST.get("list", "")) if request.method == "POST" else request.GET
    query = BookForm.for_reader(asked, user=request.user).query()
    if request.method != "POST":
        chosen = shown_columns(query, for_user=request.user)[1:]
        return _show(request, query, chosen)
    if "reset" in request.POST:
        choose_columns(by=request.user, columns=())
        return redirect(reverse("book") + query.url(columns=(), page=query.page))
    chosen = columns_named(_moved(request.POST.getlist("column"), request.POST))
    if "up" in request.POST or "down" in request.POST or not chosen:
        return _show(request, query, chosen.values())
    choose_columns(by=request.user, columns=tuple(chosen))
    return redirect(reverse("book") + query.url(columns=tuple(chosen), page=query.page))


def _moved(keys, asked):
    """Return the keys with the one that is asked for a place up or down."""
    keys = list(dict.fromkeys(keys))
    for step, name in ((-1, "up"), (1, "down")):
        key = asked.get(name)
        if key in keys and 0 <= keys.index(key) + step < len(keys):
            at = keys.index(key)
            keys[at], keys[at + step] = keys[at + step], keys[at]
    return keys


def _show(request, query, chosen):
    chosen = list(chosen)
    keys = {column.key for column in chosen}
    offered = [(group, column) for group, column in every_column() if column.key not in keys]
    groups = [
        (name, [column for of, column in offered if of == group])
        for group, name in GROUPS
        if any(of == group for of, _column in offered)
    ]
    template = "book/_columns.html" if request.htmx else "book/columns.html"
    return render(request, template, {"query": query, "drawer": Drawer(chosen, groups)})
