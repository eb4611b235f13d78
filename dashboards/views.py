"""Pages that combine the rest: the account page, the glossary, the styleguide."""

from secrets import compare_digest

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.selectors import judgements_for
from book.selectors import latest_night, segments_in_order
from core.calendar import business_date, judged_day
from core.formats import day_with_weekday
from core.wording import localized
from dashboards import monitoring as monitor
from dashboards import selectors
from dashboards.forms import JudgementForm
from dashboards.glossary import Glossary
from dashboards.services import judge_account
from dashboards.styleguide import components
from dashboards.timeline import nps_word, timeline
from dashboards.usage import usage_of


@requires(ObjectKind.ACCOUNT)
@require_safe
def account(request, account_id):
    """Show one account: its verdicts taken apart, its usage, and all that happened with it."""
    return _account_page(request, _account(request, account_id))


@requires(ObjectKind.ACCOUNT_EDIT)
@require_POST
def judge(request, account_id):
    """Take in how the member judges the account."""
    found = _account(request, account_id)
    if not selectors.may_edit(for_user=request.user, account=found):
        raise Http404
    form = JudgementForm(request.POST)
    if not form.is_valid():
        return _account_page(request, found, form=form, status=422)
    judge_account(
        account=found, on=business_date(timezone.now()), by=request.user, **form.cleaned_data
    )
    messages.success(request, _("Your judgement is recorded."))
    return HttpResponseRedirect(reverse("account", args=[account_id]))


@requires(ObjectKind.ACCOUNT)
@require_safe
def usage_table(request, account_id):
    """Show the numbers behind the usage chart."""
    found = _account(request, account_id)
    usage = usage_of(found, until=_as_of())
    shown = {"account": found, "usage": usage}
    template = "_usage_table" if request.htmx else "usage_table"
    return render(request, f"dashboards/{template}.html", shown)


@requires(ObjectKind.ACCOUNT)
@require_safe
def usage_data(request, account_id):
    """Give the usage chart its numbers."""
    usage = usage_of(_account(request, account_id), until=_as_of())
    lanes = [
        {"name": name, "values": [None if v is None else float(v) for v in usage.values[name]]}
        for name in usage.lanes
    ]
    days = [day_with_weekday(day) for day in usage.days]
    return JsonResponse({"days": days, "used": [int(x) for x in usage.is_used], "lanes": lanes})


@requires(ObjectKind.GLOSSARY)
@require_safe
def glossary(request):
    """Show every rule in force, in words and numbers."""
    names = {segment.key: localized(segment, "name") for segment in segments_in_order()}
    rules = Glossary(segment_names=names)
    shown = {
        "scorecards": rules.scorecards(),
        "risks": rules.risks(),
        "stages": rules.stages(),
        "segments": rules.segments(),
        "metrics": rules.metrics(),
    }
    return render(request, "dashboards/glossary.html", shown)


@requires(ObjectKind.STYLEGUIDE)
@require_safe
def styleguide(request):
    """Show every page component in its states."""
    return render(request, "dashboards/styleguide.html", {"components": components(request)})


def _account_page(request, found, *, form=None, status=200):
    judgements = judgements_for(request.user)
    as_of = _as_of()
    line, row = selectors.header(account=found, judgements=judgements, as_of=as_of)
    is_stage_open = not judgements.hides(found.pk, "stage")
    is_risk_open = not judgements.hides(found.pk, "risk")
    night = line.night if line else None
    shown = {
        "account": found,
        "line": line,
        "row": row,
        "as_of": as_of,
        "judged": night and selectors.judged(account=found, night=night, judgements=judgements),
        "judgement": selectors.latest_risk_judgement(found) if is_risk_open else None,
        "entries": timeline(account_id=found.pk, until=as_of, with_stages=is_stage_open),
        "contracts": selectors.contracts_of(found),
        "people": selectors.people_of(found, as_of=as_of),
        "nps_word": nps_word(line.nps) if line and line.nps is not None else "",
        "is_rank_sealed": judgements.hides(found.pk, "rank"),
    }
    if selectors.may_edit(for_user=request.user, account=found):
        rank = "" if shown["is_rank_sealed"] else found.rank
        shown["form"] = form or JudgementForm(initial={"rank": rank})
    return render(request, "dashboards/account.html", shown, status=status)


def _account(request, account_id):
    found = selectors.account_in_sight(for_user=request.user, account_id=account_id)
    if found is None:
        raise Http404
    return found


def _as_of():
    return latest_night() or judged_day(timezone.now())


@never_cache
def monitoring(request):
    """Give the platform's own figures to a monitor that knows the token; without a token there is no page."""
    if request.method != "GET" or not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    told = monitor.as_text(monitor.figures(at=timezone.now()))
    return HttpResponse(told, content_type=monitor.CONTENT_TYPE)
