"""Named locks that work alike on every database.

`hold` claims a row by compare-and-swap, for work of many transactions; `alone` is one transaction.
"""

import time
import uuid
from contextlib import ExitStack, contextmanager
from datetime import timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from core.models import Lock


class LockBusyError(Exception):
    """Another holder kept the lock for longer than one was ready to wait."""


@contextmanager
def hold(name, *, for_seconds=600, wait_seconds=0):
    """Hold the lock `name` for the length of the block, at most `for_seconds`.

    Raises LockBusyError when it is not free within `wait_seconds`.
    """
    holder = str(uuid.uuid4())
    Lock.objects.get_or_create(name=name)
    deadline = time.monotonic() + wait_seconds
    while not _claim(name, holder, for_seconds):
        if time.monotonic() >= deadline:
            raise LockBusyError(name)
        time.sleep(0.1)
    try:
        yield
    finally:
        Lock.objects.filter(name=name, holder=holder).update(holder="", until=None)


def _claim(name, holder, for_seconds):
    free = Lock.objects.filter(Q(holder="") | Q(until__lt=Now()), name=name)
    return free.update(holder=holder, until=Now() + timedelta(seconds=for_seconds)) == 1


@contextmanager
def alone(*names, wait_seconds):
    """Open a transaction that no other of any of these names overlaps, in any process.

    Whoever takes several names takes them in one order. They are free again when the transaction
    ends, by a crash too, so that nobody waits for the dead. On SQLite it overlaps no other writer at
    all. Raises LockBusyError when its turn does not come within `wait_seconds`.
    """
    begin = _begin_on_postgresql if connection.vendor == "postgresql" else _begin_on_sqlite
    with ExitStack() as stack:
        try:
            # PostgreSQL takes 0 for ever.
            begin(stack, names, milliseconds=max(1, round(1000 * wait_seconds)))
        except OperationalError as error:
            if _is_busy(error):
                raise LockBusyError(", ".join(names)) from error
            raise
        yield


def _begin_on_postgresql(stack, names, *, milliseconds):
    stack.enter_context(transaction.atomic())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", [milliseconds])
        for name in names:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")


def _begin_on_sqlite(stack, names, *, milliseconds):
    with connection.cursor() as cursor:
        (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout = {milliseconds}")
        try:
            stack.enter_context(transaction.atomic())
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def _is_busy(error):
    """Tell a wait that was too long from a database that is gone."""
    cause = error.__cause__
    return (
        getattr(cause, "pgcode", None) == "55P03"
        or getattr(cause, "sqlite_errorname", None) == "SQLITE_BUSY"
    )
