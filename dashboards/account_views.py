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
from accounts.selectors import account_after_merges, judgements_for, merges_into
from book.forms import BookForm
from book.selectors import csms_in_sight, latest_night, place_in_list, segments_in_order
from core.calendar import business_date, judged_day
from dashboards import selectors
from dashboards.elsewhere import tools_of
from dashboards.forms import JudgementForm, PlaceForm
from dashboards.services import judge_account
from dashboards.time_axis import time_axis
from dashboards.timeline import by_day, nps_word, open_lanes, timeline
from dashboards.usage import usage_of
from intake.quality.selectors import waiting_count

# Entries on the account page, and on the page of the whole story.
FIRST_ENTRIES = 20
MOST_ENTRIES = 300


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
    """Show the figures behind the time axis."""
    found = _account(request, account_id)
    as_of = _as_of()
    usage = usage_of(found, until=as_of)
    words = by_day(
        account_id=found.pk,
        since=usage.days[0],
        until=as_of,
        lanes=[lane.key for lane in _lanes(request, found, as_of)],
    )
    rows = [(day, words.get(day, ""), values) for day, values in usage.rows]
    shown = {"account": found, "usage": usage, "rows": rows}
    template = "_usage_table" if request.htmx else "usage_table"
    return render(request, f"dashboards/{template}.html", shown)


@requires(ObjectKind.ACCOUNT)
@require_safe
def usage_data(request, account_id):
    """Give the time axis its figures."""
    found = _account(request, account_id)
    as_of = _as_of()
    judgements = judgements_for(request.user)
    shown = time_axis(
        found,
        until=as_of,
        lanes=_open_lanes(judgements, found, as_of),
        is_score_sealed=judgements.hides(found.pk, "score"),
    )
    return JsonResponse(shown)


@requires(ObjectKind.ACCOUNT)
@require_safe
def happened(request, account_id):
    """Show what happened with an account, all of it or one kind."""
    found = _account(request, account_id)
    as_of = _as_of()
    lanes = _lanes(request, found, as_of)
    asked = request.GET.get("kind", "")
    shown = {"account": found, **_story(found, lanes, asked, until=as_of, most=MOST_ENTRIES)}
    template = "_timeline" if request.htmx else "timeline"
    return render(request, f"dashboards/{template}.html", shown)


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
    line, row = selectors.header(account=found, judgements=judgements, as_of=as_of)
    is_risk_open = not judgements.hides(found.pk, "risk")
    night = line.night if line else None
    shown = {
        "account": found,
        "line": line,
        "row": row,
        "as_of": as_of,
        "judged": night and selectors.judged(account=found, night=night, judgements=judgements),
        "judgement": selectors.latest_risk_judgement(found) if is_risk_open else None,
        **_story(found, _open_lanes(judgements, found, as_of), "", until=as_of, most=FIRST_ENTRIES),
        "tools": tools_of(
            account_id=found.pk,
            until=as_of,
            is_score_sealed=judgements.hides(found.pk, "score"),
            is_stage_sealed=judgements.hides(found.pk, "stage"),
        ),
        "place": _place(request, judgements, found, as_of),
        "contracts": selectors.contracts_of(found, as_of=as_of),
        "people": selectors.people_of(found, as_of=as_of),
        "open_findings": waiting_count(for_user=request.user, account=found),
        "is_usage_late": bool(line and line.usage_to and line.usage_to < line.night),
        "nps_word": nps_word(line.nps) if line and line.nps is not None else "",
        "merges": merges_into(found),
        "may_merge": scope_of(request.user, ObjectKind.MERGE) > Scope.NONE,
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


def _lanes(request, found, as_of):
    return _open_lanes(judgements_for(request.user), found, as_of)


def _open_lanes(judgements, found, as_of):
    is_stage_sealed = judgements.hides(found.pk, "stage")
    return open_lanes(account_id=found.pk, until=as_of, is_stage_sealed=is_stage_sealed)


def _story(found, lanes, asked, *, until, most):
    """Return the entries of the lane asked for, of all lanes where there is none of that name."""
    keys = [lane.key for lane in lanes]
    chosen = [asked] if asked in keys else keys
    return {
        "entries": timeline(account_id=found.pk, until=until, most=most, lanes=chosen),
        "lanes": lanes,
        "asked": asked if asked in keys else "",
    }


def _place(request, judgements, found, as_of):
    """Return where the account stands in the list one came from; None where one came from elsewhere."""
    at = PlaceForm(request.GET)
    if not at.is_valid():
        return None
    form = BookForm(
        QueryDict(at.cleaned_data["list"]),
        segments=segments_in_order(),
        csms=csms_in_sight(for_user=request.user),
    )
    return place_in_list(
        account_id=found.pk,
        at=at.cleaned_data["at"],
        query=form.query(),
        for_user=request.user,
        judgements=judgements,
        as_of=as_of,
    )
