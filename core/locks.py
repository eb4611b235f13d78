"""Named locks as rows, claimed by compare-and-swap: they work alike on every database."""

import time
import uuid
from contextlib import contextmanager
from datetime import timedelta

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
