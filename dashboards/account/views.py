"""The account page and what belongs to it: figures of the time axis, the story, a member's judgement."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ObjectKind, Scope, scope_of
from accounts.guards import requires
from accounts.models import RiskJudgement
from accounts.selectors import (
    account_after_merges,
    are_companies_apart,
    judgements_for,
    merges_into,
)
from book.editing.just_edited import edit_to_tell_of
from book.forms import BookForm
from book.rows import days_ago
from book.selectors import latest_night, place_in_list
from core.calendar import business_date, judged_day
from dashboards.account import selectors
from dashboards.account.company import accounts_of
from dashboards.account.elsewhere import tools_of
from dashboards.account.forms import JudgementForm, PlaceForm
from dashboards.account.held import held_by
from dashboards.account.in_sight import account_or_404
from dashboards.account.next_steps import steps_shown
from dashboards.account.promises import promised
from dashboards.account.services import judge_account
from dashboards.account.sources import nps_word
from dashboards.account.story import FIRST_ENTRIES, STEP, story
from dashboards.account.time_axis import time_axis
from dashboards.account.timeline import by_day, lanes_for, open_lanes
from dashboards.account.usage import usage_of
from engagement.models import NextStep, Promise, Request
from engagement.selectors import requests_of
from intake.quality.selectors import waiting_count
from metrics.selectors import metric_texts
from segments.selectors import exception_of


@requires(ObjectKind.ACCOUNT)
@require_safe
def account(request, account_id):
    """Show one account: its verdicts taken apart, its usage, and all that happened with it.

    `list` and `at` say of which list it is the how manieth, to go on from there.
    """
    found = selectors.account_in_sight(for_user=request.user, account_id=account_id)
    return _account_page(request, found) if found else _to_master(request, account_id)


@requires(ObjectKind.ACCOUNT_EDIT)
@require_POST
def judge(request, account_id):
    """Take in how the member judges the account."""
    found = account_or_404(request, account_id)
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
    """Show the figures behind the time axis."""
    found = account_or_404(request, account_id)
    as_of = _as_of()
    usage = usage_of(found, until=as_of)
    is_stage_sealed = judgements_for(request.user).hides(found.pk, "stage")
    words = by_day(
        account_id=found.pk,
        held=held_by(found.pk),
        since=usage.days[0],
        until=as_of,
        lanes=[lane.key for lane in lanes_for(is_stage_sealed=is_stage_sealed)],
    )
    rows = [(day, words.get(day, ""), values) for day, values in usage.rows]
    shown = {"account": found, "usage": usage, "rows": rows}
    template = "_usage_table" if request.htmx else "usage_table"
    return render(request, f"dashboards/{template}.html", shown)


@requires(ObjectKind.ACCOUNT)
@require_safe
def usage_data(request, account_id):
    """Give the time axis its figures."""
    found = account_or_404(request, account_id)
    as_of = _as_of()
    judgements, held = judgements_for(request.user), held_by(found.pk)
    shown = time_axis(
        found,
        held=held,
        until=as_of,
        lanes=open_lanes(
            account_id=found.pk,
            held=held,
            until=as_of,
            is_stage_sealed=judgements.hides(found.pk, "stage"),
        ),
        is_score_sealed=judgements.hides(found.pk, "score"),
    )
    return JsonResponse(shown)


@requires(ObjectKind.ACCOUNT)
@require_safe
def happened(request, account_id):
    """Show what happened with an account: all of it, or what is asked for."""
    found = account_or_404(request, account_id)
    told = story(
        account=found,
        held=held_by(found.pk),
        asked=request.GET,
        is_stage_sealed=judgements_for(request.user).hides(found.pk, "stage"),
        until=_today(_as_of()),
        most=STEP,
    )
    return render(request, _story_template(request, told), {"account": found, "story": told})


def _story_template(request, told):
    """Of a stretch that goes on below another, only its entries are asked for."""
    if not request.htmx:
        return "dashboards/timeline.html"
    return f"dashboards/_timeline{'_entries' if told.query.start else ''}.html"


def _to_master(request, account_id):
    """Lead on to the account in which this one went up."""
    found = account_after_merges(for_user=request.user, account_id=account_id)
    if found is None:
        raise Http404
    merged, master = found
    # What was merged into it directly, the page itself says.
    if merged.merged_into_id != master.pk:
        words = _("“%(merged)s” was merged into this account.")
        messages.info(request, words % {"merged": merged.name})
    return HttpResponseRedirect(reverse("account", args=[master.pk]))


def _account_page(request, found, *, form=None, status=200):
    judgements = judgements_for(request.user)
    as_of = _as_of()
    today, held = _today(as_of), held_by(found.pk)
    verdicts = _verdicts(found, held, judgements, as_of)
    shown = {
        "account": found,
        "as_of": as_of,
        "place": _place(request, judgements, found, as_of),
        "edited": edit_to_tell_of(request),
        **verdicts,
        **_header(verdicts["line"], today),
        **_happened(found, held, judgements, as_of, today),
        **_beside(request.user, found),
    }
    shown["may_edit"] = selectors.may_edit(for_user=request.user, account=found)
    if shown["may_edit"]:
        rank = "" if shown["is_rank_sealed"] else found.rank
        shown["form"] = form or JudgementForm(initial={"rank": rank})
    return render(request, "dashboards/account.html", shown, status=status)


def _verdicts(found, held, judgements, as_of):
    """Return how the account stands, with the latest night's judgement taken apart."""
    line, row = selectors.header(account=found, judgements=judgements, as_of=as_of)
    night = line.night if line else None
    taken_apart = night and selectors.judged(account=found, night=night, judgements=judgements)
    is_risk_judged = RiskJudgement in held and not judgements.hides(found.pk, "risk")
    return {
        "line": line,
        "row": row,
        "judged": taken_apart,
        "judgement": selectors.latest_risk_judgement(found) if is_risk_judged else None,
        "is_rank_sealed": judgements.hides(found.pk, "rank"),
        "promises": _promises(found, taken_apart, as_of) if Promise in held else [],
        "renewed_from": _renewed_from(line, taken_apart),
    }


