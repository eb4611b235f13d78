"""Serving the demo: the web server and a worker with its schedule, started and stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence

from django.conf import settings

HOST = "127.0.0.1"
STARTS_WITHIN_SECONDS = 60
# A worker that is asked to stop ends its step first; what takes longer is taken up at the next start.
STOPS_WITHIN_SECONDS = 15
LOOK_EVERY_SECONDS = 0.3
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class NotServedError(Exception):
    """Something that serves did not start or came to its end; the message says which."""


class _Stopped(BaseException):
    """Somebody asked for the end."""


def is_taken(port: int) -> bool:
    """Say whether another program listens on this port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def commands(port: int) -> Mapping[str, Sequence[str]]:
    """Return what is started, by name."""
    python = [sys.executable, "-m"]
    return {
        "web server": [
            *(*python, "gunicorn", "cs_platform.wsgi", "--bind", f"{HOST}:{port}"),
            *("--threads", "8", "--log-level", "warning"),
        ],
        "worker": [
            *(*python, "celery", "--quiet", "-A", "cs_platform", "worker", "-B"),
            *("-P", "threads", "-c", "2", "--loglevel", "warning"),
        ],
    }


def serve(port: int, *, announce: Callable[[str], None]) -> None:
    """Serve until Ctrl-C or a request to end, then stop everything that was started.

    `announce(address)` is called once the pages answer. Raises NotServedError when a part of it
    does not start or ends by itself.
    """
    children = {}
    before = {number: signal.signal(number, _stop) for number in STOP_SIGNALS}
    try:
        for name, command in commands(port).items():
            children[name] = _start(command)
        address = f"http://{HOST}:{port}/"
        _wait_until_answering(f"{address}healthz/", children)
        announce(address)
        while True:
            _see_that_all_live(children)
            time.sleep(LOOK_EVERY_SECONDS)
    except _Stopped:
        pass
    finally:
        # Whoever presses Ctrl-C twice still leaves nothing behind.
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        _end(children.values())
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(number, frame):
    raise _Stopped


def _start(command):
    """Start a program in a session of its own: Ctrl-C reaches it through us only."""
    quiet = ["env", "DEBUG=0", "LOG_LEVEL=WARNING", "PYTHONUNBUFFERED=1"]
    return subprocess.Popen(  # noqa: S603 what commands() lists
        [*quiet, *command],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait_until_answering(url, children):
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline:
        _see_that_all_live(children)
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(LOOK_EVERY_SECONDS)
    raise NotServedError(f"The pages did not answer within {STARTS_WITHIN_SECONDS} seconds.")


def _see_that_all_live(children):
    for name, child in children.items():
        if child.poll() is not None:
            raise NotServedError(f"The {name} ended by itself (status {child.returncode}).")


def _end(children):
    """Ask all to end, and after a while end whole groups by force."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOPS_WITHIN_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
