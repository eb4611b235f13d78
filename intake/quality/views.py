"""The data quality board, its lists, and what members do about a finding."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ObjectKind, Scope, scope_of
from accounts.guards import requires
from core.calendar import business_date, judged_day
from intake.quality import board, handling, selectors
from intake.quality.completeness import FIELDS
from intake.quality.coverage import GAPS, asked_of, lacking
from intake.quality.forms import CauseForm, FindingFilterForm, OwnerForm, RhythmForm
from intake.quality.freshness import set_rhythm, source_lines
from intake.quality.stakes import annual_yen
from intake.quality.steps import request_inspection

ACCOUNTS_A_PAGE = 50
BY_KEY = {gap.key: gap for gap in (*GAPS, *(field.gap for field in FIELDS))}


@requires(ObjectKind.QUALITY)
@require_safe
def quality(request):
    """Show how good the data is in the member's sight; asked for as a fragment, the check under way."""
    at, inspected = timezone.now(), selectors.inspected_on()
    run = selectors.inspection_run()
    if request.htmx:
        answer = render(request, "quality/_check.html", {"run": run, "inspected": inspected})
        if run is None or run.is_over:
            answer["HX-Refresh"] = "true"
        return answer
    as_of = inspected or judged_day(at)
    may_upload = scope_of(request.user, ObjectKind.UPLOAD) != Scope.NONE
    sees_all = scope_of(request.user, ObjectKind.QUALITY) == Scope.ALL
    sources = source_lines(at=at)
    shown = {
        "run": run,
        "inspected": inspected,
        "may_check": scope_of(request.user, ObjectKind.NIGHT) != Scope.NONE,
        "may_upload": may_upload,
        "groups": selectors.kind_lines(for_user=request.user),
        "sources": sources,
        "late": sum(bool(line.days_late) for line in sources),
        "rhythms": RhythmForm().fields["every_days"].choices if may_upload else (),
        "gaps": board.gap_lines(for_user=request.user, as_of=as_of),
        "fields": FIELDS,
        "csms": board.csm_lines(for_user=request.user),
        "refused": board.refused_lines(at=at) if may_upload else [],
        "spark": board.waiting_spark(as_of=as_of) if sees_all else None,
        "totals": selectors.waiting_totals(for_user=request.user),
    }
    return render(request, "quality/board.html", shown)


@requires(ObjectKind.NIGHT)
@require_POST
def check(request):
    """Ask for an inspection here and now: it is the end of a night, over all accounts."""
    request_inspection(as_of=judged_day(timezone.now()), by=request.user)
    return HttpResponseRedirect(reverse("quality"))


@requires(ObjectKind.QUALITY)
@require_safe
def findings(request):
    """List findings, what stakes most first."""
    owners = selectors.owners_in_sight(for_user=request.user)
    form = FindingFilterForm(request.GET, owners=owners)
    query = form.query()
    page = selectors.finding_page(for_user=request.user, query=query)
    of_account = query.account and selectors.account_in_sight(query.account, for_user=request.user)
    shown = {"form": form, "query": query, "page": page, "of_account": of_account}
    template = "quality/_findings.html" if request.htmx else "quality/findings.html"
    return render(request, template, {**shown, "inspected": selectors.inspected_on()})


@requires(ObjectKind.QUALITY)
@require_safe
def finding(request, finding_id):
    """Show one finding: what was found, who sees to it, what was done."""
    return _finding_page(request, _finding(request, finding_id))


@requires(ObjectKind.QUALITY)
@require_POST
def act_on_finding(request, finding_id):
    """Take in what a member does about a finding."""
    line = _finding(request, finding_id)
    found, by, act = line.finding, request.user, request.POST.get("act")
    owners = OwnerForm(request.POST, owners=selectors.owners_in_sight(for_user=by))
    cause = CauseForm(request.POST)
    if act == "take":
        handling.take(finding=found, by=by)
    elif act == "accept":
        handling.accept(finding=found, on=business_date(timezone.now()), by=by)
    elif act == "reopen":
        handling.reopen(finding=found, by=by)
    elif act == "assign" and owners.is_valid():
        handling.assign(finding=found, owner=owners.cleaned_data["owner"], by=by)
    elif act == "describe" and cause.is_valid():
        handling.describe(finding=found, by=by, **cause.cleaned_data)
    else:
        given = {"cause": cause} if act == "describe" else {}
        return _finding_page(request, line, status=422, **given)
    messages.success(request, _("Recorded."))
    return HttpResponseRedirect(reverse("finding", args=[found.pk]))


@requires(ObjectKind.QUALITY)
@require_safe
def accounts(request, gap):
    """List the accounts that lack something, or whose CSM has not entered it."""
    gap = BY_KEY.get(gap)
    if gap is None:
        raise Http404
    as_of = selectors.inspected_on() or judged_day(timezone.now())
    in_sight = selectors.accounts_in_sight(for_user=request.user)
    csm = request.GET.get("csm", "")
    if csm.isascii() and csm.isdigit():
        in_sight = in_sight.filter(csm=int(csm) or None)
    rows = lacking(gap, in_sight, as_of=as_of).select_related("csm", "team").order_by("name", "pk")
    page = Paginator(rows, ACCOUNTS_A_PAGE).get_page(request.GET.get("page"))
    yen = annual_yen([account.pk for account in page], as_of=as_of)
    lines = [(account, yen.get(account.pk)) for account in page]
    asked = asked_of(gap, in_sight, as_of=as_of).count()
    shown = {"gap": gap, "page": page, "lines": lines, "asked": asked, "as_of": as_of, "csm": csm}
    shown["may_upload"] = scope_of(request.user, ObjectKind.UPLOAD) != Scope.NONE
    return render(request, "quality/accounts.html", shown)


@requires(ObjectKind.UPLOAD)
@require_POST
def rhythm(request):
    """Take in how often a source is expected."""
    form = RhythmForm(request.POST)
    if form.is_valid():
        set_rhythm(by=request.user, **form.cleaned_data)
        messages.success(request, _("Recorded."))
    else:
        messages.warning(request, _("This rhythm was not understood; nothing was changed."))
    return HttpResponseRedirect(reverse("quality") + "#freshness")


def _finding(request, finding_id):
    line = selectors.finding_of(finding_id, for_user=request.user)
    if line is None:
        raise Http404
    return line


def _finding_page(request, line, *, cause=None, status=200):
    found = line.finding
    owners = selectors.owners_in_sight(for_user=request.user)
    initial = {"root_cause": found.root_cause, "note": found.note}
    shown = {
        "line": line,
        "finding": found,
        "evidence": line.inspection.evidence(found),
        "cause": cause or CauseForm(initial=initial),
        "owner": OwnerForm(initial={"owner": found.owner_id}, owners=owners),
        "history": selectors.history_of(found),
    }
    return render(request, "quality/finding.html", shown, status=status)
