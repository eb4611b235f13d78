"""Whether the platform can do its work now: database, schema, broker, scheduler, worker."""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from core import doorbell
from core.heartbeats import FRESH_SECONDS, SCHEDULER, WORKER, ages

DATABASE, MIGRATIONS, BROKER = "database", "migrations", "broker"
PARTS = (DATABASE, MIGRATIONS, BROKER, SCHEDULER, WORKER)
OK = "ok"


def is_database_there():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def readiness():
    """Return {part: "ok" or what is wrong} for PARTS in order; asks no further where the database is gone."""
    if not is_database_there():
        return {DATABASE: "does not answer"}
    waiting = migrations_waiting()
    return {
        DATABASE: OK,
        MIGRATIONS: f"{waiting} not applied" if waiting else OK,
        BROKER: OK if doorbell.is_heard() else "does not answer",
        **_signs_of_life(is_migrated=not waiting),
    }


def migrations_waiting():
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _signs_of_life(*, is_migrated):
    known = ages() if is_migrated else {}
    return {part: _sign(known.get(part)) for part in (SCHEDULER, WORKER)}


def _sign(age):
    if age is None:
        return "no sign of life yet"
    return OK if age <= FRESH_SECONDS else f"no sign of life for {age} s"
