"""Pick-ups: which places are looked into, setting one up, looking now."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from intake.models import Pickup
from intake.pickup import selectors, services
from intake.pickup.forms import PickupForm
from intake.selectors import datasets


@requires(ObjectKind.UPLOAD)
@require_safe
def pickups(request):
    """List the places that are looked into."""
    return render(request, "intake/pickups.html", {"lines": selectors.pickups()})


@requires(ObjectKind.UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def new_pickup(request):
    """Set up one more."""
    return _edit(request, Pickup())


@requires(ObjectKind.UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def pickup(request, pickup_id):
    """Show one place with its files; take a change in."""
    return _edit(request, _pickup(pickup_id))


@requires(ObjectKind.UPLOAD)
@require_POST
def pause_pickup(request, pickup_id):
    """Leave a place alone, or look into it again."""
    found = _pickup(pickup_id)
    services.pause_pickup(found, is_active=not found.is_active, by=request.user)
    return HttpResponseRedirect(reverse("pickups"))


@requires(ObjectKind.UPLOAD)
@require_POST
def look_now(request, pickup_id):
    """Ask for a look before its time."""
    services.request_look(_pickup(pickup_id), by=request.user)
    messages.success(request, _("One looks now. What is found shows here within a minute."))
    return HttpResponseRedirect(reverse("pickups"))


def _edit(request, found):
    form = PickupForm(request.POST or None, instance=found, datasets=datasets())
    if request.method == "POST" and form.is_valid():
        services.save_pickup(form.instance, by=request.user)
        messages.success(request, _("The pick-up is saved."))
        return HttpResponseRedirect(reverse("pickups"))
    shown = {"form": form}
    if found.pk:
        shown |= {
            "pickup": Pickup.objects.get(pk=found.pk),
            "files": selectors.files_of(found),
            "reading": selectors.reading_of(found),
        }
    return render(request, "intake/pickup.html", shown, status=422 if form.errors else 200)


def _pickup(pickup_id):
    found = selectors.pickup_of(pickup_id)
    if found is None:
        raise Http404
    return found
