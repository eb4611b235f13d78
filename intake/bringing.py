"""What comes through the page: a file, or cells that were pasted from a spreadsheet."""

from dataclasses import replace

from django.utils.translation import gettext as _

from intake.deciding.services import DecisionRefusedError, discard
from intake.domain.instructions import Instructions
from intake.models import Origin, Upload
from intake.services import receive, remembered


def bring(said, *, at, by):
    """Take in what a valid `forms.UploadForm` says; returns the `Upload`.

    It comes instead of the upload that the form names, where that one waits and is of the same dataset
    and source: it was mended.
    """
    upload = _received(said, at=at, by=by)
    if said["instead"]:
        _give_up(said, by=by)
    return upload


def _received(said, *, at, by):
    shared = {"dataset": said["dataset"], "source": said["source"], "at": at, "by": by}
    if said["file"]:
        return receive(file_name=said["file"].name, blocks=said["file"].chunks(), **shared)
    return receive(
        file_name=_("Pasted cells"),
        # What is pasted has no line end of its own.
        blocks=[said["pasted"].rstrip("\r\n").encode(), b"\n"],
        origin=Origin.PASTE,
        instructions=_of_pasted(said),
        **shared,
    )


def _give_up(said, *, by):
    mended = Upload.objects.filter(
        pk=said["instead"], dataset=said["dataset"], source=said["source"]
    ).first()
    if mended is None:
        return
    try:
        discard(mended, by=by)
    except DecisionRefusedError:
        # Somebody has decided about it in the meantime.
        return


def _of_pasted(said):
    """Read pasted cells as the source's files are, but for what only a file has."""
    kept = Instructions.of(remembered(said["dataset"], said["source"]))
    head = said["pasted"].lstrip().splitlines()[0]
    separator = "\t" if "\t" in head else None
    return replace(kept, encoding="utf-8", separator=separator, sheet=None).as_dict()
