"""Uploads: bringing a file in, seeing what became of it, taking the refused rows back."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from core.csv_out import UTF_8, csv_in_pieces
from core.disks import low_disks
from intake import selectors
from intake.bringing import bring
from intake.deciding.reading_form import ReadingForm
from intake.deciding.services import check_of
from intake.domain.datasets import DATASETS
from intake.forms import ConfirmForm, FilterForm, UploadForm
from intake.receiving import is_too_large
from intake.upload_page import page_of

FROM_ADDRESS = ("dataset", "source", "instead")


@requires(ObjectKind.UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request):
    """Show the form, the columns of the dataset chosen, and the latest uploads; take a file in."""
    known = selectors.datasets()
    chosen = {key: request.GET[key] for key in FROM_ADDRESS if request.GET.get(key)}
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        initial={"dataset": known[0].key, **chosen},
        datasets=known,
    )
    if is_too_large(request):
        form.refuse_size()
    elif request.method == "POST" and form.is_valid():
        upload = bring(form.cleaned_data, at=timezone.now(), by=request.user)
        return HttpResponseRedirect(reverse("upload", args=[upload.pk]))
    dataset = selectors.dataset_text(form["dataset"].value()) or known[0]
    if request.htmx and request.htmx.target == "columns":
        return render(request, "intake/_columns.html", {"dataset": dataset})
    filters = FilterForm(request.GET, datasets=known, sources=selectors.sources())
    shown = {"form": form, "dataset": dataset, "filters": filters}
    shown |= {"largest": settings.LARGEST_UPLOAD_BYTES, "low_disks": low_disks()}
    shown["list"] = selectors.upload_list(**filters.asked())
    return render(request, "intake/uploads.html", shown, status=_status(request, form))


def _status(request, form):
    if is_too_large(request):
        return 413
    return 422 if form.errors else 200


@requires(ObjectKind.UPLOAD)
@require_safe
def upload(request, upload_id):
    """Show one upload; asked for as a fragment, only what changes while it is worked on."""
    return upload_page(request, upload_or_404(upload_id))


def upload_page(request, found, *, reading=None, confirming=None, status=200):
    """Answer with the page of an upload, or its fragment, with these forms in place of fresh ones."""
    page = page_of(found, show=request.GET.get("show", ""))
    shown = {"page": page, "upload": found}
    if page.phase == "preview":
        shown["reading"] = reading or reading_form(found)
        shown["confirming"] = confirming or ConfirmForm(initial={"seen": check_of(found)})
    template = "intake/_upload.html" if request.htmx else "intake/upload.html"
    return render(request, template, shown, status=status)


def reading_form(found, data=None):
    texts = selectors.dataset_text(found.dataset).columns
    return ReadingForm(
        data,
        upload=found,
        dataset=DATASETS[found.dataset],
        texts=texts,
        products=selectors.products(),
    )


@requires(ObjectKind.UPLOAD)
@require_safe
def refused_rows(request, upload_id):
    """Give back the rows that were refused, each behind its reason."""
    found = upload_or_404(upload_id)
    path = selectors.refused_rows_of(found)
    if path is None:
        raise Http404
    name = f"refused-{found.dataset}-{found.pk}.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv")


@requires(ObjectKind.UPLOAD)
@require_safe
def template_file(request, dataset):
    """Give an empty file with the header line of a dataset, ready to be filled in."""
    found = _dataset_or_404(dataset)
    return _csv_file(f"{found.key}.csv", [[column.name for column in found.columns]])


@requires(ObjectKind.UPLOAD)
@require_safe
def columns_file(request, dataset):
    """Give the description of a dataset's columns in both languages."""
    found = _dataset_or_404(dataset)
    head = [_("Key"), "English", "日本語", _("required"), _("How to write it")]
    head += ["What it means", "意味", _("Also recognised as")]
    return _csv_file(f"{found.key}-columns.csv", [head, *selectors.column_lines(found.key)])


def upload_or_404(upload_id):
    found = selectors.upload_of(upload_id)
    if found is None:
        raise Http404
    return found


def _dataset_or_404(key):
    found = selectors.dataset_text(key)
    if found is None:
        raise Http404
    return found


def _csv_file(name, rows):
    content = csv_in_pieces(rows, encoding=UTF_8)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
