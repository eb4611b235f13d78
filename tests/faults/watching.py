"""What a site is like to use, and how much memory it takes, while something else is under way."""

import threading
import time
from dataclasses import dataclass, field

import psutil

LOOKS_EVERY_SECONDS = 0.2


@dataclass
class Watch:
    """Read pages as a member and look at the memory of every process, until the block ends."""

    site: object
    member: object
    paths: tuple
    seconds: list = field(default_factory=list)
    failures: list = field(default_factory=list)
    most_megabytes: float = 0.0

    def __enter__(self):
        self._over = threading.Event()
        self._threads = [threading.Thread(target=each) for each in (self._read, self._look)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _read(self):
        while not self._over.is_set():
            for path in self.paths:
                begun = time.monotonic()
                status = self._status_of(path)
                self.seconds.append(time.monotonic() - begun)
                if status != 200:
                    self.failures.append(f"{path} was answered with {status}")

    def _status_of(self, path):
        try:
            return self.member.see(path)[0]
        except OSError as error:
            return f"no page but {error!r}"

    def _look(self):
        while not self._over.wait(LOOKS_EVERY_SECONDS):
            for process in (self.site.worker, self.site.web):
                self._weigh(psutil.Process(process.pid))

    def _weigh(self, process):
        try:
            for each in (process, *process.children(recursive=True)):
                self.most_megabytes = max(self.most_megabytes, each.memory_info().rss / 2**20)
        except psutil.Error:
            # It ended while it was looked at.
            return

    @property
    def p95(self):
        ordered = sorted(self.seconds)
        return ordered[int(0.95 * (len(ordered) - 1))] if ordered else 0.0
