"""The page behind every number; the same as a fragment for the panel that slides in."""

from datetime import date, timedelta

from django import forms
from django.core.validators import MinValueValidator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.selectors import latest_night
from core.calendar import judged_day
from dashboards.account.in_sight import account_or_404
from dashboards.explain.night import HISTORY_DAYS, night_of
from dashboards.explain.subjects import explained

# Before this there is no calendar as far back as a page looks.
FIRST_DAY = date.min + timedelta(days=HISTORY_DAYS)


class NightForm(forms.Form):
    """The night to look at; the latest where nothing is asked."""

    on = forms.DateField(required=False, validators=[MinValueValidator(FIRST_DAY)])


@requires(ObjectKind.ACCOUNT)
@require_safe
def explain(request, account_id, subject):
    """Open a number of an account: what it means, what went in, and how it came about."""
    account = account_or_404(request, account_id)
    form = NightForm(request.GET)
    asked = form.cleaned_data["on"] if form.is_valid() else None
    night = night_of(account, on=asked or latest_night() or judged_day(timezone.now()))
    number = night and explained(night, subject, judgements=judgements_for(request.user))
    if night and number is None:
        raise Http404
    shown = {"account": account, "night": night, "number": number, "asked": asked}
    template = "_explain" if request.htmx else "explain"
    return render(request, f"dashboards/{template}.html", shown)
