"""A PostgreSQL and a Redis of the tests' own: loopback, own port, data in a folder that is thrown away."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from redis import Redis, RedisError

from tests.faults.database import Database, DatabaseDownError
from tests.faults.processes import Process, free_port, wait_until

# PostgreSQL refuses to run as root, so there it runs as the user its packages make.
SERVER_USER = "postgres" if os.geteuid() == 0 else None
POSTGRESQL_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "shared_buffers": "256MB",
    "max_connections": "60",
    "max_wal_size": "2GB",
    "log_line_prefix": "%m [%p] ",
}


def binary(name):
    """Return the path of a PostgreSQL program, on the path or where Debian keeps it; None if absent."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(installed[-1]) if installed else None)


class Postgres:
    """One cluster made by initdb. `restart_after_crash` is on, as shipped."""

    def __init__(self, folder, **settings):
        self.folder, self.port = Path(folder), free_port()
        self._settings = {**POSTGRESQL_SETTINGS, **settings}
        self.folder.mkdir()
        if SERVER_USER:
            shutil.chown(self.folder, SERVER_USER, SERVER_USER)
        self._init()
        self.process = None
        self.start()

    def _init(self):
        command = [binary("initdb"), "-D", self.folder / "data", "-U", "cs", "-A", "trust"]
        subprocess.run(
            [*map(str, command), "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"],
            cwd=self.folder,
            user=SERVER_USER,
            group=SERVER_USER,
            extra_groups=[] if SERVER_USER else None,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def start(self):
        command = [binary("postgres"), "-D", self.folder / "data", "-p", self.port]
        command += ["-k", self.folder]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        self.process = Process(command, log=self.folder / "log", user=SERVER_USER)
        wait_until(self.answers, seconds=60, what="PostgreSQL")

    def answers(self):
        try:
            return Database(self.url("postgres"), patience=0).rows("SELECT 1")
        except DatabaseDownError:
            return False

    def url(self, name):
        return f"postgres://cs@127.0.0.1:{self.port}/{name}"

    def create(self, name, *, like="template1"):
        """Make a database, empty or a copy of one that nobody is connected to, and return its URL."""
        Database(self.url("postgres")).execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return self.url(name)

    def crash(self):
        """End at once, as `pg_ctl -m immediate` does: what was not committed is gone."""
        self.process.stop(signal.SIGQUIT)

    def stop(self):
        self.process.stop(signal.SIGINT)


class RedisServer:
    """One Redis with its log of writes on and nothing evicted, as the platform asks for."""

    def __init__(self, folder):
        self.folder, self.port = Path(folder), free_port()
        self.folder.mkdir()
        self.process = None
        self.start()

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def client(self):
        return Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=2)

    def start(self):
        command = ["redis-server", "--bind", "127.0.0.1", "--port", self.port, "--save", ""]
        command += ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]
        self.process = Process([*command, "--dir", self.folder], log=self.folder / "log")
        wait_until(self.answers, seconds=30, what="Redis")

    def answers(self):
        try:
            return self.client.ping()
        except RedisError:
            return False

    def kill(self):
        self.process.kill_group()

    def stop(self):
        self.process.stop()
