"""What stands against undoing an upload, in words: later data that rests on it, hands that changed it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model
from django.utils.translation import gettext

from intake.domain.messages.marking import gettext_noop as _
from intake.models import LOADED_STATES, RowRevision, UploadState
from intake.undo.kept_models import name_of, words_of
from intake.undo.revisions import KEPT_FOR
from intake.undo.standing import edited, gone, hanging, written_again

MESSAGES: Final = {
    "undone": _("This upload has been undone already."),
    "not_loaded": _("Nothing of this upload is loaded, so there is nothing to undo."),
    "too_late": _(
        "What was there before is kept for %(days)s days and is gone. Correct the rows by a further "
        "upload."
    ),
    "later_upload": _(
        "Upload #%(upload)s, which came later, brought the same %(what)s (%(count)s, such as "
        "%(example)s). Undo that one first."
    ),
    "edited": _(
        "Changed since, by a person or by a merge: %(what)s (%(count)s, such as %(example)s). "
        "Undoing would lose that."
    ),
    "hanging": _(
        "Other things rest on what this upload made: %(what)s (%(count)s, such as %(example)s). Undo "
        "or remove those first."
    ),
    "gone": _(
        "What %(what)s would go back to is not there any more (%(count)s, such as %(example)s)."
    ),
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason: `count` rows of a model, one of them as the `example`; `upload` came later."""

    code: str
    model: type[Model] | None = None
    count: int = 0
    example: str = ""
    upload: int | None = None

    def describe(self, translate: Callable[[str], str] = gettext) -> str:
        """Say it in words, with what to do."""
        what = words_of(self.model) if self.model else ""
        known = {"upload": self.upload, "days": KEPT_FOR.days}
        shown = {"what": what, "count": self.count, "example": self.example}
        return translate(MESSAGES[self.code]) % {**known, **shown}

    def as_dict(self) -> dict[str, Any]:
        """Give it for programs, the text in the active language."""
        return {
            "code": self.code,
            "rows": self.model._meta.label if self.model else "",
            "count": self.count,
            "example": self.example,
            "upload": self.upload,
            "message": self.describe(),
        }


def obstacles(upload, *, at) -> list[Obstacle]:
    """Say what stands against undoing an upload at the instant `at`; nothing when it can be undone."""
    if code := _state_against(upload, at):
        return [Obstacle(code)]
    # What a later upload changed looks edited as well, and is said once.
    return _said("later_upload", written_again(upload)) or [
        *_said("edited", edited(upload)),
        *_said("hanging", hanging(upload)),
        *_said("gone", gone(upload)),
    ]


def _state_against(upload, at):
    if upload.state == UploadState.UNDONE:
        return "undone"
    if upload.state not in (*LOADED_STATES, UploadState.UNDOING):
        return "not_loaded"
    is_kept = RowRevision.objects.filter(upload=upload).exists()
    is_recent = upload.finished_at is None or upload.finished_at > at - KEPT_FOR
    return "" if is_kept and is_recent else "too_late"


def _said(code, found):
    """Gather what was found into one obstacle for each model and later upload."""
    gathered = {}
    for model, key, upload in found:
        count, first = gathered.get((model, upload), (0, key))
        gathered[model, upload] = (count + 1, first)
    return [
        Obstacle(code, model, count, name_of(model, key), upload)
        for (model, upload), (count, key) in gathered.items()
    ]
