"""The morning meeting: one screen for each CSM, or all of them on paper."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.putting_away import away_from
from book.selectors import latest_night
from core.calendar import business_date
from dashboards.day.lines import accounts_of_day, morning_of
from dashboards.day.meeting import talks
from dashboards.day.tally import tallies
from dashboards.day.team import csm_lines


@requires(ObjectKind.ACCOUNT)
@require_safe
def meeting(request):
    """Show what asks for something, of one CSM or with `csm=all` of each, those with most to do first."""
    night = latest_night()
    if night is None:
        return render(request, "dashboards/day_before.html")
    judgements = judgements_for(request.user)
    accounts = accounts_of_day(for_user=request.user, is_mine=False)
    away = away_from(request.user, judgements=judgements, night=night)
    found = tallies(accounts, judgements=judgements, night=night, away=away)
    lines = csm_lines(found, for_user=request.user)
    place, chosen = _chosen(lines, request.GET.get("csm"))
    shown = {
        **{"lines": lines, "night": night, "morning": morning_of(night)},
        **{"is_all": place is None, "place": (place or 0) + 1},
        "talks": talks(
            accounts,
            chosen,
            for_user=request.user,
            judgements=judgements,
            night=night,
            today=business_date(timezone.now()),
            away=away,
        ),
        **({} if place is None else _neighbours(lines, place)),
    }
    return render(request, "dashboards/meeting.html", shown)


def _chosen(lines, key):
    """Return (place of the one CSM asked for, None for all, and their lines)."""
    if key == "all":
        return None, lines
    keys = [line.key for line in lines]
    if key is None:
        return 0, lines[:1]
    if key not in keys:
        raise Http404
    place = keys.index(key)
    return place, lines[place : place + 1]


def _neighbours(lines, place):
    def url(at):
        return f"{reverse('meeting')}?csm={lines[at].key}" if 0 <= at < len(lines) else ""

    return {"before_url": url(place - 1), "after_url": url(place + 1)}
