"""Plain processes of the tests' own, ended by their own process group only."""

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Process:
    """A program in a session of its own; everything it starts belongs to its group."""

    def __init__(self, command, *, log, environment=None, user=None):
        self.log = Path(log)
        with self.log.open("ab") as output:
            self._popen = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT if user is None else self.log.parent,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
            )

    @property
    def pid(self):
        return self._popen.pid

    @property
    def is_alive(self):
        return self._popen.poll() is None

    def signal_group(self, number):
        if self.is_alive:
            os.killpg(self.pid, number)

    def kill_group(self):
        """Kill at once, as a power cut would; returns when the program is gone."""
        self.signal_group(signal.SIGKILL)
        self._popen.wait(timeout=10)

    def stop(self, number=signal.SIGTERM, *, seconds=20):
        """Ask for an orderly end, and kill what does not come to one in time."""
        if self.is_alive:
            self._popen.send_signal(number)
            try:
                self._popen.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                self.kill_group()

    def tail(self, lines=40):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def wait_until(holds, *, seconds, every=0.1, what="it"):
    """Return the first true value of `holds()`; raises TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(every)
    raise TimeoutError(f"{what} did not come within {seconds:.0f} s")
