"""The scheduler, showing life: what it sends may wait in a queue, so no task can tell of it."""

import logging
import time

from celery.beat import PersistentScheduler
from django.db import Error, close_old_connections

from core.heartbeats import BEAT_SECONDS, SCHEDULER, show_life

log = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    """Celery's own scheduler, which writes down every ten seconds that it lives."""

    _shown_at = float("-inf")

    def setup_schedule(self):
        super().setup_schedule()
        log.info("scheduling %s", ", ".join(sorted(self.app.conf.beat_schedule)))

    def tick(self, *args, **kwargs):
        wait = super().tick(*args, **kwargs)
        if time.monotonic() - self._shown_at >= BEAT_SECONDS:
            self._shown_at = time.monotonic()
            _show_life()
        return min(wait, BEAT_SECONDS)


def _show_life():
    """Write the sign; without a database the schedule goes on, for the broker may still be there."""
    close_old_connections()
    try:
        show_life(SCHEDULER)
    except Error as error:
        log.warning("no sign of life from the scheduler: %s", error)