def _renewed_from(line, taken_apart):
    """Return the first day of the contract to follow, where a reason of the risk passes over it."""
    reasons = taken_apart.reasons if taken_apart else None
    if any(reason.counts_days_to_end for reason in reasons or []):
        return line.renewed_from
    return None


def _promises(found, taken_apart, as_of):
    return promised(
        account=found,
        reading=taken_apart.reading if taken_apart else None,
        texts=taken_apart.texts if taken_apart else metric_texts(product_id=found.product_id),
        as_of=as_of,
    )


def _header(line, today):
    """Return what the header says beside the line's own texts."""
    if line is None:
        return {}
    touched_on = line.latest_touch_on
    return {
        "is_usage_late": bool(line.usage_to and line.night and line.usage_to < line.night),
        "touched": days_ago((today - touched_on).days) if touched_on else "",
        "nps_word": "" if line.nps is None else nps_word(line.nps),
    }


def _happened(found, held, judgements, as_of, today):
    """Return what was said, done and agreed with the customer, and what is to be done."""
    is_score_sealed, is_stage_sealed = (judgements.hides(found.pk, q) for q in ("score", "stage"))
    return {
        "story": story(
            account=found,
            held=held,
            asked=QueryDict(),
            is_stage_sealed=is_stage_sealed,
            until=today,
            most=FIRST_ENTRIES,
        ),
        "tools": tools_of(
            account_id=found.pk,
            held=held,
            until=as_of,
            is_score_sealed=is_score_sealed,
            is_stage_sealed=is_stage_sealed,
        ),
        "contracts": selectors.contracts_of(found, as_of=as_of),
        "people": selectors.people_of([found], as_of=today),
        "steps": steps_shown(found, today=today) if NextStep in held else [],
        "requests": requests_of(found) if Request in held else [],
    }


def _beside(user, found):
    """Return what stands around the account: its data, its segment, other accounts of the company."""
    return {
        "open_findings": waiting_count(for_user=user, account=found),
        "merges": merges_into(found),
        "may_merge": scope_of(user, ObjectKind.MERGE) > Scope.NONE,
        "exception": exception_of(found.pk),
        "beside": accounts_of(found, for_user=user) - 1 if are_companies_apart() else 0,
    }


def _as_of():
    return latest_night() or judged_day(timezone.now())


def _today(as_of):
    """The day up to which things have happened: what members write comes after the latest night."""
    return max(as_of, business_date(timezone.now()))


def _place(request, judgements, found, as_of):
    """Return where the account stands in the list one came from; None where one came from elsewhere."""
    at = PlaceForm(request.GET)
    if not at.is_valid():
        return None
    form = BookForm.for_reader(QueryDict(at.cleaned_data["list"]), user=request.user)
    return place_in_list(
        account_id=found.pk,
        at=at.cleaned_data["at"],
        query=form.query(),
        for_user=request.user,
        judgements=judgements,
        as_of=as_of,
    )
