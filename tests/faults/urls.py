"""The platform's pages, and addresses by which a test asks for work as a page would."""

from datetime import UTC, date, datetime, time, timedelta

from django.http import JsonResponse
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core import ledger
from core.models import User
from cs_platform.urls import handler400, handler403, handler404, handler500  # noqa: F401
from intake.services import receive
from nightly.services import request_night
from tests.faults.rigging import DEADLY, PROBE

BLOCK = 1 << 16


@csrf_exempt
@require_POST
def ask_for_night(request, day):
    night = date.fromisoformat(day)
    small_hours = datetime.combine(night + timedelta(days=1), time(0), UTC)
    return _answer(request_night(night=night, at=small_hours))


@csrf_exempt
@require_POST
def ask_for_probe(request, key):
    run, _ = ledger.request_run(kind=PROBE.name, business_date=date(2026, 4, 1), key=key)
    return _answer(run)


@csrf_exempt
@require_POST
def ask_for_death(request):
    run, _ = ledger.request_run(kind=DEADLY.name, business_date=date(2026, 4, 1))
    return _answer(run)


@csrf_exempt
@require_POST
def ask_for_upload(request, dataset):
    """Keep the body as a file that is loaded once it is checked; answers with its id."""
    upload = receive(
        dataset=dataset,
        file_name="sent.csv",
        blocks=iter(lambda: request.read(BLOCK), b""),
        at=timezone.now(),
        by=User.objects.earliest("pk"),
        loads_itself=True,
    )
    return JsonResponse({"upload": upload.pk})


def _answer(run):
    return JsonResponse({"run": run.pk})


urlpatterns = [
    path("ask/night/<str:day>/", ask_for_night),
    path("ask/probe/<str:key>/", ask_for_probe),
    path("ask/death/", ask_for_death),
    path("ask/upload/<str:dataset>/", ask_for_upload),
    path("", include("cs_platform.urls")),
]
