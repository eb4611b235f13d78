"""The page of a segment's goals, month by month, and setting them."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.selectors import latest_night
from core.calendar import business_date, judged_day
from dashboards.segment.board import segment_in_sight
from dashboards.segment.goal_forms import GoalsForm, MonthForm
from dashboards.segment.goals import (
    MONTHS_AHEAD,
    goals_page,
    may_set_goals,
    months_after,
    reading_of,
)
from engagement.goals import Aim, set_goals
from engagement.models import Goal, GoalKind


@requires(ObjectKind.SEGMENT)
@require_safe
def segment_goals(request, segment_key):
    """Show a month's goals with progress, the months before, and to who may set them the form."""
    return _page(request, _in_sight(request, segment_key), _month(request.GET))


@requires(ObjectKind.GOAL)
@require_POST
def set_segment_goals(request, segment_key):
    """Set the goals of a month that is not over."""
    found = _in_sight(request, segment_key)
    month = _month(request.POST)
    if not may_set_goals(for_user=request.user, segment=found) or not _is_open(month):
        raise Http404
    form = GoalsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, month, form=form, status=422)
    changed = set_goals(
        team=found.team, month=month, aims=form.aims(), by=request.user, at=timezone.now()
    )
    if changed:
        text = ngettext("%(n)s goal changed.", "%(n)s goals changed.", len(changed))
        messages.success(request, text % {"n": len(changed)})
    else:
        messages.info(request, _("Nothing changed."))
    url = reverse("segment_goals", args=[found.key])
    return HttpResponseRedirect(f"{url}?month={month:%Y-%m}")


def _page(request, found, month, *, form=None, status=200):
    may_set = _is_open(month) and may_set_goals(for_user=request.user, segment=found)
    read = reading_of(
        found,
        for_user=request.user,
        judgements=judgements_for(request.user),
        as_of=latest_night() or judged_day(timezone.now()),
    )
    page = goals_page(read, month=month, is_open=may_set)
    shown = {
        "segment": found,
        "page": page,
        "kinds": list(GoalKind),
        "months": [
            {"month": each.month, "cells": [each.lines.get(kind) for kind in GoalKind.values]}
            for each in page.months
        ],
        "form": form or (_form(found, month, page.proposals) if may_set else None),
        "is_proposed": may_set and not page.lines,
    }
    return render(request, "dashboards/goals.html", shown, status=status)


def _form(found, month, proposals):
    """Hold what is set, else what is proposed; a kind left out keeps its days and stage at hand."""
    goals = Goal.objects.filter(team=found.team_id, month=month)
    held = {goal.kind: Aim(goal.target, goal.days, goal.stage) for goal in goals}
    if not held:
        return GoalsForm.of({each.kind: each.aim for each in proposals})
    left_out = {each.kind: replace(each.aim, target=None) for each in proposals}
    return GoalsForm.of(left_out | held)


def _in_sight(request, segment_key):
    found = segment_in_sight(for_user=request.user, key=segment_key)
    if found is None:
        raise Http404
    return found


def _month(data):
    """Return the first day of the month asked for; else of this one."""
    form = MonthForm(data)
    form.full_clean()
    asked = form.cleaned_data.get("month")
    return date.fromisoformat(f"{asked}-01") if asked else _this_month()


def _this_month():
    return business_date(timezone.now()).replace(day=1)


def _is_open(month):
    return _this_month() <= month <= months_after(_this_month(), MONTHS_AHEAD)
