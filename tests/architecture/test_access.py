"""Every URL x every role x own / team-mate's / other team's / missing object, in one declared table."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.models import Role
from intake.models import Pickup, Upload
from intake.storing import refused_folder
from tests.architecture.personas import NO_ROLE, STRANGER, make_world
from tests.builders import (
    make_edit,
    make_finding,
    make_merge,
    make_next_step,
    make_promise,
    make_proposal,
    make_round,
    make_run,
    make_view,
)

MISSING = 999_999_999
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

EVERYONE = frozenset(Role.values)
READERS = frozenset(
    {Role.CS_HEAD, Role.OPS, Role.RENEWAL_REP, Role.CRE, Role.MARKETING, Role.ADMIN}
)
EDITORS = frozenset({Role.CS_HEAD, Role.OPS, Role.ADMIN})
CHANGERS = EDITORS | {Role.CSM, Role.MANAGER}
KEEPERS = frozenset({Role.OPS, Role.ADMIN})
INSPECTORS = EDITORS | {Role.CSM, Role.MANAGER}
RENEWERS = frozenset({Role.CSM, Role.MANAGER, Role.CS_HEAD, Role.RENEWAL_REP}) | KEEPERS
MERGERS = KEEPERS | {Role.MANAGER}
LEADERS = EDITORS | {Role.MANAGER}
NOBODY = frozenset()
_STEP = {"kind": "next_step"}


@dataclass(frozen=True)
class Page:
    """Who gets in, by whose object it is; `methods` are those it answers.

    `beside` is the argument for a second account, one of a team-mate's.
    """

    methods: tuple[str, ...]
    own: frozenset[str]
    team: frozenset[str] | None = None
    foreign: frozenset[str] | None = None
    argument: str = ""
    beside: str = ""
    fixed: dict = field(default_factory=dict)


GET, POST, BOTH = ("GET",), ("POST",), ("GET", "POST")

# Pages that stand open to all, with what they answer a stranger on GET and on POST.
OPEN = {
    "login": (200, 200),
    "logout": (405, 302),
    "choose_language": (405, 302),
    "choose_theme": (405, 302),
    "choose_keys": (405, 302),
    "health": (200, 405),
    "ready": (503, 405),
    "monitoring": (404, 404),
    "favicon": (302, 405),
    "enter_demo": (405, 404),
}
PAGES = {
    "home": Page(GET, own=EVERYONE | {NO_ROLE}),
    "search": Page(GET, own=EVERYONE),
    "book": Page(GET, own=EVERYONE),
    "book_totals": Page(GET, own=EVERYONE),
    "companies": Page(GET, own=EVERYONE),
    "saved_views": Page(BOTH, own=EVERYONE),
    "saved_view": Page(POST, own=EVERYONE, argument="view_id"),
    "edit_accounts": Page(BOTH, own=CHANGERS),
    "undo_edit": Page(POST, own=CHANGERS, argument="edit_id"),
    "book_filter": Page(GET, own=EVERYONE),
    "book_columns": Page(BOTH, own=EVERYONE),
    "book_file": Page(GET, own=EVERYONE, fixed={"form": "csv"}),
    "account": Page(GET, EVERYONE, EVERYONE, READERS, "account_id"),
    "meeting": Page(GET, own=EVERYONE),
    "put_away": Page(POST, EVERYONE, EVERYONE, READERS, "account_id"),
    "bring_back": Page(POST, EVERYONE, EVERYONE, READERS, "account_id"),
    "company": Page(GET, EVERYONE, EVERYONE, READERS, "company_id"),
    "usage_table": Page(GET, EVERYONE, EVERYONE, READERS, "account_id"),
    "account_timeline": Page(GET, EVERYONE, EVERYONE, READERS, "account_id"),
    "usage_data": Page(GET, EVERYONE, EVERYONE, READERS, "account_id"),
    "judge_account": Page(
        POST,
        own=CHANGERS,
        team=EDITORS | {Role.MANAGER},
        foreign=EDITORS,
        argument="account_id",
    ),
    "new_promise": Page(
        BOTH,
        own=EDITORS | {Role.CSM, Role.MANAGER},
        team=EDITORS | {Role.MANAGER},
        foreign=EDITORS,
        argument="account_id",
    ),
    "promise": Page(BOTH, own=INSPECTORS, argument="promise_id"),
    "write": Page(GET, own=EVERYONE),
    "pick_account": Page(GET, own=EVERYONE, fixed={"what": "note"}),
    "write_about": Page(BOTH, EVERYONE, EVERYONE, READERS, "account_id", fixed={"what": "note"}),
    "written": Page(GET, EVERYONE, EVERYONE, READERS, "written_id", fixed=_STEP),
    "change_written": Page(POST, EVERYONE, LEADERS, EDITORS, "written_id", fixed=_STEP),
    "remove_written": Page(POST, EVERYONE, LEADERS, EDITORS, "written_id", fixed=_STEP),
    "tick_next_step": Page(POST, EVERYONE, EVERYONE, READERS, "written_id"),
    "undo_writing": Page(POST, EVERYONE, NOBODY, NOBODY, "event_id"),
    "explain": Page(
        GET, EVERYONE, EVERYONE, READERS, "account_id", fixed={"subject": "metric/seats"}
    ),
    "merges": Page(GET, own=MERGERS),
    "merged": Page(BOTH, own=MERGERS, argument="merge_id"),
    "merge_accounts": Page(BOTH, MERGERS, MERGERS, KEEPERS, "account_id", beside="other_id"),
    "keep_two": Page(POST, MERGERS, MERGERS, KEEPERS, "account_id", beside="other_id"),
    "renewals": Page(GET, own=RENEWERS),
    "renewals_file": Page(GET, own=RENEWERS, fixed={"form": "csv"}),
    "glossary": Page(GET, own=EVERYONE),
    "classification_round": Page(GET, own=EVERYONE, argument="round_id"),
    "tour": Page(GET, own=EVERYONE),
    "segments": Page(GET, own=EVERYONE),
    "segment": Page(GET, own=EVERYONE, foreign=READERS, argument="segment_key"),
    "segment_journey": Page(GET, own=EVERYONE, foreign=READERS, argument="segment_key"),
    "segment_arpa": Page(GET, own=EVERYONE, foreign=READERS, argument="segment_key"),
    "segment_goals": Page(GET, own=EVERYONE, foreign=READERS, argument="segment_key"),
    "set_segment_goals": Page(
        POST, own=EDITORS | {Role.MANAGER}, foreign=EDITORS, argument="segment_key"
    ),
    "segment_moves": Page(GET, own=EVERYONE),
    "decide_move": Page(POST, own=EDITORS | {Role.MANAGER}, argument="proposal_id"),
    "styleguide": Page(GET, own=KEEPERS),
    "quality": Page(GET, own=INSPECTORS),
    "check_quality": Page(POST, own=EDITORS),
    "set_rhythm": Page(POST, own=KEEPERS),
    "findings": Page(GET, own=INSPECTORS),
    "finding": Page(GET, own=INSPECTORS, argument="finding_id"),
    "act_on_finding": Page(POST, own=INSPECTORS, argument="finding_id"),
    "quality_accounts": Page(GET, own=INSPECTORS, fixed={"gap": "no_contact"}),
    "nights": Page(BOTH, own=EDITORS),
    "night": Page(GET, own=EDITORS, argument="run_id"),
    "run_again": Page(POST, own=EDITORS, argument="run_id"),
    "uploads": Page(BOTH, own=KEEPERS),
    "upload": Page(GET, own=KEEPERS, argument="upload_id"),
    "read_anew": Page(POST, own=KEEPERS, argument="upload_id"),
    "load_upload": Page(POST, own=KEEPERS, argument="upload_id"),
    "try_upload_again": Page(POST, own=KEEPERS, argument="upload_id"),
    "discard_upload": Page(POST, own=KEEPERS, argument="upload_id"),
    "forget_reading": Page(POST, own=KEEPERS, argument="upload_id"),
    "refused_rows": Page(GET, own=KEEPERS, argument="upload_id"),
    "undo_upload": Page(BOTH, own=KEEPERS, argument="upload_id"),
    "pickups": Page(GET, own=KEEPERS),
    "new_pickup": Page(BOTH, own=KEEPERS),
    "pickup": Page(BOTH, own=KEEPERS, argument="pickup_id"),
    "pause_pickup": Page(POST, own=KEEPERS, argument="pickup_id"),
    "look_now": Page(POST, own=KEEPERS, argument="pickup_id"),
    "template_file": Page(GET, own=KEEPERS, fixed={"dataset": "usage"}),
    "columns_file": Page(GET, own=KEEPERS, fixed={"dataset": "usage"}),
}

pytestmark = pytest.mark.django_db


def all_names(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from all_names(entry)
        elif isinstance(entry, URLPattern):
            yield entry.name or str(entry.pattern)


def test_every_url_is_declared_here():
    assert sorted(all_names(get_resolver())) == sorted([*PAGES, *OPEN])


@pytest.mark.parametrize("name", OPEN)
def test_an_open_page_answers_a_stranger(client, name):
    assert (client.get(reverse(name)).status_code, client.post(reverse(name)).status_code) == OPEN[
        name
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_lets_in_exactly_whom_the_table_says(name):
    world, page = make_world(), PAGES[name]
    objects = {
        "run_id": make_run(kind="backfill", options=_BACKFILL),
        "upload_id": _upload(),
        "pickup_id": Pickup.objects.create(place="crm", dataset="accounts"),
        "finding_id": make_finding(world.team),
        "proposal_id": make_proposal(world.team, to="ours"),
        "round_id": make_round(),
        "merge_id": make_merge(world.beside),
        # Each member's own.
        "view_id": _of_each(world, make_view),
        "edit_id": _of_each(world, make_edit),
        "promise_id": make_promise(world.own[Role.CSM]),
        **_written(world),
    }
    differences = [
        f"{who} {method} {whose}: {found}, not {expected}"
        for who, member in world.members.items()
        for client in [_client(member)]
        for place, (whose, arguments, allowed) in enumerate(_cases(page, world, who, objects))
        for method in (METHODS if place == 0 else METHODS[:2])
        for expected in [_expected(page, who, method, allowed)]
        for found in [_answer(client, method, reverse(name, kwargs=arguments))]
        if found != expected
    ]
    assert differences == []


@pytest.mark.parametrize(
    "name", [name for name, page in PAGES.items() if page.argument == "account_id"]
)
def test_a_foreign_object_and_a_missing_one_look_alike(name):
    world = make_world()
    client = Client()
    client.force_login(world.members[Role.CSM])
    page = PAGES[name]
    method = page.methods[0].lower()
    fixed = {**page.fixed, **({page.beside: world.team.pk} if page.beside else {})}
    answers = [
        getattr(client, method)(reverse(name, kwargs={"account_id": account_id, **fixed}))
        for account_id in (world.foreign.pk, MISSING, 10**30)
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (404, answers[0].content)
    }


def test_a_foreign_segment_and_a_missing_one_look_alike():
    client = Client()
    client.force_login(make_world().members[Role.CSM])
    answers = [
        client.get(reverse("segment", kwargs={"segment_key": key})) for key in ("theirs", "none")
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {
        (404, answers[0].content)
    }


_BACKFILL = {"from": "2026-11-01", "every_days": 7, "is_reconstructed": True}


def _upload():
    (refused_folder() / "refused.csv").write_text("line\n")
    return Upload.objects.create(
        dataset="usage",
        file_name="usage.csv",
        sha256="0" * 64,
        size_bytes=1,
        state="loaded",
        refused_rows_file="refused.csv",
    )


def _of_each(world, make):
    """Return {who: what is made for them}; a stranger meets somebody else's."""
    others = make(world.team.csm)
    return {who: make(member) if member else others for who, member in world.members.items()}


