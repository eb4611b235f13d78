"""Any number opened: what it means, what went in, how it came about; sealed ones stay shut."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from accounts.models import AttributeDefinition
from book.models import AccountStatus
from core.models import Role
from dashboards.explain.record_words import record_in_words
from tests import builders
from tests.builders import DAY, make_account, make_seal, make_user

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())
FRAGMENT = {"HX-Request": "true"}
BEFORE = DAY - timedelta(days=7)


@pytest.fixture
def member(client):
    user = make_user(Role.CSM, name="Ken Sato")
    client.force_login(user)
    return user


@pytest.fixture
def account(member):
    """Used every day until two weeks ago, its sponsor gone; judged a week ago and today."""
    account = make_account(csm=member, seats=100)
    builders.make_contract(account)
    builders.make_usage(account, builders.steady_use(until=DAY - timedelta(days=14)))
    builders.make_usage(make_account("Its neighbour"), builders.steady_use(days=3))
    builders.make_contact(account, "sponsor", to_on=DAY - timedelta(days=3))
    builders.judge_night(BEFORE)
    builders.judge_night(DAY)
    return account


def opened(client, account, subject, **more):
    return client.get(reverse("explain", args=[account.pk, subject]), **more)


def number(client, account, subject, **query):
    return opened(client, account, subject, data=query).context["number"]


def figures(rows, place):
    return sum(Decimal(row.cells[place]) for row in rows)


@pytest.mark.parametrize(("on", "night"), [("0001-01-01", DAY), (f"{BEFORE}", BEFORE)])
def test_a_day_before_all_calendars_is_not_asked_for(client, account, on, night):
    answer = opened(client, account, "score", data={"on": on})
    assert (answer.status_code, answer.context["night"].on) == (200, night)


def test_the_score_is_the_sum_of_its_items_under_its_exception(client, account):
    found = number(client, account, "score")
    rows = [row for block in found.inputs.blocks for row in block.rows]
    base = figures(rows, 2)
    assert found.formula[0].endswith(f"= {base}")
    assert found.formula[1] == "The sponsor has left: at most 49"
    kept = AccountStatus.objects.get(pk=account.pk).score
    assert min(base, Decimal(49)) * 100 == kept
    assert found.value == str(kept // 100)


def test_an_item_says_its_points_its_metric_and_what_it_adds(client, account):
    found = number(client, account, "measure/active_days")
    (row,) = found.inputs.blocks[0].rows
    assert (row.name, row.cells, row.subject) == (
        "Active days in 28 days",
        ["14 days"],
        "metric/active_days_28",
    )
    assert found.formula[0].startswith("Value → points: 0 → 0 · 5 → 40 · 12 → 80 · 20 → 100.")
    assert found.formula[1] == "85 points × 66.67% = 56.67"
    assert (found.value, found.unit) == ("56.67", "of 66.67 points")


def test_a_metric_of_usage_names_its_window_and_the_series_in_it(client, account):
    found = number(client, account, "metric/active_days_28")
    assert found.value == "14 days"
    assert found.formula[1] == "26 Oct to 22 Nov"
    assert [(row.name, *row.cells) for row in found.inputs.blocks[0].rows] == [
        ("job_posting", "42", "14", "08 Nov 26"),
        ("scheduling", "42", "14", "08 Nov 26"),
    ]


def test_a_metric_of_records_shows_the_records(client, account):
    found = number(client, account, "metric/sponsor_left_days")
    assert [(row.name, *row.cells) for row in found.inputs.blocks[0].rows] == [
        ("Sponsor", "26 Jan 26", "19 Nov 26")
    ]
    amount = number(client, account, "metric/annual_amount")
    assert [row.cells[-1] for row in amount.inputs.blocks[0].rows] == ["¥4,800,000"]


def test_days_to_the_end_are_not_known_where_a_contract_has_no_end_date(client, account):
    assert number(client, account, "metric/days_to_end").value == "64 days"
    account.contracts.update(ends_on=None)
    builders.judge_night(DAY + timedelta(days=1))
    found = number(client, account, "metric/days_to_end")
    assert found.value == "not known"
    assert [row.cells for row in found.inputs.blocks[0].rows] == [["26 Jan 26", "–"]]


def test_a_derived_metric_leads_to_what_it_is_made_of(client, account):
    found = number(client, account, "metric/seat_share")
    assert [(row.subject, row.cells) for row in found.inputs.blocks[0].rows] == [
        ("metric/active_users", ["not known"]),
        ("metric/seats", ["100"]),
    ]


def test_an_attribute_shows_what_the_account_bears(client, account):
    type(account).objects.filter(pk=account.pk).update(attributes={"full_time_recruiters": 2})
    found = number(client, account, "metric/full_time_recruiters")
    assert [(row.name, row.cells) for row in found.inputs.blocks[0].rows] == [
        ("full_time_recruiters", [2])
    ]


def test_an_attribute_and_a_record_are_named_in_the_readers_language(client, account):
    key = "full_time_recruiters"
    names = {"name_en": "Full-time recruiters", "name_ja": "専任の採用担当者数"}
    AttributeDefinition.objects.update_or_create(key=key, defaults={"type": "number", **names})
    for language, attribute, role in (
        ("en", "Full-time recruiters", "Sponsor"),
        ("ja", "専任の採用担当者数", "決裁者"),
    ):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for subject, name in ((key, attribute), ("sponsor_left_days", role)):
            (row,) = number(client, account, f"metric/{subject}").inputs.blocks[0].rows
            assert (row.name, row.is_data) == (name, False)


@pytest.mark.parametrize(
    ("table", "kind", "word"),
    [
        ("nps", "invitation", "Invitation"),
        ("events", "attended:webinar", "Attended (webinar)"),
        ("events", "attended:", "Attended"),
        ("seats", "span", "Change of seats"),
        ("activities", "their own word", ""),
    ],
)
def test_a_record_is_called_by_its_kind(table, kind, word):
    with override("en"):
        assert record_in_words(table, kind) == word


def test_the_risk_shows_every_rule_those_that_hold_first(client, account):
    blocks = number(client, account, "risk").inputs.blocks
    states = [block.state for block in blocks]
    assert states == sorted(states, key=["met", "unknown", "unmet"].index)
    left = next(block for block in blocks if block.title == "The sponsor has left")
    assert (left.state, left.sign.key) == ("met", "medium")
    assert left.rows[0].cells[0] == "3 days"


def test_the_stage_shows_the_conditions_of_every_stage(client, account):
    found = number(client, account, "stage")
    assert [str(block.title) for block in found.inputs.blocks] == ["Onboard", "Active", "Loyal"]
    assert [[row.state for row in block.rows] for block in found.inputs.blocks] == [
        ["met", "met"],
        ["unmet", "met"],
        ["unmet", "unknown", "unmet"],
    ]


def test_the_history_lists_the_nights_on_which_the_number_changed(client, account):
    history = number(client, account, "metric/active_days_28").history
    assert [(each.on, each.value, each.change) for each in history.moments] == [
        (DAY, "14 days", "−14"),
        (BEFORE, "28 days", ""),
    ]
    assert (history.nights, history.spark.words) == (2, "From 28 days to 14 days over 2 nights")
    page = opened(client, account, "metric/active_days_28").content.decode()
    assert f"/metric/active_days_28/?on={BEFORE}" in page


def test_an_earlier_night_is_opened_as_it_was_judged(client, account):
    found = number(client, account, "metric/active_days_28", on=BEFORE.isoformat())
    assert (found.value, found.is_stale, found.history.nights) == ("28 days", True, 1)


def test_a_day_between_two_nights_shows_the_one_before(client, account):
    answer = opened(client, account, "score", data={"on": str(DAY - timedelta(days=1))})
    assert answer.context["night"].on == BEFORE


def test_a_day_before_the_first_night_says_so(client, account):
    answer = opened(client, account, "score", data={"on": "2020-01-01"})
    assert "No night has judged this account up to that day" in answer.content.decode()


@pytest.mark.parametrize(
    "subject", ["nothing", "score/more", "measure/nothing", "metric/nothing", "risk/x", "stage/x"]
)
def test_a_number_that_there_is_not_is_not_found(client, account, subject):
    assert opened(client, account, subject).status_code == 404


@pytest.mark.parametrize(
    ("question", "subjects"),
    [("score", ("score", "measure/active_days")), ("risk", ("risk",)), ("stage", ("stage",))],
)
def test_a_sealed_judgement_shows_its_meaning_and_nothing_else(
    client, member, account, question, subjects
):
    make_seal(member, account, question)
    for subject in subjects:
        answer = opened(client, account, subject)
        found = answer.context["number"]
        assert (found.is_sealed, found.value, found.sign) == (True, "", None)
        assert (found.formula, found.inputs, found.history) == ([], None, None)
        assert "sealed" in answer.content.decode()
    assert not number(client, account, "metric/active_days_28").is_sealed


@pytest.mark.parametrize(
    "subject", ["score", "measure/active_days", "metric/active_days_28", "risk", "stage"]
)
def test_page_and_panel_show_the_same(client, account, subject):
    page = opened(client, account, subject).content.decode()
    panel = opened(client, account, subject, headers=FRAGMENT).content.decode()
    assert "<html" not in panel
    assert panel.strip() in page


def test_the_meaning_stands_in_words_with_its_version(client, account):
    meaning = number(client, account, "metric/active_days_28").meaning
    assert meaning.text.startswith("Days in the latest 28")
    assert (meaning.version.number, meaning.anchor) == (1, "metric-active_days_28")


def test_the_number_of_queries_is_fixed(client, account):
    found = {}
    for subject in ("score", "measure/active_days", "metric/sponsor_left_days", "risk", "stage"):
        opened(client, account, subject)
        with CaptureQueriesContext(connection) as queries:
            opened(client, account, subject)
        found[subject] = len(queries)
    assert found == BASELINE["explain"]
