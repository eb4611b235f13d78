"""When a file that reads well is held all the same: it may be the wrong one, or half of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from core.formats import whole
from intake.domain.messages.marking import gettext_noop as _
from intake.domain.messages.marking import ngettext_lazy
from intake.domain.refusals import ENGLISH, Translator, counted
from intake.models import LOADED_STATES, Upload
from intake.notices import UNENDED

# A file of fewer than two rows where the one before had three is more often cut than right.
LEAST_ROWS_PERCENT: Final = Fraction(200, 3)
# Fewer known ids than this mean another system's ids, or ids that a spreadsheet has damaged.
LEAST_KNOWN_PERCENT: Final = 90

HOLDS: Final[dict[str, str | tuple[str, str]]] = {
    "fewer_rows": ngettext_lazy(
        "The file has %(rows)s row; the one loaded before it (upload #%(upload)s) had %(before)s. "
        "Make sure that it is not cut off.",
        "The file has %(rows)s rows; the one loaded before it (upload #%(upload)s) had %(before)s. "
        "Make sure that it is not cut off.",
    ),
    "unended": _(
        "The final line has no line end, unlike the file loaded before it (upload #%(upload)s). "
        "Make sure that the file is not cut off within its final value."
    ),
    "unknown_ids": ngettext_lazy(
        "Only %(known)s of the %(all)s ids in the file is an account that we know. "
        "Make sure that the source and the column of ids are the right ones.",
        "Only %(known)s of the %(all)s ids in the file are accounts that we know. "
        "Make sure that the source and the column of ids are the right ones.",
    ),
}


@dataclass(frozen=True, slots=True)
class Hold:
    code: str
    params: Mapping[str, Any]

    def describe(self, translator: Translator = ENGLISH) -> str:
        counts = {key: whole(value) for key, value in self.params.items()}
        count = self.params.get("rows", self.params.get("known", 0))
        text = counted(HOLDS[self.code], count, translator)
        return text % {**counts, "upload": self.params.get("upload")}

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params)}


def holds(
    upload: Upload, *, rows: int, known_ids: int, unknown_ids: int, is_ended: bool = True
) -> list[Hold]:
    """Return why an upload of so many rows and different ids is to be held.

    A file `is_ended` when its final line has its line end.
    """
    latest = _latest(upload)
    cut = [] if latest is None else [*_shrunk(latest, rows), *_unended(latest, is_ended)]
    return [*cut, *_unknown(upload.dataset, known_ids, unknown_ids)]


def _latest(upload):
    """Return what was loaded from the same source before."""
    same = Upload.objects.filter(
        dataset=upload.dataset,
        source=upload.source,
        state__in=LOADED_STATES,
        verdict__has_key="rows",
    )
    return same.exclude(pk=upload.pk).order_by("-finished_at").first()


def _shrunk(latest, rows):
    if 100 * rows >= latest.verdict["rows"] * LEAST_ROWS_PERCENT:
        return []
    params = {"rows": rows, "before": latest.verdict["rows"], "upload": latest.pk}
    return [Hold("fewer_rows", params)]


def _unended(latest, is_ended):
    # Some systems never write it; then it tells nothing.
    was_ended = all(each["code"] != UNENDED for each in latest.verdict["findings"])
    return [Hold(UNENDED, {"upload": latest.pk})] if was_ended and not is_ended else []


def _unknown(dataset, known, unknown):
    # Accounts and companies that are not known are what these files are for.
    is_about_known = dataset not in ("accounts", "companies")
    if not is_about_known or not unknown or 100 * known >= (known + unknown) * LEAST_KNOWN_PERCENT:
        return []
    return [Hold("unknown_ids", {"known": known, "all": known + unknown})]
