"""Writing about an account: logging an activity, a request, a note, a next step; changing and undoing it.

Each page is a fragment as well, for the dialog that opens over any page.
"""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from core.calendar import business_date
from dashboards.account.in_sight import account_or_404
from dashboards.account.selectors import account_in_sight
from dashboards.writing.forms import PickForm
from dashboards.writing.history import history_in_words, said_in_words
from dashboards.writing.picking import accounts_named
from dashboards.writing.saving import bringing_up_to_date
from dashboards.writing.whats import BY_KEY, WHATS, what_of
from engagement import services
from engagement.models import NextStep
from engagement.selectors import may_change, written_in_sight
from engagement.trail import OBJECT_KINDS
from engagement.undoing import ChangedSinceError, event_of
from engagement.undoing import undo as take_back


@requires(ObjectKind.ACCOUNT)
@require_safe
def choose(request):
    """Ask what is to be written; `account` is whose page one comes from."""
    form = PickForm(request.GET)
    account_id = form.is_valid() and form.cleaned_data["account"]
    found = account_id and account_in_sight(for_user=request.user, account_id=account_id)
    return _render(request, "choose", {"whats": WHATS, "account": found or None})


@requires(ObjectKind.ACCOUNT)
@require_safe
def pick(request, what):
    """Ask for whom it is to be written, by a few letters of the name."""
    form = PickForm(request.GET)
    letters = form.cleaned_data["q"] if form.is_valid() else ""
    found = accounts_named(letters, for_user=request.user)
    return _render(request, "pick", {"what": _what(what), "q": letters, "found": found})


@requires(ObjectKind.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, account_id, what):
    """Show the form, or take it in. Sent twice, it is written once."""
    account, what, today = account_or_404(request, account_id), _what(what), _today()
    about = {"account": account, "member": request.user, "today": today}
    if request.method != "POST":
        return _render(request, "write", _shown(what.form(**about), what, account))
    form = what.form(request.POST, **about)
    if not form.is_valid():
        return _render(request, "write", _shown(form, what, account), status=422)
    who = {"token": form.cleaned_data["token"], "by": request.user, "at": timezone.now()}
    with bringing_up_to_date(account):
        written = what.save(form, account=account, **who)
    return _told(request, account, what.done, written)


@requires(ObjectKind.ACCOUNT)
@require_safe
def written(request, kind, written_id):
    """Show what was written with its history, and the form to change it where the member may."""
    row = _row(request, kind, written_id)
    what = what_of(row)
    form = what.form(**_about(request, row), initial=dict(what.initial(row))).without_token()
    return _render(request, "written", _shown_with_history(request, row, form))


@requires(ObjectKind.ACCOUNT)
@require_POST
def change(request, kind, written_id):
    """Take in what is said now."""
    row = _changeable(request, kind, written_id)
    what = what_of(row)
    initial = dict(what.initial(row))
    form = what.form(request.POST, **_about(request, row), initial=initial).without_token()
    if not form.is_valid():
        return _render(request, "written", _shown_with_history(request, row, form), status=422)
    with bringing_up_to_date(row.account):
        now = services.change(row, by=request.user, **form.values())
    return _told(request, row.account, _("Changed.") if now else _("Nothing was changed."), now)


@requires(ObjectKind.ACCOUNT)
@require_POST
def remove(request, kind, written_id):
    """Take away what was written; it can be brought back."""
    row = _changeable(request, kind, written_id)
    with bringing_up_to_date(row.account):
        now = services.remove(row, by=request.user)
    return _told(request, row.account, _("Deleted."), now)


@requires(ObjectKind.ACCOUNT)
@require_POST
def tick(request, written_id):
    """Tick a next step off as done, or have it wait again."""
    step = _row(request, "next_step", written_id)
    if request.POST.get("waiting"):
        now, words = services.reopen(step, by=request.user), _("The next step waits again.")
    else:
        now = services.finish(step, on=_today(), by=request.user)
        words = _("Done: %(what)s") % {"what": step.what}
    return _told(request, step.account, words, now)


@requires(ObjectKind.ACCOUNT)
@require_POST
def undo(request, event_id):
    """Take back what the member just did."""
    event = event_of(event_id, by=request.user)
    account = event and account_in_sight(for_user=request.user, account_id=event.detail["account"])
    if not account:
        raise Http404
    try:
        with bringing_up_to_date(account):
            take_back(event, by=request.user)
    except ChangedSinceError:
        words = _("It has been changed since, so it was left as it is. Open it to see its history.")
        return _told(request, account, words, None, level=messages.WARNING)
    return _told(request, account, _("Undone."), None)


def _what(key):
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]


def _row(request, kind, written_id):
    row = written_in_sight(for_user=request.user, kind=kind, written_id=written_id)
    if row is None:
        raise Http404
    return row


def _changeable(request, kind, written_id):
    row = _row(request, kind, written_id)
    if not may_change(for_user=request.user, row=row):
        raise Http404
    return row


def _today():
    return business_date(timezone.now())


def _about(request, row):
    return {"account": row.account, "member": request.user, "today": _today()}


def _shown(form, what, account):
    return {"form": form, "what": what, "account": account}


def _shown_with_history(request, row, form):
    return {
        **_shown(form, what_of(row), row.account),
        "row": row,
        "kind": OBJECT_KINDS[type(row)],
        "may_change": may_change(for_user=request.user, row=row),
        "is_waiting": isinstance(row, NextStep) and row.done_on is None,
        "said": said_in_words(row),
        "history": history_in_words(row),
    }


def _render(request, name, shown, *, status=200):
    """Show a page, or only what stands in the dialog."""
    if request.htmx:
        response = render(request, f"dashboards/writing/_{name}.html", shown, status=status)
        # A form that is not accepted stays where it stood; else what was sent is told in a toast.
        if status == 422:
            response["HX-Retarget"] = "#writing-body"
            response["HX-Reswap"] = "innerHTML"
        return response
    shown |= {"is_page": True, "body": f"dashboards/writing/_{name}.html"}
    return render(request, "dashboards/writing/page.html", shown, status=status)


def _told(request, account, words, done, *, level=messages.SUCCESS):
    """Say what was done, with the way to undo it: in a toast, or on the account's page."""
    undo_url = reverse("undo_writing", args=[done.event.pk]) if done else ""
    if not request.htmx:
        messages.add_message(request, level, words, extra_tags=undo_url)
        return HttpResponseRedirect(reverse("account", args=[account.pk]))
    shown = {"words": words, "undo_url": undo_url, "account": account, "level": level}
    response = render(request, "components/toast.html", shown)
    response["HX-Trigger"] = "written"
    return response
