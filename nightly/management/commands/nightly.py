"""manage.py nightly: judge a night, or a range of nights, here and now."""

import argparse
import sys
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core import ledger
from core.calendar import judged_day
from core.models import State
from nightly.services import request_backfill, request_night


class Command(BaseCommand):
    help = (
        "Judge every account with a running contract on a day (--as-of) or on many (--from, --to). "
        "Works without a worker and side by side with any; start it twice to use two processors. "
        "Exit status 0 done, 3 done in part, 1 failed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--as-of", type=_day, metavar="DAY", help="default: yesterday")
        parser.add_argument("--from", type=_day, dest="first", metavar="DAY")
        parser.add_argument("--to", type=_day, dest="final", metavar="DAY")
        parser.add_argument("--every", type=int, default=1, metavar="DAYS", help="7: weekly")

    def handle(self, *, as_of, first, final, every, **_):
        run = self._request(as_of, first, final, every)
        run = ledger.drive(run.pk, tell=self._tell)
        self.stdout.write("")
        self._report(run)
        if run.state != State.DONE:
            sys.exit(3 if run.state == State.PARTIAL else 1)

    def _request(self, as_of, first, final, every):
        if (first is None) != (final is None) or (as_of and first):
            raise CommandError("Give either --as-of, or both --from and --to.")
        if first and (first > final or every < 1):
            raise CommandError("--from must not be after --to, and --every is at least 1.")
        now = timezone.now()
        latest = judged_day(now)
        if (asked := final or as_of or latest) > latest:
            raise CommandError(f"{asked} is not over yet: the latest day to judge is {latest}.")
        if first:
            return request_backfill(first=first, final=final, every_days=every)
        return request_night(night=asked, at=now)

    def _tell(self, run):
        done = run.steps.filter(state=State.DONE).count()
        self.stdout.write(f"\r{run.business_date}: {done} of {run.steps.count()} steps", ending="")
        self.stdout.flush()

    def _report(self, run):
        counts = ", ".join(
            f"{key} {value}" for key, value in run.summary.items() if key != "seconds"
        )
        seconds = (run.finished_at - run.started_at).total_seconds()
        self.stdout.write(
            f"{run.kind} {run.business_date}: {run.state} in {seconds:.1f} s; {counts}"
        )
        for row in run.quarantines.select_related("account"):
            self.stdout.write(f"left out: {row.account} ({row.account_id}): {row.error}")
        for step in run.steps.exclude(error=""):
            self.stderr.write(f"{step.name} {step.shard}: {step.state}: {step.error}")


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is no day: write it as 2026-11-22") from None
