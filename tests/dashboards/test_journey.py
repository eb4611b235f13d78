"""The success journey of a segment: how far its accounts have come, CSM by CSM, and who waits where."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from book.models import AccountStatus
from core.models import Role
from dashboards.segment.journey import journey_page
from definitions.models import Kind
from definitions.services import put_in_force
from engagement.models import Milestone
from tests.builders import (
    DAY,
    make_account,
    make_product,
    make_run,
    make_segment,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
URL = "/segments/graduate_season/journey/"


def step(key, english, japanese, *content):
    sheets = [{"name_en": en, "name_ja": ja} for en, ja in content]
    return {"key": key, "days": 30, "name_en": english, "name_ja": japanese, "content": sheets}


BODY = {
    "milestones": [
        step("kickoff", "Kick-off", "キックオフ"),
        step("setup", "Set-up", "初期設定", ("Checklist", "チェックリスト")),
        step("live", "Live", "運用開始"),
    ],
    "overrides": {"graduate_season": {"order": ["kickoff", "live", "setup"]}},
}


def set_journey(product, body):
    put_in_force(
        kind=Kind.JOURNEY,
        key="journey",
        texts={"name_en": "Success journey", "name_ja": "サクセスジャーニー"},
        body=body,
        product=product,
        reason="for a test",
    )


@pytest.fixture
def manager(client):
    make_run()
    set_journey(make_product(), BODY)
    user = make_user(Role.MANAGER, teams=[make_segment().team])
    client.force_login(user)
    return user


def make_csm(name):
    return make_user(Role.CSM, name=name, teams=[make_segment().team])


def make_traveller(csm, *reached, late=None, days_late=10, product=None, **fields):
    """Make an account that reached these milestones a month ago; `late` is due and not reached."""
    segment = make_segment()
    name = f"{csm.name} {Milestone.objects.values('account').distinct().count():02}"
    account = make_account(name, csm=csm, team=segment.team, product=product)
    make_status(account, segment=segment, **fields)
    for key in reached:
        Milestone.objects.create(account=account, key=key, reached_on=DAY - timedelta(days=30))
    if late:
        due_on = DAY - timedelta(days=days_late)
        Milestone.objects.create(account=account, key=late, due_on=due_on)
    return account


def page_for(user, **asked):
    return journey_page(for_user=user, segment=make_segment(), as_of=DAY, **asked)


def test_the_milestones_stand_in_the_order_of_the_segment_with_how_many_reached_each(manager):
    sato = make_csm("Ken Sato")
    make_traveller(sato, "kickoff", "live", "setup")
    make_traveller(sato, "kickoff", "live")
    make_traveller(sato, "kickoff", late="live")
    make_traveller(sato)
    page = page_for(manager)
    lines = [
        (each.number, each.name, each.content, each.reached, each.percent) for each in page.steps
    ]
    assert lines == [
        (1, "Kick-off", [], 3, 75),
        (2, "Live", [], 2, 50),
        (3, "Set-up", ["Checklist"], 1, 25),
    ]
    onward = [
        each.onward and (each.onward.percent, each.onward.passage.late) for each in page.steps
    ]
    assert onward == [(67, 1), (50, 0), None]


def test_a_csm_far_from_the_segment_is_pointed_out_unless_few_accounts_tell(manager):
    sato, abe, kato = map(make_csm, ("Ken Sato", "Aya Abe", "Jun Kato"))
    for csm, onward, waiting in ((sato, 5, 0), (abe, 1, 4), (kato, 0, 4)):
        for _ in range(onward):
            make_traveller(csm, "kickoff", "live")
        for _ in range(waiting):
            make_traveller(csm, "kickoff", late="live")
    page = page_for(manager)
    cells = {line.name: line.cells[0] for line in page.csms}
    found = {name: (cell.percent, cell.is_few, cell.way) for name, cell in cells.items()}
    assert found == {
        "Aya Abe": (20, False, "down"),
        "Jun Kato": (0, True, ""),
        "Ken Sato": (100, False, "up"),
    }
    assert page.steps[0].onward.percent == 43


def test_the_step_after_which_the_fewest_go_on_comes_first(manager):
    sato = make_csm("Ken Sato")
    for _ in range(6):
        make_traveller(sato, "kickoff", "live")
    for _ in range(2):
        make_traveller(sato, "kickoff")
    assert page_for(manager).hardest.name == "Live"


def test_a_step_opens_those_who_wait_there_the_latest_first(manager):
    sato, abe = make_csm("Ken Sato"), make_csm("Aya Abe")
    make_traveller(sato, "kickoff", late="live", days_late=3)
    make_traveller(abe, "kickoff", late="live", days_late=40)
    make_traveller(abe, "kickoff", late="live", days_late=3, arr=9_000_000)
    make_traveller(abe, "kickoff", "live")
    waiting = page_for(manager, step=1).waiting
    assert [(each.name, each.days_late) for each in waiting.lines] == [
        ("Aya Abe 01", 40),
        ("Aya Abe 02", 3),
        ("Ken Sato 00", 3),
    ]
    assert (waiting.step.name, waiting.next_name, waiting.total) == ("Kick-off", "Live", 3)
    own = page_for(manager, step=1, csm=sato.pk).waiting
    assert ([each.name for each in own.lines], own.csm) == (["Ken Sato 00"], "Ken Sato")


@pytest.mark.parametrize("step", [3, 4, 99])
def test_nobody_waits_after_the_final_step(manager, step):
    make_traveller(make_csm("Ken Sato"), "kickoff", "live", "setup")
    assert page_for(manager, step=step).waiting is None


def test_accounts_without_a_running_contract_and_of_other_segments_are_left_out(manager):
    sato = make_csm("Ken Sato")
    make_traveller(sato, "kickoff")
    make_traveller(sato, "kickoff", is_running=False)
    other = make_account("Elsewhere", csm=sato)
    make_status(other, segment=make_segment("multi_site", order=1))
    Milestone.objects.create(account=other, key="kickoff", reached_on=DAY)
    page = page_for(manager)
    assert (page.accounts, page.steps[0].reached) == (1, 1)


def test_a_member_of_another_team_sees_none_of_them(manager):
    make_traveller(make_csm("Ken Sato"), "kickoff")
    outsider = make_user(Role.CSM, teams=[make_segment("multi_site", order=1).team])
    assert page_for(outsider).accounts == 0


def test_the_page_asks_the_same_few_queries_however_many_accounts_there_are(
    client, manager, django_assert_num_queries
):
    for name in ("Ken Sato", "Aya Abe"):
        csm = make_csm(name)
        for _ in range(4):
            make_traveller(csm, "kickoff", late="live")
    client.get(URL)
    with django_assert_num_queries(BASELINE["segment_journey"]):
        assert client.get(URL + "?step=1").status_code == 200


def test_without_a_journey_or_without_accounts_the_page_says_so(client, manager):
    assert "No account with a running contract" in client.get(URL).content.decode()


@pytest.mark.parametrize("asked", ["?step=x", "?step=-1", "?step=1&csm=99999999999999999999"])
def test_an_address_that_makes_no_sense_shows_the_journey(client, manager, asked):
    make_traveller(make_csm("Ken Sato"), "kickoff")
    assert client.get(URL + asked).status_code == 200


def test_a_step_opens_those_who_are_late_and_those_who_reached_it(manager):
    sato = make_csm("Ken Sato")
    make_traveller(sato, "kickoff", late="live", days_late=3)
    make_traveller(sato, "kickoff")
    make_traveller(sato, "kickoff", "live", "setup")

    def listed(step, who):
        waiting = page_for(manager, step=step, who=who).waiting
        return waiting and [each.name for each in waiting.lines]

    assert listed(1, "waiting") == ["Ken Sato 00", "Ken Sato 01"]
    assert listed(1, "late") == ["Ken Sato 00"]
    assert listed(1, "reached") == ["Ken Sato 00", "Ken Sato 01", "Ken Sato 02"]
    assert listed(3, "reached") == ["Ken Sato 02"]
    assert listed(3, "waiting") is None


def test_every_count_of_a_step_leads_to_as_many_accounts(client, manager):
    sato = make_csm("Ken Sato")
    make_traveller(sato, "kickoff", late="live")
    make_traveller(sato, "kickoff", "live")
    for line in page_for(manager).steps:
        reached = client.get(line.reached_url).context["page"].waiting
        assert reached.total == line.reached
        if line.onward:
            late = client.get(line.late_url).context["page"].waiting
            assert late.total == line.onward.passage.late


def test_accounts_without_a_csm_are_opened_by_themselves(client, manager):
    sato = make_csm("Ken Sato")
    nobodys = make_traveller(sato, "kickoff", late="live")
    make_traveller(sato, "kickoff", late="live")
    AccountStatus.objects.filter(account=nobodys).update(csm=None)
    (line,) = (each for each in page_for(manager).csms if each.name == "No CSM")
    waiting = client.get(line.cells[0].url).context["page"].waiting
    assert ([each.name for each in waiting.lines], waiting.csm) == (["Ken Sato 00"], "No CSM")
    assert [each.name for each in client.get(line.url).context["page"].statuses] == ["Ken Sato 00"]


def test_a_long_list_of_those_who_wait_is_turned_page_by_page(client, manager, monkeypatch):
    monkeypatch.setattr("dashboards.segment.journey.WAITING_A_PAGE", 2)
    sato = make_csm("Ken Sato")
    for late in (30, 20, 10):
        make_traveller(sato, "kickoff", late="live", days_late=late)
    first = page_for(manager, step=1).waiting
    assert [each.days_late for each in first.lines] == [30, 20]
    assert (first.total, first.before_url) == (3, "")
    second = client.get(first.after_url).context["page"].waiting
    assert [each.days_late for each in second.lines] == [10]
    assert (second.before_url, second.after_url) == (f"{URL}?step=1#waiting", "")


def test_accounts_of_a_product_that_goes_by_another_journey_are_left_out_and_counted(
    client, manager
):
    crm = make_product("crm")
    set_journey(crm, {"milestones": [step("import", "Import", "取り込み")]})
    sato = make_csm("Ken Sato")
    make_traveller(sato, "kickoff")
    make_traveller(sato, "import", product=crm)
    make_traveller(sato, "import", product=crm)
    answer = client.get(URL)
    page = answer.context["page"]
    assert [(each.name, each.reached, each.percent) for each in page.steps] == [("Import", 2, 100)]
    assert (page.accounts, page.left_out) == (2, 1)
    assert "1 account of other products is left out" in answer.content.decode()
    for url in (page.url, page.csms[0].url):
        listed = client.get(url).context["page"].statuses
        assert sorted(each.name for each in listed) == ["Ken Sato 01", "Ken Sato 02"]


def test_products_that_share_a_journey_are_measured_together(manager):
    set_journey(make_product("crm"), BODY)
    sato = make_csm("Ken Sato")
    make_traveller(sato, "kickoff")
    make_traveller(sato, "kickoff", product=make_product("crm"))
    page = page_for(manager)
    assert (page.accounts, page.left_out, page.steps[0].reached) == (2, 0, 2)
