"""Putting away what one has seen on the start page, and bringing it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import judgements_for
from book import putting_away
from book.selectors import latest_night
from core.calendar import judged_day
from core.formats import day_with_weekday
from dashboards.account.in_sight import account_or_404
from dashboards.day import greeting
from dashboards.day.forms import AwayForm, BackForm
from dashboards.day.lines import accounts_of_day, asking_of


@requires(ObjectKind.ACCOUNT)
@require_POST
def put_away(request, account_id):
    """Put an account away until the day chosen, and show who asks now."""
    account, night = account_or_404(request, account_id), _night()
    form = AwayForm(request.POST, morning=putting_away.morning_after(night))
    if not form.is_valid():
        return HttpResponse(status=422)
    until = form.cleaned_data["until"]
    is_away = putting_away.put_away(
        member=request.user,
        account_id=account.pk,
        judgements=judgements_for(request.user),
        until=until,
    )
    named = {"account": account.name, "day": day_with_weekday(until)}
    words = _("%(account)s is put away until %(day)s, unless something new happens.") % named
    return _answer(request, form, night, words if is_away else "", account.pk if is_away else None)


@requires(ObjectKind.ACCOUNT)
@require_POST
def bring_back(request, account_id):
    """Let an account ask again, and show who asks now."""
    account, form = account_or_404(request, account_id), BackForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    putting_away.bring_back(member=request.user, account_id=account.pk)
    words = _("%(account)s is back on your list.") % {"account": account.name}
    return _answer(request, form, _night(), words, None)


def _night():
    return latest_night() or judged_day(timezone.now())


def _answer(request, form, night, words, undo_id):
    """Show who asks, with what was done and the way to undo it; without htmx the page anew."""
    view = form.cleaned_data["view"]
    if not request.htmx:
        if words:
            messages.success(request, words)
        return redirect(f"{reverse('home')}?view={view}")
    is_mine = view == "mine"
    day = asking_of(
        accounts_of_day(for_user=request.user, is_mine=is_mine),
        for_user=request.user,
        judgements=judgements_for(request.user),
        night=night,
        is_mine=is_mine,
    )
    headline = greeting.of_mine(day) if is_mine else greeting.of_team(day)
    shown = {"day": day, "view": view, "said": words, "undo_id": undo_id}
    shown |= {"is_part": True, "headline": greeting.greeted(headline, timezone.now())}
    return render(request, "dashboards/_day_asking.html", shown)
