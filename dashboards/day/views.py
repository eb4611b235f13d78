"""The start page: what a member's roles make their day."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind, Scope, scope_of
from accounts.selectors import judgements_for
from book.selectors import latest_night
from core.calendar import business_date, judged_day
from core.models import Role
from dashboards.day import greeting
from dashboards.day.lines import accounts_of_day, asking_of, parts_of
from dashboards.day.operations import operations
from dashboards.day.steps_due import steps_of
from dashboards.day.team import csm_lines, segment_lines
from dashboards.day.voices import voices
from dashboards.renewals.months import RenewalQuery, renewal_page
from dashboards.renewals.rows import month_bars, rows_by_month
from health.selectors import risk_words

# What a role opens first comes first; a member of several roles may turn to all of theirs.
VIEWS_OF_ROLES = {
    Role.CSM: ("mine", "team"),
    Role.MANAGER: ("team", "mine"),
    Role.CS_HEAD: ("team",),
    Role.OPS: ("operations", "team"),
    Role.RENEWAL_REP: ("renewals", "team"),
    Role.CRE: ("voices", "team"),
    Role.MARKETING: ("voices", "team"),
    Role.ADMIN: ("operations", "team", "renewals"),
}
_WORDS = {
    "mine": _("My accounts"),
    "team": _("Team"),
    "renewals": _("Contracts that end"),
    "operations": _("Operations"),
    "voices": _("What customers say"),
}
# A start page shows the first contracts that end; the list has them all.
MOST_RENEWALS = 15


@never_cache
@login_required
@require_safe
def home(request):
    """Show the day of the member, from the side that the address or their roles choose."""
    views = views_of(request.user)
    if not views:
        return render(request, "dashboards/no_role.html")
    asked = request.GET.get("view")
    view = asked if asked in views else views[0]
    night, at = latest_night(), timezone.now()
    shown = {
        **{"views": _tabs(request.user, views), "view": view, "night": night},
        "is_behind": night and night < judged_day(at),
    }
    if night is None:
        return render(request, "dashboards/day_before.html", shown)
    read = {
        **{"mine": _mine, "team": _team, "renewals": _renewals},
        **{"operations": _operations, "voices": _voices},
    }
    shown |= read[view](request.user, judgements_for(request.user), night, at)
    shown["steps"] = steps_of(request.user, today=business_date(at))
    shown["headline"] = greeting.greeted(shown["headline"], at)
    return render(request, f"dashboards/day_{view}.html", shown)


def views_of(user) -> list[str]:
    """Return the sides from which a member may see the day, the one to begin with first."""
    views = [view for role in Role if role in user.roles for view in VIEWS_OF_ROLES[role]]
    return list(dict.fromkeys(views))


def _tabs(user, views):
    is_all = scope_of(user, ObjectKind.ACCOUNT) == Scope.ALL
    words = {**_WORDS, "team": _("All accounts")} if is_all else _WORDS
    return [(view, words[view]) for view in views] if len(views) > 1 else []


def _mine(user, judgements, night, at):
    day, parts = _asking_and_parts(user, judgements, night, is_mine=True)
    return {"day": day, "parts": parts, "headline": greeting.of_mine(day)}


def _team(user, judgements, night, at):
    day, parts = _asking_and_parts(user, judgements, night, is_mine=False)
    return {
        **{"day": day, "parts": parts, "headline": greeting.of_team(day)},
        "lines": csm_lines(day.found, for_user=user),
        "segment_lines": segment_lines(day.found, for_user=user),
    }


def _asking_and_parts(user, judgements, night, *, is_mine):
    """Return who asks, and what stands below; that is None where there are no accounts."""
    accounts = accounts_of_day(for_user=user, is_mine=is_mine)
    asked = {"for_user": user, "judgements": judgements, "night": night, "is_mine": is_mine}
    day = asking_of(accounts, **asked)
    return day, parts_of(accounts, day.found, **asked) if day.accounts else None


def _renewals(user, judgements, night, at):
    whole = RenewalQuery()
    first = replace(whole, size=MOST_RENEWALS)
    page = renewal_page(for_user=user, judgements=judgements, query=first, as_of=night)
    read = {"judgements": judgements, "words": risk_words(), "as_of": night}
    rows = rows_by_month(page, whole, **read, today=business_date(at))
    return {
        **{"page": page, "months": rows, "bars": month_bars(page.months, whole)},
        "headline": greeting.of_renewals(page.total, whole.days),
    }


def _operations(user, judgements, night, at):
    accounts = accounts_of_day(for_user=user, is_mine=False)
    found = operations(accounts, for_user=user, night=night, at=at)
    return {"found": found, "headline": greeting.of_operations(found)}


def _voices(user, judgements, night, at):
    found = voices(for_user=user, today=business_date(at))
    return {"voices": found, "headline": greeting.of_voices(found)}
