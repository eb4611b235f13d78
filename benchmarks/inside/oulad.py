"""The course data loaded and judged, as a first day with real files."""

import time
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

from engagement.models import UsageMonth
from intake.services import load_file

FILES = ("accounts", "contracts", "usage", "activities")


def load(*, folder):
    """Migrate, then load the four files, each timed."""
    call_command("migrate", verbosity=0)
    seconds = {}
    for name in FILES:
        begun = time.perf_counter()
        verdict, refused = load_file(Path(folder) / f"{name}.csv", dataset=name, at=timezone.now())
        seconds[name] = round(time.perf_counter() - begun, 2)
        if refused:
            raise RuntimeError(f"{name}.csv is {verdict.state}: see {refused}")
    return {"seconds": seconds, "months": UsageMonth.objects.count()}
