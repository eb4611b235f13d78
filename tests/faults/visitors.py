"""People who keep asking for pages and for work while something is down."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

PROBE_EVERY_SECONDS = 2.0
PAGE_EVERY_SECONDS = 0.5


@dataclass
class Visitors:
    """Ask for a page and for small pieces of work until the block ends; keeps every status."""

    site: object
    name: str
    statuses: Counter = field(default_factory=Counter)
    slowest: float = 0.0
    probes: list[str] = field(default_factory=list)
    failed_at: list[float] = field(default_factory=list)

    def __enter__(self):
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._keep, args=(self._page, PAGE_EVERY_SECONDS)),
            threading.Thread(target=self._keep, args=(self._probe, PROBE_EVERY_SECONDS)),
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _keep(self, visit, every):
        while not self._over.is_set():
            begun = time.monotonic()
            status = visit()
            self.statuses[status] += 1
            self.slowest = max(self.slowest, time.monotonic() - begun)
            if status != 200:
                self.failed_at.append(begun)
            self._over.wait(every)

    def _page(self):
        return self.site.get("/login/")

    def _probe(self):
        key = f"{self.name}-{len(self.probes)}"
        status = self.site.post(f"/ask/probe/{key}/")
        if status == 200:
            self.probes.append(key)
        return status

    @property
    def errors(self):
        """Count answers that were no answer or a failure of ours."""
        return sum(count for status, count in self.statuses.items() if status != 200)

    def unfinished(self):
        """Count the pieces of work that were accepted and are not done."""
        return len(self.probes) - self.site.database.value(
            "SELECT count(*) FROM core_run WHERE kind = 'probe' AND state = 'done'"
            " AND key = ANY(%s)",
            self.probes,
        )
