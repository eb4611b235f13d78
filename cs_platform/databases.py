"""How each kind of database is connected to, from its URL."""

from pathlib import Path

import environ

BUSY_SECONDS = 30
SQLITE_PRAGMAS = {
    # Counts for a new file only. 100,000 packed months of about 2 KB went in in 1.1 s, against
    # 1.6 s at 8192 and 3.9 s at SQLite's own 4096, and the file was a quarter smaller.
    "page_size": 16384,
    "journal_mode": "wal",
    # 2 is FULL: the log reaches the disk at every commit, so that whatever was acknowledged
    # survives a power cut. NORMAL may lose the latest commits.
    "synchronous": 2,
    "busy_timeout": BUSY_SECONDS * 1000,
    "foreign_keys": 1,
    "cache_size": -65_536,
    "temp_store": 2,
}


def database(
    url: str, *, base_dir: Path, embedded: Path, keep_seconds: int, statement_seconds: int
) -> dict:
    """Return Django's settings for the database behind `url`, or for the embedded one if empty.

    A relative SQLite path counts from `base_dir`. A connection is kept `keep_seconds`; a
    PostgreSQL statement may take `statement_seconds`.
    """
    found = environ.Env.db_url_config(url) if url else embedded_file(embedded)
    if found["ENGINE"] == "django.db.backends.sqlite3":
        connected = {"NAME": base_dir / found["NAME"], "OPTIONS": sqlite_options()}
    else:
        connected = {"CONN_HEALTH_CHECKS": True, "OPTIONS": postgresql_options(statement_seconds)}
    return {**found, "CONN_MAX_AGE": keep_seconds, **connected}


def embedded_file(path: Path) -> dict:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path}


def sqlite_options() -> dict:
    return {
        "timeout": BUSY_SECONDS,
        # A deferred transaction that reads first fails at once when another commits between.
        "transaction_mode": "IMMEDIATE",
        "init_command": ";".join(
            f"PRAGMA {name}={value}" for name, value in SQLITE_PRAGMAS.items()
        ),
    }


def postgresql_options(statement_seconds: int) -> dict:
    milliseconds = statement_seconds * 1000
    return {
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "options": (
            f"-c statement_timeout={milliseconds} -c lock_timeout={BUSY_SECONDS * 1000} "
            f"-c idle_in_transaction_session_timeout={milliseconds}"
        ),
    }
