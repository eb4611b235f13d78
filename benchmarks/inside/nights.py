"""Nights and their parts, timed."""

import datetime as dt
import hashlib
import time
from dataclasses import replace

import numpy as np
from django.db import connection

from accounts.models import Account, Product
from core import ledger
from core.calendar import from_ordinal
from core.models import State
from metrics.domain.cube import MISSING_AFTER_DAYS
from metrics.domain.definition import LONGEST_WINDOW_DAYS
from metrics.domain.evaluate import evaluate
from metrics.models import AccountNight
from metrics.shards import load_facts
from nightly.plan import freeze, plan_of
from nightly.services import request_backfill, request_night
from nightly.steps import SHARD_ACCOUNTS
from segments.selectors import segment_grid, segment_keys


def run_nights(*, nights):
    """Judge these days (since 1970) one after the other, each as the night after it would."""
    return {"nights": [_run_night(from_ordinal(night)) for night in nights]}


def _run_night(night):
    at = dt.datetime.combine(night + dt.timedelta(days=1), dt.time(1), dt.UTC)
    begun = time.perf_counter()
    run = ledger.drive(request_night(night=night, at=at).pk)
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, **_outcome(run), "checksum": _kept(night)}


def _outcome(run):
    if run.state != State.DONE:
        raise RuntimeError(f"{run.kind} {run.business_date} is {run.state}")
    steps = {}
    for step in run.steps.exclude(started_at=None):
        spent = (step.finished_at - step.started_at).total_seconds()
        steps[step.name] = round(steps.get(step.name, 0) + spent, 3)
    return {"judged": run.summary["judged"], "parts": run.summary["seconds"], "steps": steps}


def _kept(night):
    """Digest the metrics that the night kept, by account."""
    digest = hashlib.blake2b(digest_size=8)
    rows = AccountNight.objects.in_force().of_night(night).order_by("account")
    for account, metrics in rows.values_list("account_id", "metrics").iterator():
        digest.update(account.to_bytes(8, "little") + bytes(metrics))
    return digest.hexdigest()


def verdicts(*, night, most):
    """Digest everything the night kept of the accounts up to id `most`."""
    digest = hashlib.blake2b(digest_size=8)
    rows = AccountNight.objects.in_force().of_night(from_ordinal(night)).order_by("account")
    fields = ("account_id", "score", "band", "risk", "risk_reasons", "stage", "stage_since")
    for row in rows.filter(account__lte=most).values_list(*fields, "segment_key"):
        digest.update(repr(row).encode())
    return {"checksum": digest.hexdigest()}


def metrics_step(*, night, repetitions):
    """Read every shard's facts and compute every metric, as one night does; write nothing."""
    product = Product.objects.get()
    plan = plan_of(product.pk, freeze(product.pk))
    standing = Account.objects.standing().running_on(from_ordinal(night))
    ids = sorted(standing.values_list("pk", flat=True))
    cuts = [ids[start : start + SHARD_ACCOUNTS] for start in range(0, len(ids), SHARD_ACCOUNTS)]
    seconds = []
    for _ in range(repetitions):
        digest = hashlib.blake2b(digest_size=8)
        begun = time.perf_counter()
        frames = [_frame(plan, cut, night) for cut in cuts]
        seconds.append(time.perf_counter() - begun)
        for frame in frames:
            _take_in(digest, frame)
    return {"seconds": seconds, "judged": len(ids), "checksum": digest.hexdigest()}


def _frame(plan, ids, night):
    days = np.array([night], np.int32)
    facts = load_facts(
        product_id=plan.product_id,
        account_ids=ids,
        from_day=night - LONGEST_WINDOW_DAYS - MISSING_AFTER_DAYS,
        to_day=night,
    )
    keys = segment_keys()
    segment = segment_grid(account_ids=ids, days=days, keys=keys)
    return evaluate(
        list(plan.metrics.values()), replace(facts, segments=keys, segment=segment), days
    )


def _take_in(digest, frame):
    values = np.ascontiguousarray(frame.values[:, 0, :]).astype("<i8")
    for account, row in zip(frame.account_ids, values, strict=True):
        digest.update(int(account).to_bytes(8, "little") + row.tobytes())


def run_backfill(*, final, weeks):
    """Judge the same weekday of this many weeks, the latest being `final`, in one run."""
    last = from_ordinal(final)
    begun = time.perf_counter()
    first = last - dt.timedelta(days=7 * (weeks - 1))
    run = ledger.drive(request_backfill(first=first, final=last, every_days=7).pk)
    seconds = time.perf_counter() - begun
    nights = AccountNight.objects.in_force().filter(night__gte=first).values("night").distinct()
    return {"seconds": seconds, **_outcome(run), "nights": nights.count()}


def age(*, night, weeks):
    """Copy a night back in time, once a week: a list's sparkline reads them."""
    table = AccountNight._meta.db_table
    fields = [field.column for field in AccountNight._meta.concrete_fields if not field.primary_key]
    names = ", ".join(f'"{name}"' for name in fields)
    sources = names.replace('"night"', "%s")
    with connection.cursor() as cursor:
        for ago in range(1, weeks + 1):
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {sources} FROM {table} WHERE night = %s",
                [from_ordinal(night - 7 * ago), from_ordinal(night)],
            )
        cursor.execute(f"ANALYZE {table}")
