"""My day: who needs somebody and why, for each role; nothing sealed, nothing foreign."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils.translation import override

from accounts.selectors import judgements_for
from book.domain.attention import SIGNALS, Standing, attention_of, signals_in
from core.models import Role
from dashboards.day.greeting import greeted
from dashboards.day.lines import accounts_of_day, asking_of, parts_of
from dashboards.day.tally import Tally, tallies
from dashboards.day.team import csm_lines
from dashboards.day.views import VIEWS_OF_ROLES, views_of
from dashboards.day.words import Wording, signals_in_words
from health.selectors import risk_words
from intake.models import Upload
from nightly.models import Quarantine
from tests.builders import (
    DAY,
    judge_night,
    make_account,
    make_contract,
    make_finding,
    make_run,
    make_seal,
    make_segment,
    make_status,
    make_user,
    place_in_segment,
)

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
WELL = {"band": 3, "stage": 2, "risk": 0}
FELL = attention_of(Standing(band=1, band_before=3, stage=2, risk=0))
STAGE_FELL = attention_of(Standing(band=3, stage=1, stage_before=2, risk=0))
UNTOUCHED = attention_of(Standing(**WELL, days_to_end=60))
DIFFERS = attention_of(Standing(**WELL, judged_risk=3))


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def csm():
    return make_user(Role.CSM, name="Ken Sato", teams=[make_segment("ours").team])


def status(name="Aoba Logistics", *, csm=None, team=None, **fields):
    fields = {"segment": None, "score_before": 7_600, "band_before": 3, **fields}
    return make_status(make_account(name, csm=csm, team=team), **fields)


def day(user, *, is_mine=True):
    accounts = accounts_of_day(for_user=user, is_mine=is_mine)
    asked = {"judgements": judgements_for(user), "night": DAY, "is_mine": is_mine}
    return asking_of(accounts, for_user=user, **asked)


def parts(user, *, is_mine=True):
    accounts = accounts_of_day(for_user=user, is_mine=is_mine)
    asked = {"judgements": judgements_for(user), "night": DAY, "is_mine": is_mine}
    found = tallies(accounts, judgements=asked["judgements"], night=DAY)
    return parts_of(accounts, found, for_user=user, **asked)


def needing(user, **asked):
    return [need.row.name for need in day(user, **asked).needs.lines]


def words():
    return Wording(risks=risk_words(), milestones={"kickoff": "Kickoff"})


def test_urgency_comes_first_and_revenue_within_it(csm):
    status("Small, fell", csm=csm, attention=FELL, arr=1)
    status("Large, differs", csm=csm, attention=DIFFERS, judged_risk=3, arr=9)
    status("Large, unattended", csm=csm, attention=UNTOUCHED, arr=5)
    status("Stage fell", csm=csm, attention=STAGE_FELL, stage_before=2, arr=None)
    status("Well", csm=csm)
    assert needing(csm) == ["Large, unattended", "Small, fell", "Stage fell", "Large, differs"]


def test_a_line_tells_the_change_since_the_night_read_before_and_every_reason(csm):
    status(csm=csm, score=4_150, band=1, attention=FELL | DIFFERS, risk=1, judged_risk=3)
    (need,) = day(csm).needs.lines
    assert (need.urgency, need.change, need.change_way) == ("now", "−35", "down")
    assert need.reasons == [
        "Health fell from Healthy to At risk",
        "CSM sees risk “High”, the rules say “Low”",
    ]


def test_the_working_day_before_is_named(csm):
    found = day(csm).at
    assert (found.morning, found.since) == (DAY + timedelta(days=1), DAY - timedelta(days=2))


WORDS = {
    "fell_at_risk": "Health fell from Healthy to At risk",
    "became_high": "Risk rose to high: The sponsor has left",
    "ends_untouched": "Contract ends in 63 days, no contact for 41 days",
    "stage_fell": "Stage fell from Loyal to Onboard",
    "gone_silent": "No use for 14 days",
    "high_untouched": "High risk (Silent for a month), no contact for 41 days",
    "new_reason": "New reason to worry: The sponsor has left",
    "fell_caution": "Health fell from Healthy to At risk",
    "milestone_overdue": "Milestone “Kickoff” is 1 day overdue",
    "differs": "CSM sees risk “None”, the rules say “Medium”",
}


@pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.key)
def test_every_signal_has_its_sentence(signal):
    line = status(
        band=1,
        stage_before=3,
        judged_risk=0,
        new_reasons=["sponsor_left"],
        latest_touch_on=DAY - timedelta(days=41),
        latest_use_on=DAY - timedelta(days=14),
        overdue_milestone="kickoff",
        overdue_since=DAY - timedelta(days=1),
    )
    said = signals_in_words([signal], line, words=words(), as_of=DAY)
    assert said == [WORDS[signal.key]]


def test_an_account_never_touched_says_so():
    line = status(latest_touch_on=None)
    said = signals_in_words(signals_in(UNTOUCHED), line, words=words(), as_of=DAY)
    assert said == ["Contract ends in 63 days, no contact on record"]


def test_that_nobody_was_in_touch_is_said_once():
    both = attention_of(Standing(band=3, stage=2, risk=3, days_to_end=60))
    said = signals_in_words(signals_in(both), status(), words=words(), as_of=DAY)
    assert said == [
        "Contract ends in 63 days, no contact on record",
        "High risk (Silent for a month)",
    ]


@pytest.mark.parametrize(
    ("question", "attention"), [("score", FELL), ("stage", STAGE_FELL), ("risk", DIFFERS)]
)
def test_a_sealed_judgement_asks_for_nobody(csm, question, attention):
    sealed = status(csm=csm, attention=attention, steps_to_next=1, stage_before=0)
    make_seal(csm, sealed.account, question)
    found = day(csm)
    lines = csm_lines(found.found, for_user=csm)
    assert (found.needs.total, found.needs.lines) == (0, [])
    assert lines[0].tally.needing == 0
    if question == "stage":
        assert (parts(csm).nearest, parts(csm).risen) == ([], [])


def test_a_sealed_stage_leaves_what_rests_on_the_score(csm):
    sealed = status(csm=csm, attention=FELL | STAGE_FELL, band=1)
    make_seal(csm, sealed.account, "stage")
    (need,) = day(csm).needs.lines
    assert need.reasons == ["Health fell from Healthy to At risk"]


def test_mine_is_mine_and_the_team_is_the_teams():
    ours = make_segment("ours").team
    me, mate = (make_user(Role.CSM, teams=[ours]) for _ in range(2))
    status("Mine", csm=me, attention=FELL, arr=3)
    status("Mate's", csm=mate, attention=FELL, arr=2)
    status("Foreign", csm=make_user(Role.CSM), attention=FELL, arr=1)
    assert needing(me) == ["Mine"]
    assert needing(me, is_mine=False) == ["Mine", "Mate's"]
    assert needing(make_user(), is_mine=False) == []
    assert needing(make_user(Role.CS_HEAD), is_mine=False) == ["Mine", "Mate's", "Foreign"]


def test_long_lists_are_cut_and_lead_to_the_same_filter(csm):
    for number in range(17):
        status(f"Account {number}", csm=csm, attention=FELL)
    needs = day(csm).needs
    assert (len(needs.lines), needs.total, needs.more) == (15, 17, 2)
    assert needs.url == "/accounts/?mine=1&needs=1"


def test_what_ends_soonest_lies_ahead_first(csm):
    status("Later", csm=csm, ends_on=DAY + timedelta(days=90))
    status("Sooner", csm=csm, ends_on=DAY)
    status("Too late", csm=csm, ends_on=DAY + timedelta(days=91))
    status("Ended", csm=csm, is_running=False, ends_on=DAY)
    status("Renewed", csm=csm, ends_on=DAY, renewed_from=DAY + timedelta(days=365))
    assert [row.name for row in parts(csm).ahead.lines] == ["Sooner", "Later"]
    assert parts(csm).ahead.total == 2


def test_fewest_steps_come_nearest_and_the_highest_stage_has_none(csm):
    status("Two", csm=csm, steps_to_next=2, next_progress=9_000)
    status("One", csm=csm, steps_to_next=1, next_progress=5_000)
    status("One, closer", csm=csm, steps_to_next=1, next_progress=9_000)
    status("Only time", csm=csm, steps_to_next=0)
    status("Loyal", csm=csm, stage=3, steps_to_next=None)
    found = [(near.row.name, near.next_step.word) for near in parts(csm).nearest]
    assert found == [("One, closer", "Active"), ("One", "Active"), ("Two", "Active")]


def test_data_to_check_is_counted_and_leads_to_its_list(csm):
    status("Loose", csm=csm)
    late = status("Late", csm=csm, segment=make_segment("ours"), usage_to=DAY - timedelta(days=3))
    Quarantine.objects.create(run=make_run(), account=late.account, step="judge", error="x")
    checks = [(str(check.word), check.count, check.url) for check in parts(csm).checks]
    assert checks == [
        ("Unclassified", 1, "/accounts/?mine=1&segment=none"),
        ("Usage has not arrived", 1, "/accounts/?mine=1&stale=1"),
        ("Left out by the night", 1, "/accounts/?mine=1&was=2026-11-22%3Asegment%3A-any"),
    ]


def test_a_csm_is_told_of_the_findings_that_wait_for_them(client, csm):
    mate = make_user(Role.CSM, teams=csm.teams.all())
    own = status("Own", csm=csm, segment=make_segment("ours")).account
    mates = status("A mate's", csm=mate, segment=make_segment("ours")).account
    foreign = make_account("Foreign", csm=make_user(Role.CSM))
    make_finding(own, owner=csm)
    make_finding(mates, owner=csm)
    make_finding(own)
    make_finding(own, state="accepted")
    make_finding(own, owner=mate)
    make_finding(mates)
    make_finding(foreign)
    checks = {str(check.word): (check.count, check.url) for check in parts(csm).checks}
    assert checks == {
        "Findings given to you": (2, "/quality/findings/?owner=me"),
        "Findings about your accounts, nobody's yet": (1, "/quality/findings/?owner=none&csm=me"),
    }
    client.force_login(csm)
    for count, url in checks.values():
        assert client.get(url).context["page"].total == count
    assert parts(csm, is_mine=False).checks == []


def test_the_morning_meeting_counts_for_each_csm(csm):
    status("A", csm=csm, attention=FELL, band=1, arr=5)
    status("B", csm=csm, stage=2, stage_before=1, band=3, ends_on=DAY + timedelta(days=400))
    status("C", csm=csm, attention=FELL, band=2, arr=7, is_free=True)
    status("Nobody's", band=0, stage_before=1)
    head = make_user(Role.CS_HEAD)
    first, second = csm_lines(day(head, is_mine=False).found, for_user=head)
    assert (first.name, first.team) == ("Ken Sato", "Ours")
    counted = {"accounts": 3, "needing": 2, "arr_needing": 5, "fallen": 2, "risen": 1, "ending": 2}
    assert first.tally == Tally(**counted)
    assert first.needing_url == f"/accounts/?needs=1&csm={csm.pk}"
    assert (second.name, second.tally) == ("", Tally(accounts=1, ending=1))
    assert second.url == "/accounts/?csm=none"


# The page


@pytest.fixture
def night():
    return make_run()


@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_day(client, night, role):
    member = make_user(role, teams=[make_segment("ours").team])
    client.force_login(member)
    first = client.get("/")
    assert (first.status_code, first.context["view"]) == (200, VIEWS_OF_ROLES[role][0])
    for view in VIEWS_OF_ROLES[role]:
        assert client.get("/", {"view": view}).context["view"] == view


def test_several_roles_join_their_views_in_order():
    assert views_of(make_user(Role.ADMIN, Role.MANAGER)) == [
        *("team", "mine", "operations", "renewals"),
    ]
    assert views_of(make_user()) == []


def test_a_view_of_another_role_is_not_given(client, night, csm):
    client.force_login(csm)
    assert client.get("/", {"view": "operations"}).context["view"] == "mine"


def test_a_member_without_a_role_is_told_so(client, night):
    client.force_login(make_user())
    assert "No role yet" in client.get("/").content.decode()


def test_a_stranger_goes_to_the_login_page(client):
    assert client.get("/")["Location"] == "/login/?next=/"


def test_before_the_first_night_the_day_says_what_is_missing(client, csm):
    client.force_login(csm)
    assert "No night has run yet" in client.get("/").content.decode()


def test_nothing_to_do_is_a_page_too(client, night, csm):
    client.force_login(csm)
    page = client.get("/").content.decode()
    assert "You look after no account with a running contract." in page
    assert "No running contracts" in page
    status(csm=csm)
    page = client.get("/").content.decode()
    assert "Your 1 account does not need you." in page
    assert "Nothing needs you today" in page


def test_a_team_without_accounts_has_a_sentence_of_its_own(client, night):
    client.force_login(make_user(Role.CS_HEAD))
    page = client.get("/?view=team").content.decode()
    assert "No account with a running contract is in your sight." in page


def test_the_headline_counts_in_both_languages(client, night, csm, settings):
    status("A", csm=csm, attention=FELL, band=1)
    status("B", csm=csm)
    client.force_login(csm)
    assert "1 of your 2 accounts needs you." in client.get("/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "ja"
    assert "担当2社のうち1社で対応が必要です。" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("hour", "words"),
    [
        (2, "Good morning. x"),
        (3, "Good afternoon. x"),
        (8, "Good afternoon. x"),
        (9, "Good evening. x"),
    ],
)
def test_the_greeting_goes_by_the_business_zone(hour, words):
    assert greeted("x", datetime(2026, 11, 22, hour, tzinfo=UTC)) == words


def test_ops_see_what_was_left_out_and_refused(client, night):
    account = status().account
    Quarantine.objects.create(run=night, account=account, step="judge", error="Overflow")
    Upload.objects.create(
        dataset="accounts",
        file_name="accounts.csv",
        sha256="0" * 64,
        size_bytes=1,
        state="partial",
        verdict={"counts": {"refused": 14}},
    )
    client.force_login(make_user(Role.OPS))
    page = client.get("/")
    todo = {str(check.word): check.count for check in page.context["found"].to_do}
    assert todo["Left out by the night"] == 1
    assert todo["Refused rows in the latest uploads"] == 14
    assert "Overflow" in page.content.decode()


@pytest.mark.parametrize("count", [3, 30])
@pytest.mark.parametrize(
    ("role", "view"),
    [
        (Role.CSM, "mine"),
        (Role.MANAGER, "team"),
        (Role.OPS, "operations"),
        (Role.RENEWAL_REP, "renewals"),
    ],
)
def test_the_number_of_queries_does_not_grow(client, django_assert_num_queries, role, view, count):
    segment = make_segment("ours")
    member = make_user(role, teams=[segment.team])
    for number in range(count):
        account = make_account(f"Account {number}", csm=member)
        make_contract(account)
        place_in_segment(account, segment)
    judge_night()
    client.force_login(member)
    client.get("/")
    with django_assert_num_queries(BASELINE[f"day_{view}"]):
        client.get("/", {"view": view})


def test_a_member_who_does_not_work_renewals_is_not_led_there(client, night):
    status(ends_on=DAY)
    for role, is_led in ((Role.CS_HEAD, True), (Role.MARKETING, False)):
        client.force_login(make_user(role))
        assert ("/renewals/" in client.get("/").content.decode()) is is_led
