"""One measurement in a process of its own: its memory is its own, and nothing is warm from before.

python -m benchmarks.process MODULE:FUNCTION < arguments as JSON > result as JSON
"""

import importlib
import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
_MARK = "\x1eresult "


class MeasuringError(Exception):
    """A measured process ended in an error, which it has printed."""


def measure(function: str, *, database: str = "", **arguments: Any) -> dict[str, Any]:
    """Call `module:function` inside a new process; returns its dict with "peak_mb" added."""
    return finish(begin(function, database=database, **arguments))


def begin(function: str, *, database: str = "", **arguments: Any) -> subprocess.Popen[str]:
    """Start a process, to run beside others; `finish` waits for it."""
    begun = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.process", function, json.dumps(arguments)],
        cwd=_ROOT,
        env=environment(database),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    begun.function = function
    return begun


def finish(begun: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = begun.communicate()
    result = out.rpartition(_MARK)[2]
    if begun.returncode or _MARK not in out:
        raise MeasuringError(f"{begun.function} ended with status {begun.returncode}")
    return json.loads(result)


def environment(database: str) -> dict[str, str]:
    """Return what a process that works on this database is told, and nothing that slows it."""
    return {
        **os.environ,
        "DATABASE_URL": database,
        "CS_ENV": "development",
        # A development server keeps every query in memory.
        "DEBUG": "0",
        "CELERY_BROKER_URL": "memory://",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "cs_platform.settings",
    }


def peak_mb() -> float:
    """Return the most memory this process has held. Not getrusage where /proc is: after a fork and
    exec that counts what the parent held.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


def _main(function, arguments):
    if os.environ["DATABASE_URL"]:
        importlib.import_module("django").setup()
    module, _, name = function.partition(":")
    result = getattr(importlib.import_module(module), name)(**json.loads(arguments))
    print(_MARK + json.dumps({"peak_mb": round(peak_mb(), 1), **(result or {})}))


if __name__ == "__main__":
    _main(*sys.argv[1:])
