"""Merging accounts that are one customer: the two side by side, what was merged, and undoing it."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from accounts.merging import MergeRefusedError
from accounts.selectors import judgements_for
from core.calendar import business_date
from core.locks import LockBusyError
from intake.merges import selectors
from intake.merges.forms import MasterForm
from intake.merges.services import keep_apart, merge, undo_merge


@requires(ObjectKind.MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def merge_accounts(request, account_id, other_id):
    """Show two accounts side by side with what merging would do; merge them."""
    pair = _pair(request, account_id, other_id)
    asked = request.POST if request.method == "POST" else request.GET
    form = MasterForm(asked, ids=(account_id, other_id))
    at = timezone.now()
    compared = selectors.comparison(
        *pair,
        judgements=judgements_for(request.user),
        at=at,
        on=business_date(at),
        master_id=form.cleaned_data["master"] if form.is_valid() else None,
    )
    if request.method == "POST" and form.is_valid() and not compared.refusal:
        return _merged(request, compared, at)
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/merge.html", {"compared": compared}, status=status)


@requires(ObjectKind.MERGE)
@require_POST
def keep_two(request, account_id, other_id):
    """Settle that two accounts are two customers."""
    pair = _pair(request, account_id, other_id)
    keep_apart(*pair, on=business_date(timezone.now()), by=request.user)
    messages.success(request, _("These two stay two customers; the pair does not come again."))
    return HttpResponseRedirect(reverse("merges"))


@requires(ObjectKind.MERGE)
@require_safe
def merges(request):
    """List what was merged."""
    found = selectors.merges_in_sight(for_user=request.user)
    return render(request, "intake/merges.html", {"merges": found})


@requires(ObjectKind.MERGE)
@require_http_methods(["GET", "HEAD", "POST"])
def merged(request, merge_id):
    """Show one merge; undo it."""
    found = selectors.merge_in_sight(for_user=request.user, merge_id=merge_id)
    if found is None:
        raise Http404
    if request.method == "POST" and _is_undone(request, found):
        return HttpResponseRedirect(reverse("account", args=[found.merged_id]))
    shown = {"merge": found, "done": selectors.done(found)}
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/merged.html", shown, status=status)


def _pair(request, account_id, other_id):
    found = selectors.pair_in_sight(for_user=request.user, account_id=account_id, other_id=other_id)
    if found is None:
        raise Http404
    return found


def _merged(request, compared, at):
    """Merge as the form says; each field of the record stays the master's unless it says "other"."""
    taken = [each.key for each in compared.choices if request.POST.get(each.key) == "other"]
    master, gone = compared.master.account, compared.merged.account
    try:
        done = merge(master=master, merged=gone, taken=taken, at=at, by=request.user)
    except (MergeRefusedError, LockBusyError) as error:
        messages.error(request, _in_words(error))
        return HttpResponseRedirect(request.get_full_path())
    messages.success(
        request,
        _("“%(merged)s” was merged into “%(master)s”.")
        % {"merged": gone.name, "master": done.master.name},
    )
    return HttpResponseRedirect(reverse("merged", args=[done.pk]))


def _is_undone(request, found):
    try:
        undo_merge(found, at=timezone.now(), by=request.user)
    except (MergeRefusedError, LockBusyError) as error:
        messages.error(request, _in_words(error))
        return False
    messages.success(request, _("The merge is undone: both accounts are as they were."))
    return True


def _in_words(error):
    if isinstance(error, LockBusyError):
        return _(
            "A file is being loaded at this moment, and nothing was changed. Try again shortly."
        )
    return str(error)
