"""Where things are measured: databases made for the purpose and dropped afterwards, and a folder."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

# Any database of the server to measure on; databases named bench_* are made beside it.
SERVER = os.environ.get("BENCH_POSTGRES_URL", "postgres://127.0.0.1:5432/postgres")
_SETTINGS = ("synchronous_commit", "fsync", "shared_buffers", "max_wal_size", "work_mem")


@contextmanager
def postgresql(name: str) -> Iterator[str]:
    """Make an empty database; gives its URL, drops it in the end."""
    database = f"bench_{name}_{os.getpid()}"
    _do(f'CREATE DATABASE "{database}"')
    try:
        yield urlunsplit(urlsplit(SERVER)._replace(path=f"/{database}"))
    finally:
        _do(f'DROP DATABASE "{database}" WITH (FORCE)')


@contextmanager
def sqlite(name: str) -> Iterator[str]:
    """Make a folder for an SQLite file; gives its URL, removes it in the end."""
    with folder() as inside:
        yield f"sqlite:///{inside / name}.sqlite3"


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-") as made:
        yield Path(made)


PLACES = {"PostgreSQL": postgresql, "SQLite": sqlite}


def server_settings() -> dict[str, str]:
    """Return what of the server's settings bears on the figures."""
    with psycopg2.connect(SERVER) as connection, connection.cursor() as cursor:
        found = {}
        for name in ("server_version", *_SETTINGS):
            cursor.execute(f"SHOW {name}")
            found[name] = cursor.fetchone()[0]
    connection.close()
    return found


def _do(statement):
    connection = psycopg2.connect(SERVER)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
