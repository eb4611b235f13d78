"""Nights: which ran, how one is coming along, and running one again."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from core.calendar import judged_day
from nightly.forms import NightForm
from nightly.selectors import progress_of, run_lines, run_of_night
from nightly.services import request_backfill, request_night


@requires(ObjectKind.NIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
def nights(request):
    """List the runs; take in the wish for one more night."""
    at = timezone.now()
    final = judged_day(at)
    form = NightForm(request.POST or None, initial={"night": final.isoformat()}, final=final)
    if request.method == "POST" and form.is_valid():
        run = request_night(night=form.cleaned_data["night"], at=at, by=request.user)
        return HttpResponseRedirect(reverse("night", args=[run.pk]))
    lines = run_lines(at=at)
    status = 422 if form.errors else 200
    return render(request, "nightly/nights.html", {"lines": lines, "form": form}, status=status)


@requires(ObjectKind.NIGHT)
@require_safe
def night(request, run_id):
    """Show one run; asked for as a fragment, only what changes while it runs."""
    progress = progress_of(_run(run_id), at=timezone.now())
    template = "nightly/_progress.html" if request.htmx else "nightly/night.html"
    return render(request, template, {"progress": progress, "run": progress.run})


@requires(ObjectKind.NIGHT)
@require_POST
def run_again(request, run_id):
    """Ask for a run that is over to be done once more."""
    run = _run(run_id)
    if not run.is_over:
        messages.warning(request, _("This run is still under way; nothing was started."))
    elif run.kind == "nightly":
        request_night(night=run.business_date, at=timezone.now(), by=request.user)
    else:
        request_backfill(
            first=date.fromisoformat(run.options["from"]),
            final=run.business_date,
            every_days=run.options["every_days"],
            by=request.user,
        )
    return HttpResponseRedirect(reverse("night", args=[run.pk]))


def _run(run_id):
    run = run_of_night(run_id)
    if run is None:
        raise Http404
    return run
