"""Bringing an account's line up to date with what is written about it, in the same transaction."""

from contextlib import contextmanager

from django.db import transaction

from dashboards.account.services import refresh_line


@contextmanager
def bringing_up_to_date(account):
    """Write inside; the account's line of the list follows: its latest touch, what it asks for."""
    with transaction.atomic():
        yield
        refresh_line(account)
