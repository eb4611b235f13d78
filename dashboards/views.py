"""Pages that combine the rest: the start page and the account page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind, Scope, scope_of
from accounts.guards import requires
from core.models import Role


@login_required
@require_safe
def home(request):
    """Lead to the page that the member's roles open first."""
    if scope_of(request.user, ObjectKind.ACCOUNT) == Scope.NONE:
        return render(request, "dashboards/no_role.html")
    mine = "?mine=1" if Role.CSM in request.user.roles else ""
    return HttpResponseRedirect(reverse("book") + mine)


@requires(ObjectKind.ACCOUNT)
@require_safe
def account(request, account_id):
    return render(request, "dashboards/account.html")
