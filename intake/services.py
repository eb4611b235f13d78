"""Bringing files in: received durably, judged, loaded, and the verdict kept."""

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Product
from core import audit, ledger
from core.calendar import business_date
from engagement.models import UsageDay, Watermark
from intake.domain.datasets import DATASETS, USAGE
from intake.models import Upload, UploadState
from intake.records_load import load_records
from intake.storing import fingerprint, refused_rows_file, store, uploads_folder
from intake.usage_load import load_usage


def receive(*, dataset, file_name, blocks, good_rows, by):
    """Keep an uploaded file durably and ask for its load; returns the `Upload`.

    When this returns, the bytes are on disk and the work is in the ledger: a crash loses neither.
    """
    stored_as, sha256, size = store(blocks)
    with transaction.atomic():
        upload = Upload.objects.create(
            dataset=dataset,
            file_name=file_name[:255],
            sha256=sha256,
            size_bytes=size,
            stored_as=stored_as,
            is_good_rows_only=good_rows,
            uploaded_by=by,
        )
        run, _ = ledger.request_run(
            kind="upload",
            business_date=business_date(timezone.now()),
            key=str(upload.pk),
            options={"upload": upload.pk, "language": by.language},
            by=by,
        )
        Upload.objects.filter(pk=upload.pk).update(run=run)
        audit.record(
            actor=by,
            verb="upload",
            object_kind="upload",
            object_id=upload.pk,
            detail={"dataset": dataset, "sha256": sha256, "size_bytes": size},
        )
    upload.run = run
    return upload


def load_file(path, *, dataset, source="main", good_rows=False, tell=lambda share: None):
    """Load a file that stands on this machine; returns (verdict, name of the file of refused rows).

    The load is written down as an `Upload` with the file's hash; the file itself stays where it is.
    """
    sha256, size = fingerprint(path)
    upload = Upload.objects.create(
        dataset=dataset,
        source=source,
        file_name=path.name[:255],
        sha256=sha256,
        size_bytes=size,
        is_good_rows_only=good_rows,
    )
    return _load(upload, path, tell)


def load_upload(upload, tell):
    """Load an upload from its kept bytes; returns (verdict, name of the file of refused rows)."""
    return _load(upload, uploads_folder() / upload.stored_as, tell)


def _load(upload, path, tell):
    Upload.objects.filter(pk=upload.pk).update(state=UploadState.LOADING)
    dataset = DATASETS[upload.dataset]
    with path.open("rb") as stream, refused_rows_file() as refused:
        if dataset is USAGE:
            verdict = load_usage(
                stream,
                dataset,
                source=upload.source,
                good_rows=upload.is_good_rows_only,
                tell=tell,
                on_refused=refused.add,
            )
        else:
            verdict = load_records(
                stream,
                dataset,
                source=upload.source,
                on=business_date(timezone.now()),
                good_rows=upload.is_good_rows_only,
                tell=tell,
            )
            for row in verdict.refused_rows:
                refused.add(row, verdict.header)
        name = refused.name
    _keep_verdict(upload, verdict, name)
    return verdict, name


@transaction.atomic
def _keep_verdict(upload, verdict, refused_name):
    Upload.objects.filter(pk=upload.pk).update(
        state=verdict.state,
        verdict=verdict.as_kept(most_refusals=1_000),
        refused_rows_file=refused_name,
        finished_at=Now(),
    )
    if verdict.state != UploadState.REFUSED:
        _note_watermark(upload.dataset)


def _note_watermark(dataset):
    """Remember when a dataset was last brought in and, for usage, how far each product's reaches."""
    now = timezone.now()
    if dataset != USAGE.key:
        Watermark.objects.update_or_create(
            dataset=dataset, product=None, defaults={"loaded_at": now}
        )
        return
    for product in Product.objects.all():
        latest = UsageDay.objects.filter(product=product).order_by("-day").first()
        if latest:
            Watermark.objects.update_or_create(
                dataset=dataset,
                product=product,
                defaults={"latest_day": latest.day, "loaded_at": now},
            )
