"""Lists and dashboards as a member's browser asks for them: whole pages through the whole stack."""

import statistics
import time
from datetime import timedelta

import numpy as np
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import (
    Account,
    AccountAlias,
    AttributeDefinition,
    AttributeType,
    Company,
    Contact,
    Product,
)
from benchmarks.made_facts import FIRST_DAY, account_name, numbers
from book.comparing import compare_segments
from book.counting import count_segments
from book.domain.figures import pack_rows
from book.figures import ATTRIBUTE, METRIC
from book.kept_nights import COMPARED_DAYS
from book.models import AccountFigures, AccountStatus, FigurePlace
from book.pair import AMOUNT
from book.services import keep_segment_nights
from core.bulk import upsert
from core.calendar import from_ordinal
from core.exact import MISSING, SCALE
from core.models import Role, Run, State, User, UserRole
from core.search import search_key
from definitions.models import Kind
from definitions.selectors import versions_in_force
from metrics.models import AccountNight, MetricRegistry
from metrics.selectors import texts_of_any_product
from segments.models import Segment

_BLOCK = 5_000
# As many at every size: how long the filter by CSM is does not hang on the accounts. Even among a
# thousand accounts each fills a page, so that pages of as many rows are compared.
_CSMS = 20
_READING = "フリガナ"
_KANA = "アオバツキホシハナミ"
_SURNAMES = (
    *("佐藤", "鈴木", "高橋", "田中", "渡辺", "伊藤", "中村", "小林", "山本", "加藤", "吉田"),
    *("山田", "松本", "井上", "木村", "清水"),
)
_GIVEN = (
    *("花子", "太郎", "結衣", "陽子", "健太", "美咲", "大輔", "直樹", "恵", "翔太", "拓也"),
    *("彩", "誠", "亮", "香織", "浩二"),
)
_BRANCHES, _PLANS = ("", "Osaka", "Tokyo", "Nagoya"), ("Basic", "Pro", "Enterprise")
_AREAS, _TIERS = ("East", "West", "North", "South", ""), ("Gold", "Silver", "")
_FIELDS = (
    *("account", "name", "search_key", "segment", "team", "csm", "plan", "rank", "is_running"),
    *("night", "score", "score_change_7", "score_change_28", "sparkline", "band", "stage"),
    *("stage_since", "risk", "risk_reasons", "judged_risk", "is_risk_disputed", "arr", "is_free"),
    *("ends_on", "latest_use_on", "latest_touch_on", "nps", "usage_to", "score_before"),
    *("band_before", "stage_before", "new_reasons", "attention", "steps_to_next", "next_progress"),
    *("features", "overdue_milestone", "overdue_since"),
)

_NIGHT_FIELDS = (
    *("account", "night", "lane", "registry", "metrics", "stale", "segment_key"),
    *("rule_segment_key", "score", "base_score", "band", "exception_key", "measures"),
    *("risk", "risk_reasons", "stage", "stage_since", "versions", "fingerprint"),
    "is_reconstructed",
)


def build(*, accounts):
    """Migrate, and write accounts with the list's rows as a night leaves them."""
    call_command("migrate", verbosity=0)
    product = Product.objects.create(key="bench", name="Bench")
    night, since = from_ordinal(FIRST_DAY), from_ordinal(FIRST_DAY - COMPARED_DAYS)
    registry = _registry()
    keys = dict(Segment.objects.values_list("pk", "key"))
    Run.objects.create(kind="nightly", business_date=night, state=State.DONE)
    _member("head", Role.CS_HEAD)
    csms = [_member(f"csm{place}", Role.CSM) for place in range(_CSMS)]
    segments = list(Segment.objects.values_list("pk", "team_id"))
    places = _figure_places()
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
        _write_people(names)
        rows = [_status(pk, name, segments, csms) for pk, name in names]
        upsert(AccountStatus, _FIELDS, rows, key=("account",))
        upsert(AccountFigures, ("status", "packed"), _figures(block, places), key=("status",))
        _write_nights(rows, registry, [since, night], keys)
    AttributeDefinition.objects.create(
        key=_READING, type=AttributeType.TEXT, name_en=_READING, name_ja=_READING
    )
    _count(night)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"accounts": accounts}


def _registry():
    """Write a registry of all metrics in force, in any order."""
    keys = sorted(versions_in_force(kind=Kind.METRIC))
    return MetricRegistry.objects.create(fingerprint="bench", keys=keys)


def _write_nights(rows, registry, nights, keys):
    """Write two nights of these lines; on the earlier one account in ten stood elsewhere."""
    place = {name: at for at, name in enumerate(_FIELDS)}
    amount, versions = registry.keys.index(AMOUNT), _versions()
    values = np.full((len(rows), len(registry.keys)), SCALE, "<i8")
    values[:, amount] = [row[place["arr"]] * SCALE for row in rows]
    upsert(
        AccountNight,
        _NIGHT_FIELDS,
        [
            _night(
                row,
                place,
                night,
                registry.pk,
                keys,
                packed.tobytes(),
                versions,
                is_earlier=night != nights[-1],
            )
            for night in nights
            for row, packed in zip(rows, values, strict=True)
        ],
        key=("account", "night", "lane"),
    )


