"""Laws that hold for every metric of the glossary, whatever the facts."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.domain.definition import MetricDefinition
from metrics.domain.evaluate import evaluate
from metrics.domain.facts import Records, ShardFacts, Usage
from tests.metrics.domain.facts import FIRST, definition
from tests.metrics.domain.test_definition import SHIPPED

GLOSSARY = [MetricDefinition.from_body(entry["key"], entry["body"]) for entry in SHIPPED]
NAMES = ("job_posting", "scheduling", "applications", "active_users", "hires_made", "hires_planned")
KINDS = {
    "activities": ("meeting", "call", "referral", "assessment"),
    "events": ("attended:user_group", "attended:", "invited:seminar"),
    "nps": ("invitation", "answer"),
    "tickets": ("low", "urgent"),
    "contacts": ("sponsor", "champion", "user"),
    "contracts": ("paid", "free", "unpriced"),
    "contract_ends": ("contract",),
    "seats": ("contract", "span"),
    "content_views": ("view",),
    "milestones": ("due", "reached"),
}
LENGTH = 460


@st.composite
def companies(draw):
    """Facts of one to four accounts over some 15 months, drawn from one seed."""
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    accounts = draw(st.integers(1, 4))
    return ShardFacts(
        account_ids=np.arange(1, accounts + 1),
        started=_days(dice, accounts),
        usage=_usage(dice, accounts),
        records={table: _records(dice, accounts, kinds) for table, kinds in KINDS.items()},
        attributes={"full_time_recruiters": dice.integers(0, 9, accounts)},
        segments=("graduate_season", "side_duty"),
        segment=dice.integers(-1, 2, (accounts, LENGTH)).astype(np.int16),
    )


def _days(dice, count):
    return (FIRST + dice.integers(0, LENGTH, count)).astype(np.int32)


def _usage(dice, accounts):
    places = np.unique(dice.integers(0, accounts * len(NAMES) * LENGTH, 300 * accounts))
    account, rest = np.divmod(places, len(NAMES) * LENGTH)
    series, day = np.divmod(rest, LENGTH)
    return Usage(
        account.astype(np.int32),
        (series + 1).astype(np.uint16),
        (day + FIRST).astype(np.int32),
        dice.integers(0, 50, len(places)) * 2_500,
        {name: place + 1 for place, name in enumerate(NAMES)},
        np.unique(_days(dice, int(dice.integers(0, 900)))),
    )


def _records(dice, accounts, kinds):
    count = int(dice.integers(0, 12))
    day = _days(dice, count)
    return Records(
        account=dice.integers(0, accounts, count).astype(np.int32),
        day=day,
        end=(day + dice.integers(-3, 90, count)).astype(np.int32),
        kind=dice.integers(0, len(kinds), count).astype(np.int16),
        value=dice.integers(0, 11, count) * 10_000,
        kinds=kinds,
    )


def days(*places):
    return np.array([FIRST + place for place in places], np.int32)


def of_days(facts, places):
    return replace(facts, segment=facts.segment[:, list(places)])


def glossary(facts, places):
    return evaluate(GLOSSARY, of_days(facts, places), days(*places))


@settings(max_examples=30)
@given(companies(), st.sets(st.integers(0, LENGTH - 1), min_size=6, max_size=30))
def test_one_day_asked_alone_is_the_same_day_among_many(facts, asked):
    places = sorted(asked)
    many = glossary(facts, places)
    for at in (0, len(places) // 2, -1):
        alone = glossary(facts, [places[at]])
        assert alone.values[:, 0].tolist() == many.values[:, at].tolist()
        assert alone.stale[0].tolist() == many.stale[at].tolist()


@settings(max_examples=20)
@given(companies(), st.lists(st.integers(0, LENGTH - 1), min_size=5, max_size=5, unique=True))
def test_an_account_is_judged_the_same_whoever_stands_beside_it(facts, asked):
    places = sorted(asked)
    whole = glossary(facts, places)
    for row in range(len(facts.account_ids)):
        one = replace(
            facts.of_rows(np.array([row])),
            segments=facts.segments,
            segment=facts.segment[[row]],
        )
        assert glossary(one, places).values[0].tolist() == whole.values[row].tolist()


@settings(max_examples=20)
@given(companies(), st.randoms(use_true_random=False))
def test_the_order_of_facts_and_records_does_not_matter(facts, dice):
    mixed = replace(
        facts,
        usage=_shuffled(facts.usage, dice, ("account", "series", "day", "value")),
        records={
            table: _shuffled(records, dice, ("account", "day", "end", "kind", "value"))
            for table, records in facts.records.items()
        },
    )
    places = [50, 200, 380, 381, 450]
    assert glossary(mixed, places).values.tolist() == glossary(facts, places).values.tolist()


def _shuffled(table, dice, columns):
    order = list(range(len(table.day)))
    dice.shuffle(order)
    return replace(table, **{name: getattr(table, name)[order] for name in columns})


@settings(max_examples=10)
@given(companies())
def test_asking_twice_gives_the_same_and_changes_no_fact(facts):
    places = list(range(400, 430))
    before = facts.usage.value.copy(), {k: v.end.copy() for k, v in facts.records.items()}
    first = glossary(facts, places).values
    assert glossary(facts, places).values.tolist() == first.tolist()
    assert facts.usage.value.tolist() == before[0].tolist()
    assert all(v.end.tolist() == before[1][k].tolist() for k, v in facts.records.items())


@settings(max_examples=20)
@given(companies())
def test_what_is_known_of_later_days_changes_no_earlier_one(facts):
    """Everything dated after a day is taken away: the day says the same."""
    place, day = 300, FIRST + 300
    usage, records = facts.usage, {}
    for table, each in facts.records.items():
        past = each.day <= day
        kept = {
            name: getattr(each, name)[past] for name in ("account", "day", "end", "kind", "value")
        }
        records[table] = replace(each, **kept)
    past = usage.day <= day
    kept = {name: getattr(usage, name)[past] for name in ("account", "series", "day", "value")}
    earlier = replace(usage, arrived=usage.arrived[usage.arrived <= day], **kept)
    then = glossary(replace(facts, usage=earlier, records=records), [place])
    assert then.values.tolist() == glossary(facts, [place]).values.tolist()


@pytest.mark.parametrize("aggregate", ["sum", "active_days"])
@settings(max_examples=20)
@given(facts=companies(), split=st.integers(1, 89), many=st.booleans())
def test_a_window_is_the_sum_of_its_parts(aggregate, facts, split, many):
    def part(key, window, ago):
        source = {"from": "usage", "aggregate": aggregate, "window_days": window}
        return definition(source | {"ending_days_ago": ago}, key)

    definitions = [part("whole", 90, 0), part("late", split, 0), part("early", 90 - split, split)]
    places = range(300, 330) if many else [300, 459]
    frame = evaluate(definitions, of_days(facts, places), days(*places))
    whole, late, early = (frame.values[:, :, at] for at in range(3))
    known = whole[:, ~frame.stale[:, 0]]
    assert known.tolist() == (late + early)[:, ~frame.stale[:, 0]].tolist()
