"""Reads about uploads: what may be brought in, what was, and how far one has come."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.models import Step
from intake.domain.columns import ColumnType, Dataset, Further
from intake.domain.datasets import DATASETS
from intake.domain.refusals import Finding, Refusal
from intake.models import Upload, UploadState
from intake.notices import Notice
from intake.storing import refused_folder

TYPES = {
    ColumnType.TEXT_ID: _("id, kept as text"),
    ColumnType.TEXT: _("text"),
    ColumnType.INTEGER: _("whole number"),
    ColumnType.DECIMAL: _("number"),
    ColumnType.MONEY: _("amount"),
    ColumnType.CURRENCY: _("currency, as JPY"),
    ColumnType.DATE: _("date, as 2026-04-01"),
    ColumnType.CHOICE: _("one of"),
    ColumnType.BOOLEAN: _("yes or no"),
    ColumnType.EMAIL: _("e-mail"),
}
FURTHER = {
    Further.REFUSED: _("Other columns are refused."),
    Further.ATTRIBUTES: _("Other columns become attributes of the account."),
    Further.SERIES: _("Without a series column, every other column is a series of its own."),
}
MOST_UPLOADS = 60
MOST_REFUSALS = 100


@dataclass(frozen=True)
class ColumnText:
    """One column of a file in the reader's language."""

    key: str
    name: str
    meaning: str
    type: Any
    choices: list[str]
    is_required: bool


@dataclass(frozen=True)
class DatasetText:
    key: str
    name: str
    meaning: str
    columns: list[ColumnText]
    further: Any


@dataclass(frozen=True)
class UploadProgress:
    """An upload with its verdict; `percent` read so far while it loads."""

    upload: Upload
    dataset: str
    is_over: bool
    percent: int
    counts: dict[str, int]
    findings: list[str]
    refusals: list[dict]
    more_refusals: int
    error: str


def datasets() -> list[DatasetText]:
    """Return all that can be brought in, in the order in which one rests on another."""
    return [_dataset(each) for each in DATASETS.values()]


def dataset_text(key) -> DatasetText | None:
    return _dataset(DATASETS[key]) if key in DATASETS else None


def dataset_name(key) -> str:
    return DATASETS[key].name.said_in(get_language() or "en")


def uploads(*, most=MOST_UPLOADS) -> list[Upload]:
    """Return the latest uploads, newest first."""
    return list(Upload.objects.select_related("uploaded_by")[:most])


def upload_of(upload_id) -> Upload | None:
    return Upload.objects.select_related("uploaded_by", "run").filter(pk=upload_id).first()


def progress_of(upload) -> UploadProgress:
    """Return how far an upload has come, with the first of what was refused."""
    step = Step.objects.filter(run=upload.run_id).first() if upload.run_id else None
    refusals = upload.verdict.get("refusals", [])
    refused = upload.verdict.get("counts", {}).get("refused", 0)
    return UploadProgress(
        upload=upload,
        dataset=dataset_name(upload.dataset),
        is_over=upload.state not in (UploadState.RECEIVED, UploadState.LOADING),
        percent=round(100 * step.counts.get("share", 0)) if step else 0,
        counts=upload.verdict.get("counts", {}),
        findings=[_finding_in_words(each) for each in upload.verdict.get("findings", [])],
        refusals=[_in_words(each) for each in refusals[:MOST_REFUSALS]],
        more_refusals=max(0, max(len(refusals), refused) - MOST_REFUSALS),
        error=step.error if step and upload.state == UploadState.FAILED else "",
    )


def _in_words(kept):
    """Say a kept refusal again, in the reader's language instead of the uploader's."""
    refusal = Refusal(kept["line"], kept["column"], kept["code"], kept["params"])
    return {**kept, "message": refusal.describe(gettext)}


def _finding_in_words(kept):
    if "names" in kept:
        return Notice(kept["code"], tuple(kept["names"])).describe(gettext)
    lines = tuple(kept["lines"])
    return Finding(kept["code"], kept["column"], kept["count"], lines).describe(gettext)


def refused_rows_of(upload):
    """Return the path of the file of refused rows, or None where nothing was refused or it is gone."""
    if not upload.refused_rows_file:
        return None
    path = refused_folder() / upload.refused_rows_file
    return path if path.is_file() else None


def _dataset(dataset: Dataset) -> DatasetText:
    language = get_language() or "en"
    return DatasetText(
        key=dataset.key,
        name=dataset.name.said_in(language),
        meaning=dataset.meaning.said_in(language),
        columns=[_column(each, language) for each in dataset.columns],
        further=FURTHER[dataset.further],
    )


def _column(column, language):
    return ColumnText(
        key=column.key,
        name=column.name.said_in(language),
        meaning=column.meaning.said_in(language),
        type=TYPES[column.type],
        choices=[choice.key for choice in column.choices],
        is_required=column.is_required,
    )
