"""The morning meeting: CSM by CSM, what asks, what rose, what was seen; nothing sealed, nothing foreign."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.translation import override

from book.domain.attention import Standing, attention_of
from book.models import PutAway
from core.models import Role
from tests.builders import (
    DAY,
    make_account,
    make_run,
    make_seal,
    make_segment,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
ENDS = attention_of(Standing(band=3, stage=2, risk=0, days_to_end=60))


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def team():
    make_run()
    return make_segment("ours").team


@pytest.fixture
def manager(client, team):
    manager = make_user(Role.MANAGER, teams=[team])
    client.force_login(manager)
    return manager


def csm(name, team):
    return make_user(Role.CSM, name=name, teams=[team])


def status(name, csm, **fields):
    return make_status(make_account(name, csm=csm), segment=None, **fields)


def talk(client, **asked):
    (found,) = client.get("/meeting/", asked).context["talks"]
    return found


def test_it_begins_with_the_csm_who_has_most_to_do(client, team, manager):
    sato, mori = csm("Sato", team), csm("Mori", team)
    status("A", sato, attention=ENDS)
    for name in "BC":
        status(name, mori, attention=ENDS)
    found = client.get("/meeting/")
    assert [line.name for line in found.context["lines"]] == ["Mori", "Sato"]
    assert [item.need.row.name for item in talk(client).items] == ["B", "C"]
    assert found.context["after_url"] == f"/meeting/?csm={sato.pk}"
    assert found.context["before_url"] == ""
    assert [item.need.row.name for item in talk(client, csm=sato.pk).items] == ["A"]


def test_all_stand_on_one_page_for_paper(client, team, manager):
    sato, mori = csm("Sato", team), csm("Mori", team)
    status("A", sato, attention=ENDS)
    status("B", mori)
    found = client.get("/meeting/", {"csm": "all"}).context["talks"]
    assert [(t.line.name, [i.need.row.name for i in t.items]) for t in found] == [
        ("Sato", ["A"]),
        ("Mori", []),
    ]


def test_of_each_the_most_urgent_are_shown_and_the_rest_counted(client, team, manager):
    sato = csm("Sato", team)
    for number in range(14):
        status(f"Account {number:02}", sato, attention=ENDS, arr=100 - number)
    found = talk(client)
    assert [item.need.row.name for item in found.items] == [f"Account {n:02}" for n in range(12)]
    assert found.more == 2


def test_what_rose_says_from_where_to_where(client, team, manager):
    sato = csm("Sato", team)
    status("Both", sato, stage=2, stage_before=1, band=3, band_before=2, arr=9)
    status("Band", sato, band=2, band_before=1, arr=1)
    status("Same", sato, band=2, band_before=2)
    assert [(rise.name, rise.moves) for rise in talk(client).risen] == [
        ("Both", [("Onboard", "Active"), ("Caution", "Healthy")]),
        ("Band", [("At risk", "Caution")]),
    ]


def test_what_the_csm_has_seen_is_marked_and_what_the_reader_has_is_left_out(client, team, manager):
    sato = csm("Sato", team)
    by_csm, by_reader, _ = (status(n, sato, attention=ENDS) for n in ("A", "B", "C"))
    until = DAY + timedelta(days=9)
    for member, line in ((sato, by_csm), (manager, by_reader)):
        PutAway.objects.create(
            member=member, account=line.account, signals=ENDS, night=DAY, until=until
        )
    found = talk(client)
    assert [(item.need.row.name, item.seen_until) for item in found.items] == [
        ("A", until),
        ("C", None),
    ]
    assert found.line.tally.needing == 2


def test_a_sealed_judgement_is_not_talked_about(client, team, manager):
    sato = csm("Sato", team)
    fell = attention_of(Standing(band=1, band_before=3, stage=2, risk=0))
    sealed = status("Sealed", sato, attention=fell, stage=2, stage_before=1)
    for question in ("score", "stage"):
        make_seal(manager, sealed.account, question)
    found = talk(client)
    assert (found.items, found.risen, found.line.tally.needing) == ([], [], 0)


def test_a_foreign_csm_and_a_missing_one_look_alike(client, team, manager):
    foreign = make_user(Role.CSM)
    status("Foreign", foreign, attention=ENDS)
    status("Ours", csm("Sato", team))
    answers = [client.get("/meeting/", {"csm": key}) for key in (foreign.pk, 10**9, "x")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_without_accounts_the_page_says_so(client, manager):
    assert "No running contracts" in client.get("/meeting/").content.decode()


@pytest.mark.parametrize("count", [2, 8])
def test_the_number_of_queries_does_not_grow(
    client, team, manager, django_assert_num_queries, count
):
    for number in range(count):
        member = csm(f"Csm {number}", team)
        status(f"Asks {number}", member, attention=ENDS)
        status(f"Rose {number}", member, stage=2, stage_before=1)
    client.get("/meeting/")
    with django_assert_num_queries(BASELINE["meeting"]):
        client.get("/meeting/", {"csm": "all"})
