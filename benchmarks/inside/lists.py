"""The list of accounts as a member's browser asks for it: whole pages through the whole stack."""

import statistics
import time

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Company, Product
from benchmarks.made_facts import FIRST_DAY, account_name, numbers
from book.models import AccountStatus
from core.bulk import upsert
from core.calendar import from_ordinal
from core.models import Role, Run, State, User, UserRole
from segments.models import Segment

_BLOCK = 5_000
# As many at every size: how long the filter by CSM is does not hang on the accounts. Even among a
# thousand accounts each fills a page, so that pages of as many rows are compared.
_CSMS = 20
_FIELDS = (
    *("account", "name", "search_key", "segment", "team", "csm", "plan", "rank", "is_running"),
    *("night", "score", "score_change_7", "score_change_28", "sparkline", "band", "stage"),
    *("stage_since", "risk", "risk_reasons", "judged_risk", "is_risk_disputed", "arr", "is_free"),
    *("ends_on", "latest_use_on", "latest_touch_on", "nps", "usage_to", "score_before"),
    *("band_before", "stage_before", "new_reasons", "attention", "steps_to_next", "next_progress"),
    "features",
)


def build(*, accounts):
    """Migrate, and write accounts with the list's rows as a night leaves them."""
    call_command("migrate", verbosity=0)
    product = Product.objects.create(key="bench", name="Bench")
    night = from_ordinal(FIRST_DAY)
    Run.objects.create(kind="nightly", business_date=night, state=State.DONE)
    _member("head", Role.CS_HEAD)
    csms = [_member(f"csm{place}", Role.CSM) for place in range(_CSMS)]
    segments = list(Segment.objects.values_list("pk", "team_id"))
    for first in range(0, accounts, _BLOCK):
        block = np.arange(first, min(first + _BLOCK, accounts))
        names = [(place + 1, account_name(place)) for place in block.tolist()]
        upsert(
            Company,
            ("id", "name", "search_key"),
            [(pk, name, name.lower()) for pk, name in names],
            key=("id",),
        )
        _write_accounts(names, product.pk)
        rows = [_status(pk, name, segments, csms) for pk, name in names]
        upsert(AccountStatus, _FIELDS, rows, key=("account",))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"accounts": accounts}


def _member(name, role):
    user = User.objects.create(email=f"{name}@example.com", name=name, language="en")
    UserRole.objects.create(user=user, role=role)
    return user.pk


def _write_accounts(names, product_id):
    fields = ("id", "company", "product", "name", "search_key", "branch", "plan", "rank")
    rows = [(pk, pk, product_id, name, name.lower(), "", "", "", {}) for pk, name in names]
    upsert(Account, (*fields, "attributes"), rows, key=("id",))


def _status(pk, name, segments, csms):
    at = [int(each) for each in numbers(np.full(8, pk * 8) + np.arange(8), salt=5, below=10_001)]
    segment, team = segments[at[0] % len(segments)]
    score, night = at[1], from_ordinal(FIRST_DAY)
    return (
        *(pk, name, name.lower(), segment, team, csms[pk % len(csms)], "", "SABC"[at[2] % 4], True),
        *(night, score, at[3] % 900 - 450, at[3] % 900 - 450, bytes(26)),
        *(
            1 + (score >= 4_000) + (score >= 7_000),
            at[4] % 4,
            from_ordinal(FIRST_DAY - at[4] % 400),
        ),
        *(at[5] % 4, ["silent"], at[6] % 4, at[5] % 4 != at[6] % 4, at[7] * 1_000, False),
        *(from_ordinal(FIRST_DAY + at[7] % 730), night, night, at[2] % 11, night, score),
        # One account in eight asks for something.
        *(3, at[4] % 4, ["silent"], at[3] % 256 if at[6] % 8 == 0 else 0, at[2] % 5, at[1] % 9_999),
        "",
    )


def serve(*, views, repetitions):
    """Ask for each of `views` {name: (member, URL)}; returns its times in seconds and its query count."""
    settings.ALLOWED_HOSTS.append("testserver")
    return {name: _serve(member, url, repetitions) for name, (member, url) in views.items()}


def _serve(member, url, repetitions):
    client = Client()
    client.force_login(
        User.objects.get(email=f"{member}@example.com"), settings.AUTHENTICATION_BACKENDS[-1]
    )
    seconds = []
    for _ in range(repetitions + 1):
        begun = time.perf_counter()
        response = client.get(url)
        seconds.append(time.perf_counter() - begun)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answers {response.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    # The first request compiles templates.
    times = sorted(seconds[1:])
    return {
        "median": statistics.median(times),
        "p95": times[int(len(times) * 0.95)],
        "queries": len(queries),
        "bytes": len(response.content),
    }
