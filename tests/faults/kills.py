"""Killing things at a moment of a night, and saying what they were at when it hit them."""

import os
import random
import signal
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import psutil

from tests.faults.processes import wait_until
from tests.faults.report import SEED

# After this share of the work there is hardly anything left to hit.
LATEST = 0.95
RESTART_AFTER_SECONDS = 5
BETWEEN = "between steps"


@dataclass(frozen=True)
class Hit:
    """What a kill met: seconds into the night, the steps held by what was killed, and their queries."""

    at: float
    killed_at: object
    steps: dict[int, str]
    doing: str

    @property
    def is_in_the_middle(self):
        return bool(self.steps)

    @property
    def names(self):
        return sorted({step.split()[0] for step in self.steps.values()}) or [BETWEEN]

    def __str__(self):
        held = ", ".join(sorted(self.steps.values())) or BETWEEN
        return f"at {self.at:4.1f} s: {held} ({self.doing})"


def draws(fault):
    """Return the source of chance of one fault; the same seed kills at the same moments."""
    return random.Random(f"{SEED} {fault}")


def hit_during(nights, rng, kill):
    """Ask for the night, and `kill(nights, rng)` at a random moment of its work.

    The moment is drawn over the seconds of work, not of the clock: on a machine that does other
    things besides, a moment of the clock would often come when all is over.
    """
    share = rng.uniform(0, LATEST)
    asked = nights.ask()
    wait_until(lambda: nights.share_done() >= share, seconds=nights.patience, every=0.05)
    at = time.monotonic() - asked
    steps, doing = kill(nights, rng)
    return Hit(at, nights.database.value("SELECT clock_timestamp()"), steps, doing)


def kill_a_child(nights, rng):
    """Stop one pool process that is at work, where there is one; look at what it holds, kill it."""
    children, held = nights.site.children(), nights.site.steps_held()
    victim = rng.choice([each for each in children if each.pid in held] or children)
    victim.suspend()
    held = nights.site.steps_held().get(victim.pid)
    steps = {key: name for key, name in running_steps(nights.database).items() if key == held}
    doing = queries(nights.database, [victim])
    victim.kill()
    return steps, doing


def kill_the_worker(nights, rng):
    """Stop the worker with all its processes, look at what they hold, kill them."""
    worker = nights.site.worker
    worker.signal_group(signal.SIGSTOP)
    steps = running_steps(nights.database)
    doing = queries(nights.database, nights.site.children())
    worker.kill_group()
    return steps, doing


def kill_a_backend(nights, rng):
    """Kill one server process of PostgreSQL, which ends every session of the cluster."""
    steps = running_steps(nights.database)
    doing = queries(nights.database, nights.site.children())
    backends = nights.database.rows(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        " AND backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid"
    )
    if backends:
        os.kill(rng.choice(backends)[0], signal.SIGKILL)
    return steps, doing


def running_steps(database):
    """Return {id: "name shard"} of the steps that are claimed now."""
    rows = database.rows("SELECT id, name, shard FROM core_step WHERE state = 'running'")
    return {key: f"{name} {shard}" for key, name, shard in rows}


def queries(database, processes):
    """Say what the sessions of these processes are at, as PostgreSQL sees it."""
    ports = [port for process in processes for port in _ports(process, urlsplit(database.url).port)]
    rows = database.rows(
        "SELECT state, query FROM pg_stat_activity WHERE client_port = ANY(%s)"
        " ORDER BY xact_start NULLS LAST",
        ports,
    )
    return "; ".join(f"{state}: {_short(query)}" for state, query in rows) or "no session"


def _ports(process, server):
    try:
        found = process.net_connections("tcp")
    except psutil.Error:
        return []
    return [each.laddr.port for each in found if each.raddr and each.raddr.port == server]


def _short(query):
    return " ".join(query.split())[:48]
