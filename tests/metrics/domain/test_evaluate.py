"""Metrics put together from others, and the frame they come in."""

import numpy as np
import pytest

from core.exact import MISSING, SCALE
from definitions.domain.errors import DefinitionError
from metrics.domain.evaluate import evaluate, in_order, with_parts
from metrics.domain.usage import percent
from tests.metrics.domain.facts import definition, facts, ordinals, plain


def derived(key, operation, *of):
    return definition({"from": "derived", "operation": operation, "of": list(of)}, key)


def attribute(key):
    return definition({"from": "attribute", "key": key}, key)


def put_together(operation, *numbers):
    keys = [f"part_{place}" for place in range(len(numbers))]
    columns = {
        key: np.array([MISSING if number is None else round(number * SCALE)], np.int64)
        for key, number in zip(keys, numbers, strict=True)
    }
    definitions = [derived("whole", operation, *keys), *map(attribute, keys)]
    frame = evaluate(definitions, facts(attributes=columns), ordinals([5]))
    return plain(frame.column("whole")[0, 0])


@pytest.mark.parametrize(
    ("operation", "numbers", "expected"),
    [
        ("share", (1, 3), "33.3333"),
        ("share", (2, 3), "66.6667"),
        ("share", (5, 2), 250),
        ("share", (0, 2), 0),
        ("share", (0, 0), None),
        ("share", (1, 0), None),
        ("share", (1, -2), None),
        ("share", (None, 2), None),
        ("share", (1, None), None),
        ("change", (3, 4), -25),
        ("change", (5, 4), 25),
        ("change", (0, 4), -100),
        ("change", (4, 0), None),
        ("sum", (1, 2, 4), 7),
        ("sum", (1, None, 4), None),
        ("difference", (9, 2, 4), 3),
        ("difference", (1, 2), -1),
    ],
)
def test_a_metric_derived_from_others(operation, numbers, expected):
    assert put_together(operation, *numbers) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1, 8_000_000, 0),
        (3, 8_000_000, 0),
        (1, 2_000_000, 0),
        (3, 2_000_000, 2),
        (5, 2_000_000, 2),
        (-1, 2_000_000, 0),
        (-3, 2_000_000, -2),
        (7, 2_000_000, 4),
    ],
)
def test_a_share_is_rounded_half_even_in_ten_thousandths(part, whole, expected):
    assert percent(np.array([part]), np.array([whole])).tolist() == [expected]


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (3 * 10**17 + 1, 6 * 10**17 + 2, 500_000),
        # floating point takes this for a half
        (10_000_010_000_000_003, 20_000_000_000_000_004, 500_001),
    ],
)
def test_a_share_of_very_large_numbers_is_exact(part, whole, expected):
    assert percent(np.array([part]), np.array([whole])).tolist() == [expected]


def test_an_attribute_is_the_same_on_every_day_and_missing_where_unknown():
    given = facts([{}, {}], attributes={"size": np.array([30_000, MISSING], np.int64)})
    frame = evaluate([attribute("size"), attribute("other")], given, ordinals([5, 9]))
    assert frame.column("size").tolist() == [[30_000] * 2, [MISSING] * 2]
    assert frame.column("other").tolist() == [[MISSING] * 2] * 2


def test_what_rests_on_usage_in_any_part_is_stale_with_it():
    definitions = [
        definition({"from": "usage", "aggregate": "sum", "window_days": 7}, "use"),
        attribute("size"),
        derived("share", "share", "use", "size"),
        derived("twice", "sum", "share", "size"),
    ]
    frame = evaluate(definitions, facts(arrived=[1]), ordinals([1, 9]))
    assert frame.keys == ("use", "size", "share", "twice")
    assert frame.stale.tolist() == [[False] * 4, [True, False, True, True]]


# Order


def test_metrics_may_be_listed_before_their_parts():
    definitions = [derived("c", "sum", "b", "a"), derived("b", "sum", "a", "a"), attribute("a")]
    assert [each.key for each in in_order(definitions)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("definitions", "code"),
    [
        ([derived("a", "sum", "b", "b"), derived("b", "sum", "a", "a")], "circular"),
        ([derived("a", "sum", "a", "a")], "circular"),
        ([derived("a", "sum", "x", "x")], "unknown_metric"),
    ],
)
def test_a_circle_or_an_unknown_part_is_refused(definitions, code):
    with pytest.raises(DefinitionError) as refusal:
        in_order(definitions)
    assert refusal.value.code == code


def test_the_parts_of_a_metric_come_with_it():
    glossary = {
        "c": derived("c", "sum", "b", "a"),
        "b": derived("b", "sum", "a", "a"),
        "a": attribute("a"),
        "d": attribute("d"),
    }
    assert {each.key for each in with_parts(glossary, ["c"])} == {"a", "b", "c"}
    with pytest.raises(DefinitionError):
        with_parts(glossary, ["e"])
