"""Pages about segments: side by side, and one dashboard each."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind, Scope, scope_of
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.selectors import latest_night
from core.calendar import judged_day
from dashboards.renewals import RenewalQuery
from dashboards.segment.board import board, compared_night, segment_in_sight
from dashboards.segment.forms import NightsForm, WaitingForm
from dashboards.segment.journey import journey_page
from dashboards.segment.lists import Lists
from dashboards.segment.nights import kept_nights
from dashboards.segment.overview import overview
from segments.models import Segment
from segments.selectors import open_moves_count

YEAR_DAYS = 365


@requires(ObjectKind.SEGMENT)
@require_safe
def segments(request):
    """Show the segments a member may see side by side; a single one on its own dashboard."""
    nights = kept_nights()
    as_of = latest_night() or judged_day(timezone.now())
    since = compared_night(nights, as_of=as_of)
    found = overview(
        for_user=request.user,
        judgements=judgements_for(request.user),
        as_of=as_of,
        since=since,
    )
    keys = [column.segment.key for column in found.columns if column.segment]
    if len(found.columns) == 1 and keys:
        return redirect("segment", *keys)
    shown = {
        "overview": found,
        "since": since,
        "moves": open_moves_count(for_user=request.user, segment_keys=keys),
    }
    return render(request, "dashboards/segments.html", shown)


@requires(ObjectKind.SEGMENT)
@require_safe
def segment(request, segment_key):
    """Show one segment: its strategy, its numbers, its moves between two nights, and who looks after it."""
    found = segment_in_sight(for_user=request.user, key=segment_key)
    if found is None:
        raise Http404
    nights = kept_nights()
    form = NightsForm(request.GET, nights=nights)
    lists = _lists(found, form, nights)
    shown = {
        "board": board(
            for_user=request.user,
            judgements=judgements_for(request.user),
            segment=found,
            lists=lists,
            nights=nights,
        ),
        "form": NightsForm({"as_of": lists.as_of, "since": lists.since}, nights=nights),
        "misread": form.misread,
        "has_others": Segment.objects.visible_to(request.user).count() > 1,
        "renewals_url": _renewals_url(request.user, found),
        "moves": open_moves_count(for_user=request.user, segment_keys=[found.key]),
    }
    return render(request, "dashboards/segment.html", shown)


@requires(ObjectKind.SEGMENT)
@require_safe
def segment_journey(request, segment_key):
    """Show how far a segment's accounts have come on the success journey, CSM by CSM."""
    found = segment_in_sight(for_user=request.user, key=segment_key)
    if found is None:
        raise Http404
    asked = WaitingForm(request.GET)
    asked.full_clean()
    page = journey_page(
        for_user=request.user,
        segment=found,
        as_of=latest_night() or judged_day(timezone.now()),
        step=asked.cleaned_data.get("step"),
        csm=asked.cleaned_data.get("csm"),
    )
    return render(request, "dashboards/journey.html", {"segment": found, "page": page})


def _renewals_url(user, found):
    """Lead to the churn-risk list of the segment, whoever may see one."""
    if scope_of(user, ObjectKind.RENEWAL) == Scope.NONE:
        return ""
    return reverse("renewals") + RenewalQuery(segment=(found.key,), days=YEAR_DAYS).url()


def _lists(found, form, nights):
    """Return the nights to show: those asked for, else the latest and the one to compare it with."""
    form.full_clean()
    latest = latest_night() or judged_day(timezone.now())
    as_of = form.cleaned_data.get("as_of") or latest
    since = form.cleaned_data.get("since")
    if since is None or since >= as_of:
        since = compared_night(nights, as_of=as_of)
    return Lists(found.key, as_of, is_latest=as_of == latest, since=since)
