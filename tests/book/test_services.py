"""The list has one line an account: what the night judged and what members wrote since."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, AttributeDefinition, RiskJudgement
from book.domain.attention import signals_in
from book.domain.figures import SIZE, unpack
from book.models import AccountFigures, AccountStatus, FigurePlace
from book.reading import SPARK_WEEKS, Reading
from book.services import refresh
from core.exact import MISSING
from definitions.models import DefinitionVersion
from engagement.models import Activity, NpsInvitation
from engagement.services import change, remove
from metrics.models import AccountNight, MetricRegistry
from metrics.selectors import readings
from stages.domain.definition import StageDefinition
from stages.domain.gaps import missing_to_next
from tests.builders import (
    DAY,
    judge_night,
    make_account,
    make_activity,
    make_contract,
    make_segment,
    make_usage,
    make_user,
    place_in_segment,
    steady_use,
)

pytestmark = pytest.mark.django_db

METRICS = {"annual_amount": 1_234, "days_since_use": 4, "days_since_touch": 9, "nps_score": 8}


def day(back):
    return DAY - timedelta(days=back)


@pytest.fixture
def account():
    return make_account(plan="Pro", rank="S", csm=make_user("csm"))


def judged(account, ago=0, *, metrics=METRICS, **fields):
    """Write what a night kept, metrics in their own units."""
    registry, _ = MetricRegistry.objects.get_or_create(fingerprint="r", keys=[*METRICS])
    values = [MISSING if metrics.get(key) is None else metrics[key] * 10_000 for key in METRICS]
    standard = {"score": 5_000, "base_score": 5_000, "band": 2, "risk": 1, "stage": 2}
    return AccountNight.objects.create(
        account=account,
        night=day(ago),
        registry=registry,
        metrics=np.array(values, "<i8").tobytes(),
        stale=b"",
        measures=b"",
        stage_since=day(50),
        versions={},
        fingerprint="",
        **{**standard, "risk_reasons": ["silent"], **fields},
    )


def line(account, *, night=DAY, usage_to=DAY):
    assert refresh([account.pk], night=night, usage_to=usage_to) == 1
    return AccountStatus.objects.get()


def test_a_line_shows_what_the_night_judged(account):
    make_contract(account, starts_on=day(30), days=90)
    judged(account)
    found = line(account)
    assert (found.night, found.score, found.band) == (DAY, 5_000, 2)
    assert (found.stage, found.stage_since, found.risk, found.risk_reasons) == (
        2,
        day(50),
        1,
        ["silent"],
    )
    assert (found.is_running, found.ends_on, found.arr) == (True, day(-59), 1_234)
    assert (found.latest_use_on, found.latest_touch_on, found.nps) == (day(4), day(9), 8)


def test_a_line_shows_what_members_wrote(account):
    segment = make_segment()
    place_in_segment(account, segment)
    found = line(account)
    assert (found.name, found.plan, found.rank, found.csm) == (
        "Aoba Logistics",
        "Pro",
        "S",
        account.csm,
    )
    assert (found.segment, found.team) == (segment, segment.team)


def test_an_account_that_was_not_judged_has_a_line_without_verdicts(account):
    judged(account, ago=1)
    found = line(account)
    verdicts = (found.night, found.score, found.band, found.stage, found.risk, found.arr)
    assert verdicts == (None,) * 6
    assert (found.is_running, found.risk_reasons, found.score_change_7) == (False, [], None)


def test_the_figures_of_the_night_and_of_attributes_are_kept_beside_the_line(account):
    for key, kind in (("shops", "number"), ("opened", "date"), ("area", "text")):
        AttributeDefinition.objects.create(key=key, type=kind, name_en=key, name_ja=key)
    account.attributes = {"shops": "2.5", "opened": "1970-01-03", "area": "East"}
    account.save()
    judged(account, metrics={**METRICS, "nps_score": None})
    found = figures_of(line(account))
    assert found == {
        **{"metric.annual_amount": 12_340_000, "metric.days_since_use": 40_000},
        **{"metric.days_since_touch": 90_000, "metric.nps_score": None},
        **{"attribute.shops": 25_000, "attribute.opened": 2},
    }
    Account.objects.update(attributes={"shops": "many"})
    AccountNight.objects.all().delete()
    assert figures_of(line(account)) == dict.fromkeys(found)


def figures_of(status):
    packed = bytes(AccountFigures.objects.get(status=status).packed)
    places = FigurePlace.objects.values_list("key", "place")
    return {key: unpack(packed[place * SIZE : place * SIZE + SIZE]) for key, place in places}


def test_attributes_that_are_none_keep_no_line_from_being_written(account):
    AttributeDefinition.objects.create(
        key="shops", type="number", name_en="Shops", name_ja="店舗数"
    )
    other = make_account("Kita Foods")
    Account.objects.filter(pk=account.pk).update(attributes=[1, 2])
    assert refresh([account.pk, other.pk], night=DAY) == 2
    assert set(AccountStatus.objects.values_list("account", flat=True)) == {account.pk, other.pk}


def test_a_line_is_written_anew_and_not_twice(account):
    judged(account)
    line(account)
    AccountNight.objects.update(score=None, band=0)
    found = line(account)
    assert (found.score, found.band) == (None, 0)


def test_merged_accounts_have_no_line(account):
    account.merged_into = make_account("Other")
    account.save()
    assert refresh([account.pk], night=DAY) == 0


# Over time


@pytest.mark.parametrize(
    ("scores", "week", "month"),
    [
        ({0: 5_000, 7: 4_200, 28: 6_000}, 800, -1_000),
        ({0: 5_000, 6: 4_200}, None, None),
        ({0: 5_000, 7: None, 28: 5_000}, None, 0),
        ({0: None, 7: 4_200, 28: 6_000}, None, None),
    ],
)
def test_changes_compare_with_the_night_a_week_and_four_weeks_before(account, scores, week, month):
    for ago, score in scores.items():
        judged(account, ago=ago, score=score)
    found = line(account)
    assert (found.score_change_7, found.score_change_28) == (week, month)


def test_a_sparkline_holds_a_quarter_by_weeks_oldest_first(account):
    for ago, score in {0: 5_000, 7: None, 14: 100, 84: 9_900, 91: 1, 3: 2}.items():
        judged(account, ago=ago, score=score)
    points = np.frombuffer(line(account).sparkline, "<i2").tolist()
    assert points == [9_900, *[-1] * 9, 100, -1, 5_000]
    assert len(points) == SPARK_WEEKS


def test_a_line_of_an_account_merged_away_meanwhile_does_not_come_back(account, monkeypatch):
    master = make_account("Master")

    class Overtaken(Reading):
        def __init__(self, *args):
            super().__init__(*args)
            Account.objects.filter(pk=account.pk).update(merged_into=master)

    monkeypatch.setattr("book.services.Reading", Overtaken)
    refresh([account.pk, master.pk], night=DAY)
    assert list(AccountStatus.objects.values_list("name", flat=True)) == ["Master"]


# Contracts


@pytest.mark.parametrize(
    ("contracts", "is_free", "ends_in"),
    [
        ([], False, None),
        ([{"days": 90}], False, 59),
        ([{"days": 90, "is_free": True}], True, 59),
        ([{"days": 90}, {"days": 100, "is_free": True}], False, 69),
        ([{"days": 100, "is_free": True}, {"days": 90}], False, 69),
        ([{"days": 90}, {"days": 100, "closed_on": DAY}], False, 59),
        ([{"days": 30}], False, None),
    ],
)
def test_a_line_is_free_where_all_running_contracts_are(account, contracts, is_free, ends_in):
    for fields in contracts:
        make_contract(account, starts_on=day(30), **fields)
    found = line(account)
    assert (found.is_free, found.is_running) == (is_free, ends_in is not None)
    assert found.ends_on == (None if ends_in is None else day(-ends_in))


@pytest.mark.parametrize(
    ("starts_in", "fields", "is_renewed"),
    [
        (60, {}, True),
        (60, {"days": None}, True),
        (59 + 31, {}, True),
        (59 + 32, {}, False),
        (60, {"closed_on": DAY}, False),
        (1, {"days": 59}, False),
        (1, {"days": 60}, True),
    ],
)
def test_a_contract_signed_for_the_time_after_is_a_renewal(account, starts_in, fields, is_renewed):
    make_contract(account, starts_on=day(30), days=90)
    make_contract(account, starts_on=day(-starts_in), **{"days": 90, **fields})
    judged(account, metrics={})
    found = line(account)
    assert found.ends_on == day(-59)
    assert found.renewed_from == (day(-starts_in) if is_renewed else None)
    assert bool(found.attention) is not is_renewed


@pytest.mark.parametrize(
    ("contracts", "is_free"),
    [
        ([{"days": None}], False),
        ([{"days": None, "is_free": True}], True),
        ([{"days": 90}, {"days": None, "is_free": True}], False),
        ([{"days": None}, {"days": 90}], False),
        ([{"days": None, "closed_on": day(-1)}], False),
    ],
)
def test_a_line_of_a_contract_without_an_end_date_runs_and_has_no_end(account, contracts, is_free):
    for fields in contracts:
        make_contract(account, starts_on=day(30), **fields)
    make_contract(account, starts_on=day(-60), days=90)
    judged(account, metrics={})
    found = line(account)
    assert (found.is_running, found.is_free, found.ends_on) == (True, is_free, None)
    assert (found.renewed_from, found.attention) == (None, 0)


def test_a_contract_without_an_end_date_runs_until_it_is_closed(account):
    make_contract(account, starts_on=day(30), days=None, closed_on=DAY)
    found = line(account)
    assert (found.is_running, found.ends_on) == (False, None)


# Two verdicts


@pytest.mark.parametrize(
    ("computed", "judgements", "judged_risk", "is_disputed"),
    [
        (1, [], None, False),
        (1, [(9, 1)], 1, False),
        (1, [(9, 1), (2, 3)], 3, True),
        (0, [(2, 0), (9, 3)], 0, False),
        (None, [(2, 3)], 3, False),
    ],
)
def test_the_latest_judgement_stands_beside_the_computed_risk(
    account, computed, judgements, judged_risk, is_disputed
):
    if computed is not None:
        judged(account, risk=computed)
    for ago, level in judgements:
        RiskJudgement.objects.create(
            account=account, level=level, evidence="Heard it.", judged_on=day(ago)
        )
    found = line(account)
    assert (found.judged_risk, found.is_risk_disputed) == (judged_risk, is_disputed)


# What is not known


def test_days_count_back_from_what_they_rest_on(account):
    judged(account, metrics={"days_since_use": 4, "days_since_touch": 9})
    found = line(account, usage_to=day(3))
    assert (found.latest_use_on, found.latest_touch_on) == (day(7), day(9))
    assert (found.nps, found.arr, found.usage_to) == (None, None, day(3))


def test_a_night_and_its_list_agree(account):
    make_contract(account)
    make_usage(account, steady_use(until=day(6)))
    Activity.objects.create(account=account, external_id="1", happened_on=day(5), kind="call")
    NpsInvitation.objects.create(
        account=account, external_id="1", invited_on=day(9), responded_on=day(8), score=7
    )
    judge_night()
    found, night = AccountStatus.objects.get(), AccountNight.objects.get()
    same = ("night", "score", "band", "stage", "stage_since", "risk", "risk_reasons")
    assert {name: getattr(found, name) for name in same} == {
        name: getattr(night, name) for name in same
    }
    assert (found.latest_use_on, found.latest_touch_on, found.nps) == (day(6), day(5), 7)
    assert (found.arr, found.usage_to) == (4_800_000, day(6))


def test_the_latest_touch_follows_what_is_written_after_the_night(account):
    judged(account, metrics={"days_since_touch": 9})
    Activity.objects.create(account=account, external_id="1", happened_on=day(9), kind="call")
    # A file brought it after the night; what lies beyond the night is not known by it.
    Activity.objects.create(account=account, external_id="2", happened_on=day(-3), kind="call")
    assert line(account).latest_touch_on == day(9)
    make_activity(account, by=account.csm, on=day(-1), kind="note")
    assert line(account).latest_touch_on == day(9)
    make_activity(account, by=account.csm, on=day(4), kind="case")
    assert line(account).latest_touch_on == day(9)
    written = make_activity(account, by=account.csm, on=day(-1))
    assert line(account).latest_touch_on == day(-1)
    change(written.row, by=account.csm, happened_on=day(2))
    assert line(account).latest_touch_on == day(2)
    remove(written.row, by=account.csm)
    Activity.objects.filter(external_id="1").delete()
    assert line(account).latest_touch_on is None


def test_queries_do_not_grow_with_accounts():
    accounts = [make_account(f"A{number}") for number in range(4)]
    for account in accounts:
        make_contract(account)
        judged(account)
    # The first night gives each figure its place.
    queries(accounts)
    assert queries(accounts) == queries(accounts[:1])


def queries(accounts):
    with CaptureQueriesContext(connection) as captured:
        refresh([account.pk for account in accounts], night=DAY)
    return len(captured)


def test_a_line_names_the_features_used_and_whether_the_latest_request_was_answered(account):
    make_contract(account)
    make_usage(
        account,
        {**steady_use(days=10, series=("scheduling", "job_posting")), day(40): {"reports": 1}},
    )
    judge_night()
    assert AccountStatus.objects.values_list("features", "is_nps_answered").get() == (
        ",job_posting,scheduling,",
        None,
    )
    NpsInvitation.objects.create(account=account, external_id="n1", invited_on=day(9))
    judge_night(DAY + timedelta(days=1))
    assert AccountStatus.objects.get().is_nps_answered is False


# What an account asks for


def test_a_line_tells_what_stood_on_the_night_read_before(account):
    # The night of a Sunday is read on Monday; on Friday one read that of Thursday.
    before = {"score": 7_600, "band": 3, "stage": 3, "risk_reasons": ["silent"]}
    judged(account, ago=3, **before)
    judged(account, ago=1, score=1, band=1, stage=0)
    judged(account, risk=2, risk_reasons=["detractor", "silent"])
    found = line(account)
    assert (found.score_before, found.band_before, found.stage_before) == (7_600, 3, 3)
    assert found.new_reasons == ["detractor"]
    assert [signal.key for signal in signals_in(found.attention)] == [
        *("stage_fell", "new_reason", "fell_caution"),
    ]


def test_without_a_night_read_before_nothing_is_new(account):
    judged(account, risk=3)
    found = line(account)
    assert (found.score_before, found.band_before, found.stage_before) == (None, None, None)
    assert (found.new_reasons, found.attention) == ([], 0)


def test_a_members_judgement_changes_what_the_account_asks_for(account):
    judged(account, risk=1)
    assert line(account).attention == 0
    RiskJudgement.objects.create(account=account, level=3, evidence="Heard.", judged_on=DAY)
    assert [signal.key for signal in signals_in(line(account).attention)] == ["differs"]


def test_a_contract_that_ends_unattended_asks_for_somebody(account):
    make_contract(account, starts_on=day(300), days=365)
    judged(account, metrics={"days_since_touch": 30})
    assert [signal.key for signal in signals_in(line(account).attention)] == ["ends_untouched"]


def test_an_account_that_was_not_judged_asks_for_nothing(account):
    make_contract(account)
    judged(account, ago=3, band=3)
    found = line(account)
    assert (found.attention, found.band_before, found.steps_to_next) == (0, None, None)


def test_a_line_counts_what_is_missing_to_the_next_stage(account):
    make_contract(account)
    make_usage(account, steady_use())
    judge_night()
    found, night = AccountStatus.objects.get(), readings(account_id=account.pk, nights=[DAY])[DAY]
    body = DefinitionVersion.objects.get(pk=night.row.versions["stages"]).body
    gaps = missing_to_next(StageDefinition.from_body(body), found.stage, night.values)
    assert found.steps_to_next == len(gaps) > 0
    assert 0 < found.next_progress < 10_000


def test_the_highest_stage_has_no_next(account):
    make_contract(account)
    make_usage(account, steady_use())
    judge_night()
    AccountNight.objects.update(stage=3)
    found = line(account)
    assert (found.steps_to_next, found.next_progress) == (None, None)
