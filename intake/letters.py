"""Mails about uploads that need a person: what happened, what is wrong where, how to mend it, a link.

Asked for by the clock: whatever set an upload's state, its people hear of it once. Whoever brings a
file in by hand sees its check; only what comes after that, or waits for long, is told by mail.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import outbox
from core.formats import whole
from core.models import User
from core.wording import noted
from intake.checks.holding import Hold
from intake.domain.reasons import first_of
from intake.models import Origin, PickedFile, Upload, UploadState
from intake.selectors import dataset_name

# What is older was seen on the page.
LATELY = timedelta(days=2)
# Whoever is still there after bringing a file in has decided by then.
WAITS = timedelta(minutes=15)
MOST_REASONS = 10
SUBJECTS = {
    UploadState.PREVIEWED: gettext_lazy("Not loaded, waiting for you: %(file)s"),
    UploadState.HELD: gettext_lazy("Held, waiting for you: %(file)s"),
    UploadState.REFUSED: gettext_lazy("Refused: %(file)s"),
    UploadState.FAILED: gettext_lazy("Could not be loaded: %(file)s"),
    UploadState.PARTIAL: gettext_lazy("Loaded in part: %(file)s"),
}
WORDS = {
    UploadState.PREVIEWED: gettext_lazy("Nothing of it is loaded until you say so."),
    UploadState.HELD: gettext_lazy("Nothing of it is loaded until you say so."),
    UploadState.REFUSED: gettext_lazy("Nothing of it was loaded."),
    UploadState.FAILED: gettext_lazy("The load broke off. Nothing of it was loaded."),
    UploadState.PARTIAL: gettext_lazy("The good rows are loaded, these are not:"),
}


def tell_of_uploads(at):
    """Post mails about uploads that lately came into a state that needs a person."""
    seen = Q(state__in=(UploadState.PREVIEWED, UploadState.PARTIAL)) | Q(
        state=UploadState.HELD, created_at__gt=at - WAITS
    )
    untold = (
        Upload.objects.filter(state__in=SUBJECTS, created_at__gte=at - LATELY)
        .exclude(told_state=F("state"))
        .exclude(seen, ~Q(origin=Origin.PICKUP))
    )
    for upload in untold.select_related("uploaded_by"):
        _tell(upload)


@transaction.atomic
def _tell(upload):
    mine = Upload.objects.filter(pk=upload.pk, state=upload.state)
    if not mine.exclude(told_state=upload.state).update(told_state=upload.state):
        return
    picked = PickedFile.objects.filter(upload=upload).select_related("pickup").first()
    pickup = picked.pickup if picked else None
    for address, language in readers(pickup.mail_to if pickup else "", upload.uploaded_by):
        with translation.override(language):
            outbox.post(
                about=f"upload-{upload.pk}-{upload.state}",
                to=address,
                subject=SUBJECTS[upload.state] % {"file": upload.file_name},
                body=_body(upload, pickup),
            )


def readers(addresses, member):
    """Return [(address, language)]: those named, in their own language where they are members."""
    named = [each.strip() for each in addresses.split(",") if each.strip()]
    if not named:
        return [(member.email, member.language)] if member and member.is_active else []
    known = dict(User.objects.filter(email__in=named).values_list("email", "language"))
    usual = member.language if member else settings.LANGUAGE_CODE
    return [(each, known.get(each, usual)) for each in named]


def _body(upload, pickup):
    dataset = {"dataset": dataset_name(upload.dataset), "source": upload.source}
    lines = [upload.file_name, _("%(dataset)s, source %(source)s") % dataset]
    if pickup:
        lines.append(_("Picked up from %(place)s") % {"place": pickup.place})
    lines += ["", str(WORDS[upload.state]), *_against(upload), ""]
    return "\n".join([*lines, link("upload", upload.pk), ""])


def _against(upload):
    """Say why it is held, and why rows are refused: each reason with its first line and remedy."""
    holds = [Hold(**kept).describe(translation) for kept in upload.preview.get("holds", [])]
    verdict = upload.verdict or upload.preview.get("verdict", {})
    reasons = verdict.get("reasons", [])
    lines = [*(f"- {each}" for each in holds), *map(_in_words, reasons[:MOST_REASONS])]
    if more := len(reasons[MOST_REASONS:]) + verdict.get("more_reasons", 0):
        text = ngettext("and %(n)s more reason", "and %(n)s more reasons", more)
        lines.append(text % {"n": whole(more)})
    return ["", *lines] if lines else []


def _in_words(kept):
    refusal, count = first_of(kept), kept["count"]
    where = {"line": refusal.line, "column": refusal.column}
    if refusal.line and refusal.column:
        place = _("Line %(line)s, column “%(column)s”: ") % where
    else:
        place = _("Line %(line)s: ") % where if refusal.line else ""
    said = refusal.describe(translation)
    if count > 1:
        rows = ngettext("%(n)s row", "%(n)s rows", count) % {"n": whole(count)}
        said = noted(said, rows)
    return f"- {place}{said}"


def link(view, *args):
    return f"{settings.SITE_URL}{reverse(view, args=args)}"
