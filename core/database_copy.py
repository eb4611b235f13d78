"""The whole database out into one file and back: SQLite by its backup call, PostgreSQL by its own programs.

Going back is one transaction: whatever happens on the way, the database is wholly the old or wholly
the new one.
"""

import re
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing, contextmanager, suppress

from django.db import connection, transaction
from psycopg2.extensions import make_dsn

# Somebody else is at work in the database: after so long it is no hiccup.
WAIT_SECONDS = 10
# A dump takes as long as it takes; the password stands on no command line.
_NOT_TOLD = ("cursor_factory", "options", "password")
BUSY = "The database is in use: stop web server, workers and scheduler first. Nothing was changed."


class CopyFailedError(Exception):
    """The database could not be copied; the message says why, and what to do."""


def copy_out(path):
    """Write the database as it is at one instant to a new file; returns {table: rows} of that instant."""
    return _for_vendor(_sqlite_out, _postgresql_out)(path)


def copy_in(path, *, tables):
    """Replace the whole database by that of `path`, which must hold just `tables`, {table: rows}."""
    _for_vendor(_sqlite_in, _postgresql_in)(path, tables)


def row_counts():
    """Return {table: rows} of the database as it stands."""
    with connection.cursor() as cursor:
        return {name: _count(cursor, name) for name in _table_names()}


def _table_names():
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def _count(cursor, table):
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 our tables
    return cursor.fetchone()[0]


def _for_vendor(for_sqlite, for_postgresql):
    return for_postgresql if connection.vendor == "postgresql" else for_sqlite


# --- SQLite ---


def _sqlite_out(path):
    with closing(_open(connection.settings_dict["NAME"])) as here, closing(_open(path)) as copy:
        here.backup(copy)
        # A copy is one file, whole by itself.
        copy.execute("PRAGMA journal_mode = DELETE")
        return _sqlite_counts(copy)


def _sqlite_in(path, tables):
    connection.ensure_connection()
    with closing(_open(path)) as copy, closing(_open(connection.settings_dict["NAME"])) as here:
        if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise CopyFailedError("The database in the backup is damaged. Nothing was changed.")
        _compare(_sqlite_counts(copy), tables)
        copy.backup(here, progress=_give_up_when_busy)
    connection.close()


def _open(path):
    return sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)


def _sqlite_counts(database):
    names = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
    ).fetchall()
    return {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 as above
        for (name,) in sorted(names)
    }


def _give_up_when_busy(status, remaining, pages):
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise CopyFailedError(BUSY)


def _compare(found, tables):
    if found != tables:
        names = [name for name in found | tables if found.get(name) != tables.get(name)]
        raise CopyFailedError(
            f"The backup does not hold what its manifest says of {min(names)}. Nothing was changed."
        )


# --- PostgreSQL ---


def _postgresql_out(path):
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        words = ["--format=custom", "--table=public.*", f"--snapshot={snapshot}", f"--file={path}"]
        with _reached() as place:
            done = subprocess.run(  # noqa: S603 what _program found
                [program, *words, f"--dbname={place}"], capture_output=True, text=True, check=False
            )
        if done.returncode:
            raise CopyFailedError(f"pg_dump failed: {_reason(done.stderr)}")
        return row_counts()


def _postgresql_in(path, tables):
    reads = [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(path)]
    writes = [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    gone = _table_names()
    connection.close()
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with (
        _reached() as place,
        subprocess.Popen(  # noqa: S603
            [*writes, f"--dbname={place}"], stdin=pipe, stdout=nowhere, stderr=pipe
        ) as psql,
        subprocess.Popen(reads, stdout=pipe, stderr=pipe) as pg_restore,  # noqa: S603
    ):
        _pour(pg_restore, psql, first=_beginning(gone), final=_end(tables))
        said = [each.stderr.read().decode() for each in (psql, pg_restore)]
    if psql.returncode or pg_restore.returncode:
        _explain(*said)


def _pour(source, target, *, first, final):
    """Let all that one program says be heard by the other, and the final words if it came to its end.

    Without these psql leaves the transaction open, and the server undoes it.
    """
    try:
        target.stdin.write(first.encode())
        shutil.copyfileobj(source.stdout, target.stdin)
        if source.wait() == 0:
            target.stdin.write(final.encode())
    except BrokenPipeError:
        source.kill()
    with suppress(BrokenPipeError):
        target.stdin.close()


def _beginning(tables):
    names = ", ".join(f"public.{connection.ops.quote_name(name)}" for name in tables)
    drop = f"DROP TABLE {names} CASCADE;\n" if tables else ""
    return f"BEGIN;\nSET LOCAL lock_timeout = '{WAIT_SECONDS}s';\n{drop}"


def _end(tables):
    """Return the statements that count what came in, and keep it when all of it is there."""
    checks = "".join(
        f"  IF (SELECT count(*) FROM public.{connection.ops.quote_name(name)}) <> {rows} THEN\n"  # noqa: S608
        f"    RAISE EXCEPTION 'the backup does not hold what its manifest says of {name}';\n"
        "  END IF;\n"
        for name, rows in tables.items()
    )
    return f"DO $$ BEGIN\n{checks}END $$;\nCOMMIT;\n"


def _explain(said_by_psql, said_by_pg_restore):
    if "lock timeout" in said_by_psql:
        raise CopyFailedError(BUSY)
    reason = _reason(said_by_psql or said_by_pg_restore)
    raise CopyFailedError(f"The database refused the backup: {reason}. Nothing was changed.")


def _program(name):
    if found := shutil.which(name):
        return found
    raise CopyFailedError(
        f"{name} is missing: install PostgreSQL's client programs of the server's version or a newer "
        "one (on Debian and Ubuntu `apt-get install postgresql-client`), or work in the image, which "
        "has them."
    )


@contextmanager
def _reached():
    """Give what a program needs to reach the database; the password is in a file of ours alone."""
    known = connection.get_connection_params()
    told = {key: value for key, value in known.items() if key not in _NOT_TOLD}
    with tempfile.NamedTemporaryFile("w", prefix="tmp-pass-") as file:
        password = re.sub(r"([:\\])", r"\\\1", known.get("password", ""))
        file.write(f"*:*:*:*:{password}\n")
        file.flush()
        yield make_dsn(**told, **({"passfile": file.name} if password else {}))


def _reason(text):
    """Return what went wrong out of all that a program said."""
    lines = text.strip().splitlines() or ["it said nothing"]
    errors = [line for line in lines if "error:" in line.lower()]
    return re.sub(r"^.*error:\s*", "", (errors or lines)[0], flags=re.IGNORECASE).removesuffix(".")