def _versions():
    """Return the ids of what a night judges by, as it keeps them."""
    return {
        kind.value: next(iter(versions_in_force(kind=kind).values())).pk
        for kind in (Kind.SCORECARD, Kind.RISK, Kind.STAGES)
    }


def _night(row, place, night, registry_id, keys, packed, versions, *, is_earlier):
    pk, stage = row[0], row[place["stage"]]
    stood = (stage + 1) % 4 if is_earlier and pk % 10 == 0 else stage
    segment = keys[row[place["segment"]]]
    return (
        *(pk, night, 0, registry_id, packed, b"", segment, segment),
        *(row[place["score"]], row[place["score"]], row[place["band"]], "", b""),
        *(row[place["risk"]], ["silent"], stood, night, versions, "", False),
    )


def _count(night):
    """Count and compare as the night does."""
    since = night - timedelta(days=COMPARED_DAYS)
    keys = [*Segment.objects.values_list("key", flat=True), ""]
    keep_segment_nights(count_segments(night=since), nights=[since])
    compared = compare_segments(keys, night=night, since=since)
    keep_segment_nights(count_segments(night=night), nights=[night], comparisons=compared)


def _member(name, role):
    user = User.objects.create(email=f"{name}@example.com", name=name, language="en")
    UserRole.objects.create(user=user, role=role)
    return user.pk


def _write_accounts(names, product_id):
    fields = ("id", "company", "product", "name", "search_key", "branch", "plan", "rank")
    rows = [
        (
            *(pk, pk, product_id, name, name.lower(), _BRANCHES[pk % 4], _PLANS[pk % 3], ""),
            {
                **{_READING: _reading(pk), "area": _AREAS[pk % 5], "tier": _TIERS[pk % 3]},
                "employees": str(pk % 3_000),
            },
        )
        for pk, name in names
    ]
    upsert(Account, (*fields, "attributes"), rows, key=("id",))
    ids = [("main", f"K-{pk:07}", pk) for pk, _ in names]
    upsert(AccountAlias, ("source", "value", "account"), ids, key=("source", "value"))


def _reading(pk):
    """Make up how a name is read, in katakana."""
    return "".join(_KANA[int(figure)] for figure in f"{pk:07}")


def _write_people(names):
    """Write three people an account; of a thousand names each is borne by many."""
    rows = []
    for pk, _ in names:
        for place in range(3):
            at = (pk * 3 + place) * 7_919 % (len(_SURNAMES) * len(_GIVEN))
            name = f"{_SURNAMES[at // len(_GIVEN)]} {_GIVEN[at % len(_GIVEN)]}"
            mail = f"person{pk * 3 + place}@example.com"
            rows.append((pk, str(place), name, search_key(name), mail, ""))
    fields = ("account", "external_id", "name", "search_key", "email", "title")
    upsert(Contact, fields, rows, key=("account", "external_id"))


def _figure_places():
    """Give every metric in force and a number among the attributes a place; return {key: place}."""
    for key, kind in (("area", "text"), ("tier", "choice"), ("employees", "number")):
        AttributeDefinition.objects.create(key=key, type=kind, name_en=key, name_ja=key)
    keys = [METRIC + key for key in sorted(texts_of_any_product())]
    keys.append(f"{ATTRIBUTE}employees")
    FigurePlace.objects.bulk_create(FigurePlace(key=key, place=at) for at, key in enumerate(keys))
    return {key: at for at, key in enumerate(keys)}


def _figures(block, places):
    """Return (account, figures) of a block: one in eight unknown, as many places as a night fills."""
    count = len(block) * len(places)
    values = numbers(np.arange(count) + int(block[0]) * len(places), salt=9, below=1_000_000)
    values = values.astype(np.int64).reshape(len(block), len(places))
    values[values % 8 == 0] = MISSING
    return list(zip((block + 1).tolist(), pack_rows(values), strict=True))


def _status(pk, name, segments, csms):
    at = [int(each) for each in numbers(np.full(8, pk * 8) + np.arange(8), salt=5, below=10_001)]
    segment, team = segments[at[0] % len(segments)]
    score, night = at[1], from_ordinal(FIRST_DAY)
    return (
        *(pk, name, name.lower(), segment, team, csms[pk % len(csms)], _PLANS[pk % 3]),
        *("SABC"[at[2] % 4], True),
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
        *("", "kickoff", from_ordinal(FIRST_DAY - 9)),
    )


def serve(*, views, repetitions):
    """Ask for each of `views` {name: (member, URL)}; returns its times in seconds and its query count."""
    settings.ALLOWED_HOSTS.append("testserver")
    return {name: _serve(member, url, repetitions) for name, (member, url) in views.items()}


def _serve(member, url, repetitions):
    # Where a page asks for a part while one types or after it has come, that part is measured.
    client = Client(headers={"HX-Request": "true"} if url.startswith("/search/") else None)
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
