"""Reads about uploads: what may be brought in, what was, and how far one has come."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Max, When
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Product
from intake.deciding.services import WAITING
from intake.domain.columns import ColumnType, Dataset, Further
from intake.domain.datasets import DATASETS
from intake.models import Upload, UploadState
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
PAGE_UPLOADS = 30


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
class UploadList:
    """One page of uploads with the names of their datasets; `is_more` when there is another."""

    lines: list[tuple[Upload, str]]
    page: int
    is_more: bool


def datasets() -> list[DatasetText]:
    """Return all that can be brought in, in the order in which one rests on another."""
    return [_dataset(each) for each in DATASETS.values()]


def dataset_text(key) -> DatasetText | None:
    return _dataset(DATASETS[key]) if key in DATASETS else None


def column_lines(key) -> list[list[str]]:
    """Describe each column of a dataset in both languages, for a file."""
    return [
        [
            column.key,
            column.name.en,
            column.name.ja,
            gettext("yes") if column.is_required else "",
            " ".join([str(TYPES[column.type]), ", ".join(c.key for c in column.choices)]).strip(),
            column.meaning.en,
            column.meaning.ja,
            ", ".join(column.synonyms),
        ]
        for column in DATASETS[key].columns
    ]


def dataset_name(key) -> str:
    return DATASETS[key].name.said_in(get_language() or "en")


def uploads(*, most=MOST_UPLOADS) -> list[Upload]:
    """Return the latest uploads, those that wait for a person first."""
    return list(_waiting_first(Upload.objects.all())[:most])


def upload_list(*, dataset="", state="", source="", page=1) -> UploadList:
    """Return a page of the uploads asked for: those that wait for a person first, then newest first."""
    asked = {"dataset": dataset, "state": state, "source": source}
    found = Upload.objects.filter(**{key: value for key, value in asked.items() if value})
    start = (page - 1) * PAGE_UPLOADS
    rows = list(_waiting_first(found)[start : start + PAGE_UPLOADS + 1])
    lines = [(each, dataset_name(each.dataset)) for each in rows[:PAGE_UPLOADS]]
    return UploadList(lines, page, len(rows) > PAGE_UPLOADS)


def failing_files() -> list[Upload]:
    """Return the latest upload of each dataset and source where that was refused or could not run."""
    latest = Upload.objects.order_by().values("dataset", "source").annotate(latest=Max("pk"))
    return list(
        Upload.objects.filter(
            pk__in=latest.values("latest"), state__in=(UploadState.REFUSED, UploadState.FAILED)
        )
    )


def _waiting_first(found):
    waits = Case(When(state__in=WAITING, then=0), default=1)
    return found.select_related("uploaded_by").order_by(waits, "-id")


def sources() -> list[str]:
    """Return the sources that files have come from."""
    return sorted({"main", *Upload.objects.order_by().values_list("source", flat=True).distinct()})


def products() -> list[tuple[str, str]]:
    """Return (key, name) of every product."""
    return list(Product.objects.order_by("name", "key").values_list("key", "name"))


def upload_of(upload_id) -> Upload | None:
    related = ("uploaded_by", "confirmed_by", "undone_by", "run", "same_as")
    return Upload.objects.select_related(*related).filter(pk=upload_id).first()


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
