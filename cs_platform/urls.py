"""Every URL of the platform, app by app."""

from django.conf import settings
from django.urls import include, path

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"

urlpatterns = [
    path("", include("core.urls")),
    path("segments/moves/", include("segments.urls")),
    path("", include("dashboards.urls")),
    path("accounts/", include("book.urls")),
    path("stages/", include("stages.urls")),
    path("uploads/", include("intake.urls")),
    path("merges/", include("intake.merges.urls")),
    path("quality/", include("intake.quality.urls")),
    path("nights/", include("nightly.urls")),
]
if not settings.IS_PRODUCTION:
    urlpatterns.append(path("", include("demo.urls")))
