"""What ops look after: whether nights ran, what was brought in, what was refused or left out."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.selectors import judgements_for
from core.calendar import judged_day
from core.disks import Disk, low_disks
from core.models import State
from dashboards.day.checks import Check, data_checks, left_out
from dashboards.day.tally import tallies
from intake.deciding.services import WAITING
from intake.models import Upload, UploadState
from intake.quality.selectors import waiting_count
from intake.selectors import dataset_name, uploads
from nightly.models import Quarantine
from nightly.selectors import RunLine, run_lines

MOST_RUNS = 6
MOST_UPLOADS = 6
MOST_LEFT_OUT = 8


@dataclass(frozen=True)
class Operations:
    """`to_do` is what somebody should see to; the rest are the latest of each, newest first."""

    low_disks: list[Disk]
    to_do: list[Check]
    runs: list[RunLine]
    uploads: list[tuple[Upload, str]]
    left_out: list[Quarantine]


def operations(accounts, *, for_user, night: date | None, at: datetime) -> Operations:
    """Read what ops see in the morning of a queryset of AccountStatus; a fixed number of queries."""
    runs = run_lines(at=at, most=MOST_RUNS)
    latest = uploads(most=MOST_UPLOADS)
    missed = left_out(accounts, night=night).select_related("account").order_by("pk")
    found = tallies(accounts, judgements=judgements_for(for_user), night=night)
    checks = data_checks(accounts, found, night=night, is_mine=False)
    return Operations(
        low_disks=low_disks(),
        to_do=[
            *_of_nights(runs, night, at),
            *_of_uploads(latest),
            *_of_findings(for_user),
            *checks,
        ],
        runs=runs,
        uploads=[(each, dataset_name(each.dataset)) for each in latest],
        left_out=list(missed[:MOST_LEFT_OUT]),
    )


def _of_nights(runs, night, at):
    behind = (judged_day(at) - night).days if night else 0
    failed = sum(line.run.state == State.FAILED for line in runs)
    url = reverse("nights")
    every = (
        Check(_("Nights not judged yet"), behind, url, "nights"),
        Check(_("Failed runs"), failed, url, "runs"),
    )
    return [check for check in every if check.count > 0]


def _of_uploads(latest):
    waiting = sum(each.state in WAITING for each in latest)
    broken = sum(each.state in (UploadState.FAILED, UploadState.REFUSED) for each in latest)
    refused = sum(each.verdict.get("counts", {}).get("refused", 0) for each in latest)
    url = reverse("uploads")
    every = (
        Check(_("Uploads waiting for you"), waiting, url, "files"),
        Check(_("Uploads not loaded"), broken, url, "files"),
        Check(_("Refused rows in the latest uploads"), refused, url, "rows"),
    )
    return [check for check in every if check.count]


def _of_findings(user):
    nobodys = waiting_count(for_user=user, is_nobodys=True)
    url = f"{reverse('findings')}?owner=none"
    return [Check(_("Findings without an owner"), nobodys, url, "findings")] if nobodys else []
