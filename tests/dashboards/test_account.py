"""The account page: its verdicts taken apart, what is sealed, and a member's own judgement."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.models import Contract, RankSpan, RiskJudgement
from book.models import AccountStatus
from core.models import AuditEvent, Role
from dashboards.account import selectors
from dashboards.account.verdicts import strictest
from stages.domain.gaps import Gap
from tests import builders
from tests.builders import (
    DAY,
    make_account,
    make_next_step,
    make_seal,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())


@pytest.fixture
def member(client):
    user = make_user(Role.CSM, name="Ken Sato")
    client.force_login(user)
    return user


@pytest.fixture
def account(member):
    """Used every day until two weeks ago, its sponsor gone; judged a week ago and today."""
    account = make_account(csm=member, seats=100, rank="B")
    builders.make_contract(account)
    builders.make_usage(account, builders.steady_use(until=DAY - timedelta(days=14)))
    builders.make_usage(make_account("Its neighbour"), builders.steady_use(days=3))
    builders.make_contact(account, "sponsor", to_on=DAY - timedelta(days=3))
    builders.judge_night(DAY - timedelta(days=7))
    builders.judge_night(DAY)
    return account


def page(client, account, **more):
    return client.get(reverse("account", args=[account.pk]), **more)


def hundredths(text):
    return int(Decimal(text.replace("−", "-").replace("±", "")) * 100)


def test_the_explanation_adds_up_to_the_score_to_the_last_hundredth(client, account):
    why = page(client, account).context["judged"].why
    groups = [hundredths(group.contribution) for group in why.groups]
    lines = [[hundredths(line.contribution) for line in group.lines] for group in why.groups]
    assert [sum(each) for each in lines] == groups
    assert sum(groups) == hundredths(why.base)
    adjustment = hundredths(why.capped.adjustment) if why.capped else 0
    assert hundredths(why.base) + adjustment == hundredths(why.score)
    assert hundredths(why.score) == AccountStatus.objects.get(pk=account.pk).score


def test_the_score_bar_fills_exactly_the_score(client, account):
    parts = [group.part for group in page(client, account).context["judged"].why.groups]
    assert sum(part.width for part in parts) == 10_000
    assert [part.x for part in parts] == [
        sum(p.width for p in parts[:i]) for i in range(len(parts))
    ]


def test_exactly_one_item_is_named_to_be_improved_first(client, account):
    why = page(client, account).context["judged"].why
    worst = [line for group in why.groups for line in group.lines if line.is_worst]
    assert len(worst) == 1
    assert "improve this first" in page(client, account).content.decode()


def test_what_moved_since_last_week_adds_up_to_the_change(client, account):
    why = page(client, account).context["judged"].why
    assert why.compared_on == DAY - timedelta(days=7)
    moves = [
        hundredths(line.change.words)
        for group in why.groups
        for line in group.lines
        if line.change and line.change.words
    ]
    # A week ago nothing was capped, so the whole adjustment is new.
    assert sum(moves) + hundredths(why.capped.adjustment) == hundredths(why.change.words)


def test_the_exception_stands_on_its_own_line(client, account):
    capped = page(client, account).context["judged"].why.capped
    assert (capped.name, capped.cap) == ("The sponsor has left", 49)
    assert capped.evidence[0][0] == "sponsor_left_days"


def test_reasons_tell_since_when_they_hold(client, account):
    reasons = {reason.name: reason for reason in page(client, account).context["judged"].reasons}
    left = reasons["The sponsor has left"]
    assert (left.since, left.is_older) == (DAY, False)
    assert [reason.is_older for reason in reasons.values() if reason.since < DAY] in ([], [True])
    assert left.evidence[0] == ("sponsor_left_days", "Days since the sponsor left", "3 days")


def test_reasons_that_count_the_days_to_the_end_say_that_the_renewal_is_signed(client, account):
    said = "The renewal is signed from 1 Jun 2027."
    assert said not in page(client, account).content.decode()
    AccountStatus.objects.update(renewed_from=date(2027, 6, 1))
    assert said in page(client, account).content.decode()
    Contract.objects.update(ends_on=DAY + timedelta(days=900))
    builders.judge_night(DAY)
    AccountStatus.objects.update(renewed_from=date(2029, 6, 1))
    assert "The renewal is signed" not in page(client, account).content.decode()


def test_what_is_missing_to_the_next_stage_comes_nearest_first(client, account):
    ladder = page(client, account).context["judged"].ladder
    progress = [missing.progress for missing in ladder.missing]
    assert progress == sorted(progress, reverse=True)
    assert all(0 <= each < 100 for each in progress)
    assert [step.sign.word for step in ladder.steps] == ["Entry", "Onboard", "Active", "Loyal"]
    assert sum(step.is_here for step in ladder.steps) == 1


def test_of_two_thresholds_on_one_metric_only_the_stricter_is_named():
    def gap(operator, needed, metric="activity_score"):
        return Gap("active", metric, operator, 0, needed, 0)

    few, many = gap(">=", 25), gap(">=", 60)
    lax, strict = gap("<=", 9, "open_tickets"), gap("<=", 2, "open_tickets")
    unknown = gap("missing", None, "nps_score")
    assert strictest([few, lax, unknown, many, strict]) == [unknown, many, strict]


@pytest.mark.parametrize(
    ("question", "part"), [("score", "why"), ("risk", "reasons"), ("stage", "ladder")]
)
def test_a_sealed_judgement_is_not_taken_apart(client, member, account, question, part):
    make_seal(member, account, question)
    answer = page(client, account)
    assert getattr(answer.context["judged"], part) is None
    assert "sealed" in answer.content.decode()


def test_a_sealed_stage_does_not_show_in_the_timeline_either(client, member, account):
    def stages():
        return [e for e in page(client, account).context["story"].entries if e.icon == "stairs"]

    assert stages()
    make_seal(member, account, "stage")
    assert stages() == []


def test_a_sealed_rank_is_not_in_the_form(client, member, account):
    make_seal(member, account, "rank")
    assert not re.search(r'name="rank"[^>]*checked', page(client, account).content.decode())


def test_an_account_before_its_first_night_says_so(client, member):
    answer = page(client, make_account("New here", csm=member)).content.decode()
    assert "No night has judged this account yet." in answer


def test_a_contract_without_an_end_date_says_so_and_runs(client, account):
    account.contracts.update(ends_on=None)
    AccountStatus.objects.update(ends_on=None)
    answer = page(client, account).content.decode()
    assert answer.count("no end date") == 2
    assert '<span class="pill is-accent">running</span>' in answer
    account.contracts.update(closed_on=DAY)
    AccountStatus.objects.update(is_running=False)
    answer = page(client, account).content.decode()
    assert (answer.count("no end date"), answer.count("no running contract")) == (1, 1)
    assert ">running</span>" not in answer


def test_what_follows_a_contract_closed_early_renewed_it(account):
    ago = {days: DAY - timedelta(days=days) for days in (1_000, 800, 790)}
    before = builders.make_contract(account, starts_on=ago[1_000], closed_on=ago[800])
    after = builders.make_contract(account, starts_on=ago[790], days=30)
    found = selectors.contracts_of(account, as_of=DAY)
    agreed = {each.contract: each.before for each in found}
    assert (agreed[after], agreed[before]) == (before, None)


def test_an_account_without_a_running_contract_says_why_it_is_not_judged(client, account):
    AccountStatus.objects.filter(pk=account.pk).update(is_running=False, night=DAY + timedelta(1))
    assert "No running contract on this day" in page(client, account).content.decode()


def test_an_account_whose_contract_ended_before_any_night_shows_what_is_known(client, member):
    ended = make_account(csm=member)
    make_status(ended, is_running=False, night=None, usage_to=DAY)
    assert page(client, ended).context["is_usage_late"] is False


def test_the_number_of_queries_is_fixed(client, account, django_assert_num_queries):
    page(client, account)
    with django_assert_num_queries(BASELINE["account"]):
        page(client, account)


def test_only_tables_that_hold_something_of_the_account_are_read(
    client, account, django_assert_num_queries
):
    page(client, account)
    make_next_step(account, by=account.csm)
    with django_assert_num_queries(BASELINE["account"] + len(("what waits", "what is done"))):
        page(client, account)


def test_the_chart_has_its_numbers_one_click_away(client, account):
    data = client.get(reverse("usage_data", args=[account.pk])).json()
    assert (len(data["days"]), len(data["used"])) == (180, 180)
    assert sum(data["used"]) == 100
    assert {lane["name"] for lane in data["lanes"]} == {"job_posting", "scheduling"}
    assert [(each["lane"], each["at"], each["word"]) for each in data["events"]] == [
        ("people", 176, "Sponsor left")
    ]
    stages = data["stages"]
    assert [(each["from"], each["to"]) for each in stages][-1][1] == 179
    assert all(one["to"] + 1 == two["from"] for one, two in pairwise(stages))
    table = client.get(reverse("usage_table", args=[account.pk]), headers={"HX-Request": "true"})
    assert table.content.decode().count("<tr>") == 181
    assert "<html" not in table.content.decode()
    assert re.findall(r"<th[^>]*>([^<]+)</th>", table.content.decode())[:4] == [
        *("Day", "What happened", "job_posting", "scheduling")
    ]
    left = DAY - timedelta(days=3)
    assert re.search(
        rf'<th scope="row">{left:%a} {left.day} {left:%b}</th><td[^>]*>Sponsor left Hana Mori</td>',
        table.content.decode(),
    )


def test_the_story_is_narrowed_to_one_kind(client, account):
    url = reverse("account_timeline", args=[account.pk])
    page = client.get(url, {"kind": "people"})
    assert [str(entry.kind) for entry in page.context["story"].entries] == ["Sponsor left"]
    everything = client.get(url, {"kind": "nothing-like-it"})
    assert everything.context["story"].query.kinds == ()
    assert {entry.lane for entry in everything.context["story"].entries} == {
        "people",
        "contract",
        "stage",
    }
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment


@pytest.mark.parametrize("kind", ["", "stage"])
def test_a_sealed_stage_is_in_no_story_and_on_no_axis(client, member, account, kind):
    make_seal(member, account, "stage")
    story = client.get(reverse("account_timeline", args=[account.pk]), {"kind": kind})
    assert "stage" not in {entry.lane for entry in story.context["story"].entries}
    assert "stage" not in {kind.lane.key for kind in story.context["story"].kinds}
    assert client.get(reverse("usage_data", args=[account.pk])).json()["stages"] == []


def test_one_goes_on_from_account_to_account_of_the_list_one_came_from(client, member, account):
    others = [make_account(f"Account {number}", csm=member) for number in range(2)]
    for score, other in enumerate(others):
        make_status(other, score=score)
    listed = client.get(reverse("book"), {"mine": "1", "contract": "all"})
    url = f"{others[1].status.account_id}/?list=mine%3D1%26contract%3Dall&amp;at=2"
    assert f'href="/accounts/{url}"' in listed.content.decode()
    place = client.get(f"/accounts/{url.replace('&amp;', '&')}").context["place"]
    assert (place.at, place.total) == (2, 3)
    assert place.before_url == f"/accounts/{others[0].pk}/?list=mine%3D1%26contract%3Dall&at=1"
    assert place.after_url == f"/accounts/{account.pk}/?list=mine%3D1%26contract%3Dall&at=3"
    assert place.list_url == "/accounts/?mine=1&contract=all"
    assert client.get(place.before_url).context["place"].before_url == ""
    assert client.get(place.after_url).context["place"].after_url == ""


@pytest.mark.parametrize("asked", ["", "?at=1", "?list=mine%3D1&at=2", "?list=&at=0", "?at=x"])
def test_a_place_in_no_list_shows_no_way_on(client, account, asked):
    place = client.get(reverse("account", args=[account.pk]) + asked).context["place"]
    assert (place is None) == (asked != "?at=1")


def test_an_account_without_usage_says_so(client, member):
    quiet = make_account("Quiet", csm=member)
    assert client.get(reverse("usage_data", args=[quiet.pk])).json()["lanes"] == []
    table = client.get(reverse("usage_table", args=[quiet.pk])).content.decode()
    assert "No usage in these 180 days." in table


def test_a_contact_who_has_left_is_marked_and_comes_last(account):
    builders.make_contact(account, "champion", name="Zoe Last")
    people = selectors.people_of([account], as_of=DAY)
    assert [(each.name, each.roles, each.is_gone) for each in people] == [
        ("Zoe Last", ["Champion"], False),
        ("Hana Mori", [], True),
    ]


def test_the_time_axis_names_who_left_once(client, account):
    events = client.get(reverse("usage_data", args=[account.pk])).json()["events"]
    left = [(each["word"], each["text"]) for each in events if each["lane"] == "people"]
    assert left == [("Sponsor left", "Hana Mori")]


def judge(client, account, **given):
    return client.post(reverse("judge_account", args=[account.pk]), given)


def test_a_member_records_how_they_see_the_risk(client, member, account):
    answer = judge(
        client, account, level="3", evidence="The new director looks elsewhere.", rank="C"
    )
    assert answer["Location"] == reverse("account", args=[account.pk])
    kept = RiskJudgement.objects.get(account=account)
    assert (kept.level, kept.evidence, kept.judged_by) == (
        3,
        "The new director looks elsewhere.",
        member,
    )
    status = AccountStatus.objects.get(pk=account.pk)
    assert (status.judged_risk, status.rank, status.is_risk_disputed) == (3, "C", status.risk != 3)
    verbs = AuditEvent.objects.filter(actor=member).values_list("verb", flat=True)
    assert list(verbs) == ["judge_risk", "set_rank"]
    shown = page(client, account).content.decode()
    assert "The new director looks elsewhere." in shown


def test_what_is_recorded_of_an_account_that_no_night_judged_reaches_its_line(client, member):
    builders.make_run()
    ended = make_account("Ended", csm=member)
    make_status(ended, is_running=False, night=None, usage_to=DAY)
    builders.make_activity(ended, by=member)
    judge(client, ended, level="3", evidence="They said goodbye.", rank="C")
    line = AccountStatus.objects.get(pk=ended.pk)
    assert (line.judged_risk, line.rank, line.latest_touch_on) == (3, "C", DAY)
    assert (line.night, line.is_running, line.usage_to) == (None, False, DAY)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"level": "3"}, "Say what your judgement rests on."),
        ({"evidence": "a feeling"}, "Choose a level for this evidence."),
        ({"level": "9", "evidence": "x"}, "Select a valid choice"),
        ({"rank": "Z"}, "Select a valid choice"),
    ],
)
def test_a_judgement_that_is_not_whole_changes_nothing(client, account, given, message):
    answer = judge(client, account, **given)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    account.refresh_from_db()
    assert (account.rank, RiskJudgement.objects.count(), RankSpan.objects.count()) == ("B", 0, 0)
    assert AuditEvent.objects.filter(object_kind="account").count() == 0


def test_a_reader_has_no_form(client, account):
    client.force_login(make_user(Role.RENEWAL_REP))
    answer = page(client, account)
    assert "form" not in answer.context
    assert "Your judgement" not in answer.content.decode()
