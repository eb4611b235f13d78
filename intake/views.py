"""Uploads: bringing a file in, seeing what became of it, taking the refused rows back."""

import csv

from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ObjectKind
from accounts.guards import requires
from intake import selectors
from intake.forms import UploadForm
from intake.services import receive


@requires(ObjectKind.UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def uploads(request):
    """Show the form, the columns of the dataset chosen, and the latest uploads; take a file in."""
    known = selectors.datasets()
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        initial={"dataset": request.GET.get("dataset", known[0].key)},
        datasets=known,
    )
    if request.method == "POST" and form.is_valid():
        return HttpResponseRedirect(reverse("upload", args=[_receive(request, form).pk]))
    chosen = selectors.dataset_text(form["dataset"].value()) or known[0]
    if request.htmx:
        return render(request, "intake/_columns.html", {"dataset": chosen})
    lines = [(each, selectors.dataset_name(each.dataset)) for each in selectors.uploads()]
    shown = {"form": form, "dataset": chosen, "lines": lines}
    return render(request, "intake/uploads.html", shown, status=422 if form.errors else 200)


@requires(ObjectKind.UPLOAD)
@require_safe
def upload(request, upload_id):
    """Show one upload; asked for as a fragment, only what changes while it loads."""
    progress = selectors.progress_of(_upload(upload_id))
    template = "intake/_verdict.html" if request.htmx else "intake/upload.html"
    return render(request, template, {"progress": progress, "upload": progress.upload})


@requires(ObjectKind.UPLOAD)
@require_safe
def refused_rows(request, upload_id):
    """Give back the rows that were refused, each behind its reason."""
    found = _upload(upload_id)
    path = selectors.refused_rows_of(found)
    if path is None:
        raise Http404
    name = f"refused-{found.dataset}-{found.pk}.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv")


@requires(ObjectKind.UPLOAD)
@require_safe
def template_file(request, dataset):
    """Give an empty file with the header line of a dataset, ready to be filled in."""
    found = selectors.dataset_text(dataset)
    if found is None:
        raise Http404
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.key}.csv"'
    # Excel takes a file for UTF-8 only when it begins with this mark.
    response.write("\ufeff")
    csv.writer(response).writerow(column.name for column in found.columns)
    return response


def _receive(request, form):
    file = form.cleaned_data["file"]
    return receive(
        dataset=form.cleaned_data["dataset"],
        file_name=file.name,
        blocks=file.chunks(),
        good_rows=form.cleaned_data["good_rows"],
        at=timezone.now(),
        by=request.user,
    )


def _upload(upload_id):
    found = selectors.upload_of(upload_id)
    if found is None:
        raise Http404
    return found
