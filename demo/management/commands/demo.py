"""manage.py demo: a made-up company to look at, built once and served at every start."""

import logging
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.calendar import judged_day
from core.models import State
from demo import services, serving
from demo.selectors import demo_company

# Usage that ends this many days back no longer looks like today's.
OLD_AFTER_DAYS = 3


class Command(BaseCommand):
    help = (
        "Build a made-up company in an empty database, and serve it beside a worker until Ctrl-C. "
        "A second start serves at once and keeps the data. PORT chooses the port (8000)."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--reset", action="store_true", help="throw the demo's whole database away first"
        )
        parser.add_argument("--accounts", type=int, default=services.ACCOUNTS)
        parser.add_argument("--no-serve", action="store_true", help="only build")

    def handle(self, *, reset, accounts, no_serve, **_):
        try:
            self._handle(reset, accounts, no_serve)
        except (services.DemoRefusedError, serving.NotServedError) as refusal:
            raise CommandError(str(refusal)) from refusal
        except KeyboardInterrupt:
            raise CommandError(
                "Stopped while building: the next start goes on from here."
            ) from None

    def _handle(self, reset, accounts, no_serve):
        services.refuse_production()
        port = _port()
        if not no_serve and serving.is_taken(port):
            raise CommandError(
                f"Port {port} is taken, perhaps by a demo that runs already: stop that, or choose "
                f"another port: PORT={port + 1} make demo."
            )
        services.refuse_foreign()
        call_command("migrate", interactive=False, verbosity=0)
        if reset:
            services.clear()
        self._build(accounts)
        if not no_serve:
            serving.serve(port, announce=self._announce)
            self.stdout.write("Stopped. The data is kept: `make demo` starts again at once.")

    def _build(self, accounts):
        began, now = time.monotonic(), timezone.now()
        company = demo_company()
        if company and company.is_whole:
            self._say_how_old(company, now)
            return
        if company is None:
            self.stdout.write(f"Making up {accounts} customers and a year and a half with them ...")
            company = services.build(as_of=judged_day(now), at=now, accounts=accounts)
        self.stdout.write("Judging the nights of that time ...")
        # What the ledger logs of each step, the line of progress says already.
        logging.getLogger("core.ledger").setLevel(logging.WARNING)
        runs = services.judge(company, at=now, tell=self._tell)
        self.stdout.write(f"\n  Built in {time.monotonic() - began:.0f} s.")
        failed = [run for run in runs if run.state != State.DONE]
        if failed:
            raise CommandError(f"The {failed[0].kind} run of {failed[0].business_date} failed.")

    def _tell(self, run):
        done = run.steps.filter(state=State.DONE).count()
        words = f"\r  {done} of {run.steps.count()} steps up to {run.business_date}"
        self.stdout.write(words, ending="")
        self.stdout.flush()

    def _say_how_old(self, company, now):
        days = (judged_day(now) - company.as_of).days
        if days >= OLD_AFTER_DAYS:
            self.stdout.write(
                f"The made-up usage ends {days} days before yesterday, and the pages say so. "
                "`make demo-reset` makes it anew up to yesterday."
            )

    def _announce(self, address):
        self.stdout.write(f"\n  Open {address} and enter as anyone with one click.\n")
        self.stdout.write("  All of it is made up. Ctrl-C stops it.\n")
        self.stdout.flush()


def _port():
    text = settings.PORT
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65_536:
        raise CommandError(f"PORT is {text!r}: set it to a number from 1 to 65535.")
    return int(text)
