"""Two hundred people who read pages while nights run beside them, through the web server as deployed."""

import asyncio
import os
import random
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.made_facts import Company
from benchmarks.places import postgresql
from benchmarks.process import begin, environment, finish, measure
from benchmarks.results import Mark, Result, Side

_INSIDE = "benchmarks.inside.people:"
_ROOT = Path(__file__).resolve().parent.parent
_PORT = 8977
# Web server and worker as docker-compose.yml starts them on two processors.
_WEB_PROCESSES, _WORKERS = 4, 2
# Seconds between an answer and the next click: on average five.
_THINK = (2.5, 7.5)
_STARTS_WITHIN = 60
# What is opened how often; what a page asks for by itself comes as a second request, as in the browser.
_PAGES = (
    (5, ("/accounts/", "/accounts/totals/")),
    (2, ("/accounts/?mine=1", "/accounts/totals/?mine=1")),
    (2, ("/accounts/?band=at_risk&sort=-arr", "/accounts/totals/?band=at_risk&sort=-arr")),
    (6, ("/accounts/{account}/", "/accounts/{account}/usage.json")),
    (3, ("/",)),
    (2, ("/segments/{segment}/",)),
    (1, ("/segments/",)),
    (2, ("/renewals/",)),
    (2, ("/explain/account/{account}/score/",)),
)


@dataclass(frozen=True)
class Visit:
    path: str
    status: int
    seconds: float


def rows(sizes):
    """Yield how long an answer takes at the 95th of a hundred, and how many were none."""
    company = Company(sizes.people_accounts)
    with postgresql("people") as database:
        measure(
            "benchmarks.inside.company:build",
            database=database,
            accounts=company.accounts,
            days=company.days,
        )
        first = company.final_day - 6
        people = measure(
            _INSIDE + "admit", database=database, people=sizes.people, night=first - 1
        )["people"]
        with _web(database):
            for key, share in (("people", 1), ("people_half", 2)):
                readers, lasting = people[: len(people) // share], sizes.people_seconds // share
                visits, nights = _beside_nights(readers, database, first, lasting)
                first += len(nights)
                yield from _results(key, _who(readers, lasting, sizes), visits, nights)


def _who(readers, lasting, sizes):
    clicks = f"{_THINK[0]:g} to {_THINK[1]:g} s between clicks"
    return f"{len(readers)} people, {clicks}, {lasting} s, {sizes.people_accounts:,} accounts"


def _beside_nights(people, database, first, seconds):
    """Let the people read for so long while workers judge nights from `first` on; visits and nights."""
    asked = {"database": database, "first": first, "seconds": seconds}
    workers = [begin(_INSIDE + "judge_until", **asked) for _ in range(_WORKERS)]
    visits = asyncio.run(_browse(people, seconds))
    return visits, max((finish(each)["nights"] for each in workers), key=len)


@contextmanager
def _web(database):
    command = [sys.executable, "-m", "gunicorn", "--config", "python:cs_platform.web_server"]
    command += ["--bind", f"127.0.0.1:{_PORT}", "--workers", str(_WEB_PROCESSES)]
    command += ["cs_platform.wsgi"]
    web = subprocess.Popen(command, cwd=_ROOT, env=environment(database), stderr=subprocess.DEVNULL)
    try:
        asyncio.run(_answers())
        yield
    finally:
        web.terminate()
        web.wait()


async def _answers():
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        try:
            if (await _ask("/login/", "")).status == 200:
                return
        except OSError:
            await asyncio.sleep(0.2)
    raise RuntimeError("the web server does not answer")


async def _browse(people, seconds):
    until = time.monotonic() + seconds
    found = await asyncio.gather(
        *(_one(person, random.Random(place), until) for place, person in enumerate(people))
    )
    return [visit for visits in found for visit in visits]


async def _one(person, chance, until):
    visits = []
    weights = [weight for weight, _ in _PAGES]
    await asyncio.sleep(chance.uniform(0, _THINK[1]))
    while time.monotonic() < until:
        (_, paths), account = chance.choices(_PAGES, weights)[0], chance.choice(person["accounts"])
        for place, path in enumerate(paths):
            asked = path.format(account=account, segment=person["segment"])
            visits.append(await _ask(asked, person["session"], is_by_page=place > 0))
        await asyncio.sleep(chance.uniform(*_THINK))
    return visits


async def _ask(path, session, *, is_by_page=False):
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", _PORT)
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{_PORT}", "Connection: close"]
    lines += [f"Cookie: sessionid={session}"] if session else []
    lines += ["HX-Request: true"] if is_by_page else []
    writer.write("\r\n".join([*lines, "", ""]).encode())
    head = await reader.readline()
    while await reader.read(65_536):
        pass
    writer.close()
    status = int(head.split()[1]) if head else 0
    return Visit(path.split("?")[0], status, time.perf_counter() - begun)


def _results(key, who, visits, nights):
    seconds = sorted(visit.seconds for visit in visits)
    failed = [visit for visit in visits if not 200 <= visit.status < 400]
    side = Side(
        what=f"p50, p95, p99 of {len(visits):,} answers",
        seconds=[_at(seconds, share) for share in (0.5, 0.95, 0.99)],
        rows=len(visits),
        settings=(
            f"PostgreSQL, gunicorn with {_WEB_PROCESSES} processes, {_WORKERS} workers "
            f"at nice 10, all on {os.cpu_count()} processors together with the people themselves"
        ),
    )
    spent = ", ".join(f"{each:.0f}" for each in nights)
    note = f"{len(nights)} whole nights were judged meanwhile, in {spent} s."
    yield Result(key, f"{who}, nights beside: p95", side.seconds[1], Mark(1, "s"), [side], note)
    yield Result(
        f"{key}_failed",
        f"{who}, nights beside: answers that were failures",
        len(failed),
        Mark(0, "answers"),
        [side],
        ", ".join(sorted({f"{visit.status} {visit.path}" for visit in failed})[:5]),
    )


def _at(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
