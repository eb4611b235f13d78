"""What the nights keep of the small company equals its independent recomputation, field by field."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction

from core.models import State
from metrics.models import AccountNight
from segments.models import RuleSpan, SegmentSpan
from stages.models import StageSpan
from tests.builders import DAY
from tests.oracle import company
from tests.oracle.nights import kept_nights, run_backfill, run_night
from tests.oracle.recompute_facts import day_of
from tests.oracle.recompute_nights import Expected, first_placement, rule_spans
from tests.oracle.tables import dump, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("test_nights")]

WEEKS = [DAY - timedelta(days=back) for back in range(84, 8, -7)]
BEFORE = [DAY - timedelta(days=back) for back in (5, 4, 3)]
AFTER = [DAY - timedelta(days=back) for back in (2, 1, 0)]


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker):
    """Weeks filled in, three nights, changes of every kind, three more nights."""
    with django_db_blocker.unblock(), transaction.atomic():
        accounts = company.build()
        states = [run_backfill(WEEKS[0], WEEKS[-1], every_days=7).state]
        states += [run_night(day).state for day in BEFORE]
        kept, tables = rows_of(AccountNight._meta.db_table), dump()
        company.a_week_happens(accounts)
        states += [run_night(day).state for day in AFTER]
        yield {
            "states": states,
            "names": {account.pk: name for name, account in accounts.items()},
            "before": Expected(tables),
            "after": Expected(dump()),
            "kept before": kept,
        }
        transaction.set_rollback(True)


def test_every_night_was_done(story):
    assert set(story["states"]) == {State.DONE}


@pytest.mark.parametrize(("when", "days"), [("before", [*WEEKS, *BEFORE]), ("after", AFTER)])
def test_every_kept_field_is_equal(story, when, days):
    expected, kept = story[when], kept_nights(days)
    judged = [(each.id, day) for day in days for each in expected.judged_on(day)]
    assert sorted(kept) == sorted(judged)
    wrong = []
    for account_id, day in judged:
        whole = expected.night(expected.accounts[account_id], day)
        for name, value in whole.items():
            if kept[account_id, day][name] != value:
                wrong.append((story["names"].get(account_id), str(day), name))
    assert wrong == []


@pytest.mark.parametrize(("when", "days"), [("before", [*WEEKS, *BEFORE]), ("after", AFTER)])
def test_every_stage_and_the_day_of_entering_it_are_equal(story, when, days):
    expected, kept = story[when], kept_nights(days)
    wrong = []
    for account in expected.accounts.values():
        path = {day: (stage, since) for day, stage, since in expected.path(account, days[-1])}
        wrong += [
            (story["names"].get(account.id), str(day))
            for day in days
            if (account.id, day) in kept and kept[account.id, day]["stage"] != path[day_of(day)]
        ]
    assert wrong == []


def test_the_spans_of_stages_are_those_of_the_whole_path(story):
    expected, final = story["after"], dict.fromkeys(story["names"], BEFORE[-1])
    for day in AFTER:
        final |= {each.id: day for each in expected.judged_on(day)}
    found = {account_id: [] for account_id in story["names"]}
    for span in StageSpan.objects.order_by("account", "from_on"):
        found[span.account_id].append((span.stage, day_of(span.from_on), day_of(span.to_on)))
    for account_id, spans in found.items():
        account = expected.accounts[account_id]
        is_followed = any(account.runs_on(day_of(day)) for day in [*WEEKS, *BEFORE, *AFTER])
        assert spans == (expected.spans(account, final[account_id]) if is_followed else [])


def test_a_path_in_the_company_climbs_falls_and_reaches_the_top(story):
    reached = {}
    for span in StageSpan.objects.order_by("account", "from_on"):
        reached.setdefault(span.account_id, []).append(span.stage)
    steps = [b - a for stages in reached.values() for a, b in pairwise(stages)]
    assert {stage for stages in reached.values() for stage in stages} == {0, 1, 2, 3}
    assert {1, -1} <= set(steps)
    assert min(steps) <= -2


def test_every_kind_of_verdict_occurs_in_the_company(story):
    nights = kept_nights([*WEEKS, *BEFORE, *AFTER]).values()
    assert {night["band"] for night in nights} == {0, 1, 2, 3}
    assert {night["risk"] for night in nights} == {0, 1, 2, 3}
    assert {"no_use", "sponsor_left", ""} == {night["exception_key"] for night in nights}
    capped = [night for night in nights if night["score"] != night["base_score"]]
    assert len(capped) > 0


def test_rules_and_first_placements_are_equal(story):
    results = {}
    for when, days in (("before", BEFORE), ("after", AFTER)):
        for day in days:
            for account in story[when].judged_on(day):
                ruled = story[when].night(account, day)["rule_segment_key"]
                results.setdefault(account.id, []).append((day_of(day), ruled))
    spans = {}
    for span in RuleSpan.objects.order_by("account", "from_on"):
        row = (span.segment_key, day_of(span.from_on), day_of(span.to_on))
        spans.setdefault(span.account_id, []).append(row)
    assert spans == {account: rule_spans(found) for account, found in results.items()}
    by_hand = {story["names"][pk] for pk in _accounts_with(reason="")}
    assert by_hand == {"graduate", "specialist"}
    placed = {
        span.account_id: (span.segment.key, day_of(span.from_on))
        for span in SegmentSpan.objects.filter(reason="first placement by rule")
    }
    assert placed == {
        account: first_placement(found)
        for account, found in results.items()
        if first_placement(found) and story["names"][account] not in by_hand
    }
    assert len(placed) > 2


def _accounts_with(**reason):
    return set(SegmentSpan.objects.filter(**reason).values_list("account_id", flat=True))


def test_nights_that_were_kept_stay_as_they_were(story):
    now = {row["id"]: row for row in rows_of(AccountNight._meta.db_table)}
    kept = {row["id"]: row for row in story["kept before"]}
    assert {pk: now.get(pk) for pk in kept} == kept


def _difference(found, expected):
    """Say of two dicts only where they differ."""
    if not isinstance(expected, dict):
        return found, expected
    return {key: (found[key], each) for key, each in expected.items() if found[key] != each}
