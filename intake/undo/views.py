"""Undoing an upload: what it takes away is shown, or why it cannot be done; then a worker does it."""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import ObjectKind
from accounts.guards import requires
from intake import selectors
from intake.undo.page import undo_page
from intake.undo.services import request_undo


@requires(ObjectKind.UPLOAD)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request, upload_id):
    """Ask before an upload is undone; then have it done, unless something stands against it."""
    upload = selectors.upload_of(upload_id)
    if upload is None:
        raise Http404
    at = timezone.now()
    page = undo_page(upload, at=at)
    if request.method == "POST" and not page.obstacles:
        request_undo(upload, by=request.user, at=at)
        return HttpResponseRedirect(reverse("upload", args=[upload.pk]))
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/undo.html", {"page": page, "upload": upload}, status=status)
