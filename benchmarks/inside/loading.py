"""Bringing a usage file in: as the platform does it, and as one does without it."""

import csv
import datetime as dt
import time
from pathlib import Path

import numpy as np
from django.db import connection, models, transaction
from django.utils import timezone

from accounts.models import AccountAlias
from benchmarks.made_facts import SCALE
from engagement.domain.facts import unpack
from engagement.models import Series
from engagement.months import fetch_months
from intake.services import load_file
from intake.undo.revisions import Revisions

_BLOCK = 1000
_BATCH = 5_000
# Each fact weighs in with a number of its own, so that no two can change places.
_MODULUS = 1_000_003
_EVER = (dt.date(2000, 1, 1), dt.date(2100, 1, 1))


def load(*, file, keeps_undo=True):
    """Load a CSV file through the service behind `manage.py load usage`."""
    if not keeps_undo:
        # This process measures nothing else.
        Revisions.keep_months = lambda *_: None
    begun = time.perf_counter()
    verdict, _ = load_file(Path(file), dataset="usage", at=timezone.now())
    seconds = time.perf_counter() - begun
    return {"seconds": [seconds], "state": verdict.state, "counts": vars(verdict.counts)}


def stored_checksum():
    """Check what is stored in packed months, by the names of the file."""
    names = dict(AccountAlias.objects.values_list("account_id", "value"))
    weight_of_series = np.zeros(1 << 16, np.int64)
    for number, name in Series.objects.values_list("number", "name"):
        weight_of_series[number] = int(name[1:])
    ids = sorted(names)
    count = total = 0
    for start in range(0, len(ids), _BLOCK):
        block = ids[start : start + _BLOCK]
        chunks, owners, months = fetch_months(block, first=_EVER[0], final=_EVER[1])
        facts = unpack(chunks, owners, months)
        account = np.array([int(names[pk][1:]) for pk in block])[
            np.searchsorted(block, facts.account_index)
        ]
        weights = (account * 131 + weight_of_series[facts.series] * 17 + facts.day) % _MODULUS
        count += len(facts.value)
        total += int((weights * facts.value % _MODULUS).sum())
    return {"facts": count, "checksum": f"{count}/{total}"}


def copy(*, file):
    """COPY the file into a table of its four columns, without any key; nothing is checked."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plain")
        cursor.execute(
            "CREATE TABLE plain (account text, day date, series text, value double precision)"
        )
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor, Path(file).open("rb") as stream:
        cursor.cursor.copy_expert(
            "COPY plain FROM STDIN WITH (FORMAT csv, HEADER)", stream, size=1 << 20
        )
    seconds = time.perf_counter() - begun
    return {"seconds": [seconds], "checksum": _checksum("plain", "account", "series")}


class TallFact(models.Model):
    """One row a fact, as most would store it."""

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    series = models.CharField(max_length=80)
    day = models.DateField()
    value = models.DecimalField(max_digits=19, decimal_places=4)

    class Meta:
        app_label = "benchmarks"
        constraints = [models.UniqueConstraint(fields=["account", "series", "day"], name="tall")]


def bulk_create(*, file):
    """Read the file with csv and store it with Django's bulk_create(update_conflicts=True)."""
    with connection.schema_editor() as editor:
        editor.create_model(TallFact)
    begun = time.perf_counter()
    ids = dict(AccountAlias.objects.values_list("value", "account_id"))
    with transaction.atomic(), Path(file).open(newline="") as stream:
        TallFact.objects.bulk_create(
            (
                TallFact(account_id=ids[account], series=series, day=day, value=value)
                for account, day, series, value in list(csv.reader(stream))[1:]
            ),
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["account", "series", "day"],
            update_fields=["value"],
        )
    seconds = time.perf_counter() - begun
    return {"seconds": [seconds], "checksum": _checksum(_named(), "account", "series")}


def _named():
    return (
        "(SELECT a.value AS account, t.day, t.series, t.value FROM benchmarks_tallfact t"
        " JOIN accounts_accountalias a USING (account_id)) named"
    )


def _checksum(table, account, series):
    scaled = f"round(value * {SCALE})::bigint"
    weight = (
        f"(substr({account}, 2)::bigint * 131 + substr({series}, 2)::bigint * 17"
        f" + (day - DATE '1970-01-01')) % {_MODULUS}"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), sum({weight} * {scaled} % {_MODULUS}) FROM {table}")
        count, total = cursor.fetchone()
    return f"{count}/{total}"