def _written(world):
    """Have the owner of each account plan a next step for it: steps and events by account."""
    accounts = [*world.own.values(), world.team, world.foreign]
    written = {account.pk: make_next_step(account, by=account.csm) for account in accounts}
    return {
        "account_id": {pk: pk for pk in written},
        "written_id": {pk: each.row.pk for pk, each in written.items()},
        "event_id": {pk: each.event.pk for pk, each in written.items()},
    }


def _cases(page, world, who, objects):
    """Yield (whose object, arguments of the URL, who may see it)."""
    if not page.argument:
        yield "none", page.fixed, page.own
        return
    fixed = {**page.fixed, **({page.beside: world.beside.pk} if page.beside else {})}
    if page.argument == "segment_key":
        yield "own", {"segment_key": "ours"}, page.own
        yield "foreign", {"segment_key": "theirs"}, page.foreign
    elif page.argument == "company_id":
        yield "own", {"company_id": world.team.company_id}, page.own
        yield "foreign", {"company_id": world.foreign.company_id}, page.foreign
    elif page.argument not in ("account_id", "written_id", "event_id"):
        kept = objects[page.argument]
        kept = kept[who] if isinstance(kept, dict) else kept
        yield "kept", {page.argument: kept.pk}, page.own
    else:
        of = objects[page.argument]
        if who in world.own:
            yield "own", {page.argument: of[world.own[who].pk], **fixed}, page.own
        yield "team", {page.argument: of[world.team.pk], **fixed}, page.team
        yield "foreign", {page.argument: of[world.foreign.pk], **fixed}, page.foreign
    yield "missing", {page.argument: MISSING, **fixed}, NOBODY


def _expected(page, who, method, allowed):
    if who == STRANGER:
        return "login"
    if who in allowed:
        return "in" if method in page.methods else "wrong method"
    if who in page.own and method not in page.methods:
        return "wrong method"
    return "missing"


def _client(member):
    client = Client()
    if member:
        client.force_login(member)
    return client


def _answer(client, method, url):
    """Answer as if nobody had asked before: what is written is taken back."""
    with transaction.atomic():
        response = client.generic(method, url)
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith("/login/"):
        return "login"
    known = {200: "in", 302: "in", 422: "in", 404: "missing", 405: "wrong method"}
    return known.get(response.status_code, response.status_code)
