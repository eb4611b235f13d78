"""The start page: what a member's roles make their day."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import ObjectKind, Scope, scope_of
from accounts.selectors import judgements_for
from book.selectors import latest_night
from core.calendar import judged_day
from core.models import Role
from dashboards import greeting
from dashboards.day import accounts_of_day, day_of
from dashboards.operations import operations
from dashboards.renewal_rows import month_bars, rows_by_month
from dashboards.renewals import RenewalQuery, renewal_page
from dashboards.team import csm_lines
from health.selectors import risk_words

# What a role opens first comes first; a member of several roles may turn to all of theirs.
VIEWS_OF_ROLES = {
    Role.CSM: ("mine", "team"),
    Role.MANAGER: ("team", "mine"),
    Role.CS_HEAD: ("team",),
    Role.OPS: ("operations", "team"),
    Role.RENEWAL_REP: ("renewals", "team"),
    Role.CRE: ("team",),
    Role.MARKETING: ("team",),
    Role.ADMIN: ("operations", "team", "renewals"),
}
_WORDS = {
    "mine": _("My accounts"),
    "team": _("Team"),
    "renewals": _("Contracts that end"),
    "operations": _("Operations"),
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
    read = {"mine": _mine, "team": _team, "renewals": _renewals, "operations": _operations}
    shown |= read[view](request.user, judgements_for(request.user), night, at)
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
    day = _day(user, judgements, night, accounts_of_day(for_user=user, is_mine=True), is_mine=True)
    return {"day": day, "headline": greeting.of_mine(day)}


def _team(user, judgements, night, at):
    accounts = accounts_of_day(for_user=user, is_mine=False)
    day = _day(user, judgements, night, accounts, is_mine=False)
    lines = csm_lines(accounts, judgements=judgements, night=night)
    return {"day": day, "lines": lines, "headline": greeting.of_team(day)}


def _day(user, judgements, night, accounts, *, is_mine):
    ahead_url = reverse("renewals") + RenewalQuery(mine=is_mine).url()
    return day_of(
        accounts,
        judgements=judgements,
        night=night,
        is_mine=is_mine,
        ahead_url=ahead_url if scope_of(user, ObjectKind.RENEWAL) else "",
    )


def _renewals(user, judgements, night, at):
    query = RenewalQuery(size=MOST_RENEWALS)
    page = renewal_page(for_user=user, judgements=judgements, query=query, as_of=night)
    rows = rows_by_month(page, judgements=judgements, words=risk_words(), as_of=night)
    return {
        **{"page": page, "months": rows, "bars": month_bars(page.months, query)},
        "headline": greeting.of_renewals(page.total, query.days),
    }


def _operations(user, judgements, night, at):
    accounts = accounts_of_day(for_user=user, is_mine=False)
    found = operations(accounts, for_user=user, night=night, at=at)
    return {"found": found, "headline": greeting.of_operations(found)}
