"""What a person decides about one upload, each a form on its page."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import ObjectKind
from accounts.guards import requires
from intake.deciding import services
from intake.deciding.services import Confirmation, DecisionRefusedError
from intake.forms import ConfirmForm
from intake.views import reading_form, upload_or_404, upload_page

REASONS = {
    "over": gettext_lazy("This upload waits for nobody any more; nothing was changed."),
    "seen": gettext_lazy(
        "The file was checked anew in the meantime; nothing was loaded. Look at it again."
    ),
    "nothing": gettext_lazy("No row of this file can be loaded as it is read now."),
    "refused": gettext_lazy(
        "Some rows are refused. Mend them and upload the file again, or choose to load only the "
        "good rows."
    ),
    "held": gettext_lazy("The file is held: say that you have looked at it, below the button."),
}


@requires(ObjectKind.UPLOAD)
@require_POST
def load(request, upload_id):
    """Have a previewed upload loaded."""
    found = upload_or_404(upload_id)
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _back(request, found, "seen")
    said = form.cleaned_data
    confirmation = Confirmation(said["good_rows"], said["all_the_same"], said["seen"])
    try:
        services.confirm(found, confirmation, by=request.user, at=timezone.now())
    except DecisionRefusedError as refusal:
        if refusal.code not in ("refused", "held"):
            return _back(request, found, refusal.code)
        form.add_error(None, REASONS[refusal.code])
        return upload_page(request, found, confirming=form, status=422)
    return _to_page(found)


@requires(ObjectKind.UPLOAD)
@require_POST
def read_anew(request, upload_id):
    """Check the file again, read as the form says from now on."""
    found = upload_or_404(upload_id)
    if not found.preview:
        return _back(request, found, "over")
    form = reading_form(found, request.POST)
    if not form.is_valid():
        return upload_page(request, found, reading=form, status=422)
    return _decide(
        request,
        found,
        lambda: services.read_anew(
            found,
            form.instructions(),
            makes_accounts=form.cleaned_data["makes_accounts"],
            by=request.user,
            at=timezone.now(),
        ),
    )


@requires(ObjectKind.UPLOAD)
@require_POST
def try_again(request, upload_id):
    """Do once more what failed, or check a file that was loaded before."""
    found = upload_or_404(upload_id)
    again = lambda: services.try_again(found, by=request.user, at=timezone.now())  # noqa: E731
    return _decide(request, found, again)


@requires(ObjectKind.UPLOAD)
@require_POST
def discard(request, upload_id):
    """Throw a previewed upload away."""
    found = upload_or_404(upload_id)
    try:
        services.discard(found, by=request.user)
    except DecisionRefusedError as refusal:
        return _back(request, found, refusal.code)
    messages.success(request, _("The upload is discarded; nothing of it was loaded."))
    return HttpResponseRedirect(reverse("uploads"))


@requires(ObjectKind.UPLOAD)
@require_POST
def forget(request, upload_id):
    """Forget how files of this source are to be read."""
    found = upload_or_404(upload_id)
    services.forget(found, by=request.user)
    messages.success(
        request, _("Forgotten: the next file of this source is read by its own signs.")
    )
    return _to_page(found)


def _decide(request, found, decision):
    try:
        decision()
    except DecisionRefusedError as refusal:
        return _back(request, found, refusal.code)
    return _to_page(found)


def _back(request, found, code):
    messages.warning(request, REASONS[code])
    return _to_page(found)


def _to_page(found):
    return HttpResponseRedirect(reverse("upload", args=[found.pk]))
