"""Pages about segments: side by side, and one dashboard each."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind, Scope, scope_of
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.kept_nights import kept_nights
from book.pair import read_pairs
from book.selectors import latest_night
from core.calendar import judged_day
from dashboards.renewals.months import RenewalQuery
from dashboards.segment.arpa import arpa_page
from dashboards.segment.board import board, segment_in_sight
from dashboards.segment.earlier import earlier_days
from dashboards.segment.forms import NightsForm, WaitingForm
from dashboards.segment.goals import may_set_goals
from dashboards.segment.journey import journey_page
from dashboards.segment.journey_parts import WAITING
from dashboards.segment.lists import Lists
from dashboards.segment.nights import choose
from dashboards.segment.overview import overview
from segments.models import Segment
from segments.selectors import open_moves_count

YEAR_DAYS = 365


@requires(ObjectKind.SEGMENT)
@require_safe
def segments(request):
    """Show the segments a member may see side by side; a single one on its own dashboard."""
    form, chosen = _asked(request, kept_nights())
    found = overview(for_user=request.user, judgements=judgements_for(request.user), chosen=chosen)
    keys = [column.segment.key for column in found.segments]
    if len(found.columns) == 1 and keys:
        return redirect("segment", *keys)
    shown = {
        "overview": found,
        **_nights_shown(form, chosen),
        "moves": open_moves_count(for_user=request.user, segment_keys=keys),
    }
    return render(request, "dashboards/segments.html", shown)


@requires(ObjectKind.SEGMENT)
@require_safe
def segment(request, segment_key):
    """Show one segment: its strategy, its numbers, its moves between two nights, and who looks after it."""
    found = _in_sight(request, segment_key)
    nights = kept_nights()
    form, chosen = _asked(request, nights)
    shown = {
        "board": board(
            for_user=request.user,
            judgements=judgements_for(request.user),
            segment=found,
            lists=_lists(found, chosen),
            nights=nights,
        ),
        **_nights_shown(form, chosen),
        "has_others": Segment.objects.visible_to(request.user).count() > 1,
        "may_set_goals": may_set_goals(for_user=request.user, segment=found),
        "renewals_url": _renewals_url(request.user, found),
        "moves": open_moves_count(for_user=request.user, segment_keys=[found.key]),
    }
    return render(request, "dashboards/segment.html", shown)


@requires(ObjectKind.SEGMENT)
@require_safe
def segment_arpa(request, segment_key):
    """Show why the revenue per account changed between two nights, and which accounts did it."""
    found = _in_sight(request, segment_key)
    form, chosen = _asked(request, kept_nights())
    page = None
    if chosen.since:
        nights = {"as_of": chosen.as_of, "since": chosen.since}
        pair = read_pairs(segment_keys=[found.key], **nights)[found.key]
        page = arpa_page(pair, for_user=request.user, **nights)
    shown = {
        **{"segment": found, "page": page, "lists": _lists(found, chosen)},
        **_nights_shown(form, chosen),
    }
    return render(request, "dashboards/arpa.html", shown)


@requires(ObjectKind.SEGMENT)
@require_safe
def segment_journey(request, segment_key):
    """Show how far a segment's accounts have come on the success journey, CSM by CSM."""
    found = _in_sight(request, segment_key)
    asked = WaitingForm(request.GET)
    asked.full_clean()
    page = journey_page(
        for_user=request.user,
        segment=found,
        as_of=latest_night() or judged_day(timezone.now()),
        step=asked.cleaned_data.get("step"),
        csm=asked.cleaned_data.get("csm"),
        who=asked.cleaned_data.get("who") or WAITING,
        number=asked.cleaned_data.get("page") or 1,
    )
    return render(request, "dashboards/journey.html", {"segment": found, "page": page})


def _renewals_url(user, found):
    """Lead to the churn-risk list of the segment, whoever may see one."""
    if scope_of(user, ObjectKind.RENEWAL) == Scope.NONE:
        return ""
    return reverse("renewals") + RenewalQuery(segment=(found.key,), days=YEAR_DAYS).url()


def _in_sight(request, segment_key):
    found = segment_in_sight(for_user=request.user, key=segment_key)
    if found is None:
        raise Http404
    return found


def _asked(request, nights):
    """Return the form as asked, and the nights to show for it."""
    form = NightsForm(request.GET)
    form.full_clean()
    chosen = choose(
        asked=form.cleaned_data.get("as_of"),
        since=form.cleaned_data.get("since"),
        nights=nights,
        latest=latest_night() or judged_day(timezone.now()),
    )
    return form, chosen


def _nights_shown(form, chosen):
    return {
        "chosen": chosen,
        "form": NightsForm(initial={"as_of": chosen.as_of, "since": chosen.since}),
        "misread": form.misread,
        "earlier": earlier_days(chosen) if chosen.is_kept else [],
    }


def _lists(found, chosen):
    return Lists(found.key, chosen.as_of, chosen.is_latest, chosen.since)
