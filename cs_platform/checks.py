"""Read back what an SQLite connection was really given, and refuse to work on anything less.

A pragma that is misspelt, nested wrongly or impossible on the disk at hand (the write-ahead
log needs a local one) is silently ignored by SQLite: only reading back shows it.
"""

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper

from cs_platform.databases import SQLITE_PRAGMAS

# What durability and concurrency rest on; page and cache size are only speed.
REQUIRED_PRAGMAS = ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")


def storage_complaints(connection: BaseDatabaseWrapper) -> list[str]:
    """Return one sentence for each pragma that is not in force on an SQLite connection."""
    complaints = []
    with connection.cursor() as cursor:
        for name in REQUIRED_PRAGMAS:
            actual = cursor.execute(f"PRAGMA {name}").fetchone()[0]
            wanted = SQLITE_PRAGMAS[name]
            if actual != wanted:
                complaints.append(
                    f"SQLite runs with {name}={actual} instead of {wanted}: keep the database "
                    "on a local disk that its user may write, and do not override OPTIONS."
                )
    return complaints


def refuse_unsafe_connection(connection: BaseDatabaseWrapper, **kwargs) -> None:
    """Raise ImproperlyConfigured on a new SQLite connection that is not as it must be."""
    if connection.vendor == "sqlite":
        for complaint in storage_complaints(connection):
            raise ImproperlyConfigured(complaint)


def check_storage(app_configs, **kwargs) -> list[CheckMessage]:
    """Open the embedded database once at start; a served database is not contacted here."""
    if default_connection.vendor != "sqlite":
        return []
    try:
        default_connection.ensure_connection()
    except ImproperlyConfigured as refusal:
        return [Error(str(refusal), id="cs_platform.E001")]
    return []
