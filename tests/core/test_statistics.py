"""A night is planned by what its tables hold, also where nothing else has counted them."""

import pytest
from django.db import connection

from accounts.models import Company
from core.statistics import refresh_statistics

TABLE = Company._meta.db_table


def rows_known():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [TABLE])
        return int(cursor.fetchone()[0])


def add_companies(count):
    Company.objects.bulk_create([Company(name=f"C{n}", search_key=f"c{n}") for n in range(count)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")


@pytest.mark.django_db(transaction=True)
def test_tables_are_counted_once_a_tenth_of_them_has_changed():
    if connection.vendor != "postgresql":
        assert refresh_statistics() == []
        return
    refresh_statistics()
    add_companies(500)
    assert f"public.{TABLE}" in refresh_statistics()
    assert rows_known() == 500
    add_companies(60)
    assert refresh_statistics() == []
    assert rows_known() == 500
