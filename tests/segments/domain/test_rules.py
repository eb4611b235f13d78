from itertools import product

import numpy as np
import pytest

from core.exact import MISSING, SCALE
from definitions.domain.errors import DefinitionError
from segments.domain.rules import SegmentRules, classify

SEGMENTS = ("season", "sites", "agents")


def segment(key):
    return {"key": key, "when": {"all": [{"metric": key, "operator": ">=", "value": 50}]}}


RULES = SegmentRules.from_body({"segments": [segment(key) for key in SEGMENTS]})
VALUES = {"yes": 50 * SCALE, "no": 49 * SCALE, "?": MISSING}


def placed(*answers):
    columns = {
        key: np.array([VALUES[answer]]) for key, answer in zip(SEGMENTS, answers, strict=True)
    }
    found = classify(RULES, columns)
    return found.place.tolist()[0], found.lacks_data.tolist()[0]


@pytest.mark.parametrize(
    ("answers", "place", "lacks_data"),
    [
        (("yes", "no", "no"), 0, False),
        (("no", "yes", "no"), 1, False),
        (("no", "no", "yes"), 2, False),
        # the first that holds, whatever comes after
        (("yes", "yes", "yes"), 0, False),
        (("yes", "?", "?"), 0, False),
        (("no", "yes", "?"), 1, False),
        # none holds
        (("no", "no", "no"), -1, False),
        # an earlier rule might have held
        (("?", "yes", "yes"), -1, True),
        (("no", "?", "yes"), -1, True),
        # a later one might hold
        (("no", "no", "?"), -1, True),
        (("?", "no", "no"), -1, True),
        (("?", "?", "?"), -1, True),
    ],
)
def test_the_first_rule_that_holds_decides_unless_an_earlier_one_is_open(
    answers, place, lacks_data
):
    assert placed(*answers) == (place, lacks_data)


@pytest.mark.parametrize("answers", list(product(VALUES, repeat=3)))
def test_a_placement_stands_however_the_gaps_are_filled(answers):
    place, lacks_data = placed(*answers)
    choices = [("yes", "no") if answer == "?" else (answer,) for answer in answers]
    possible = {placed(*filled)[0] for filled in product(*choices)}
    assert lacks_data == (len(possible) > 1)
    assert possible == {place} or lacks_data


def test_accounts_are_placed_side_by_side_on_every_day():
    columns = {
        "season": np.array([[50, 10], [10, 10]]) * SCALE,
        "sites": np.array([[0, 60], [0, 60]]) * SCALE,
        "agents": np.zeros((2, 2), dtype=np.int64),
    }
    assert classify(RULES, columns).place.tolist() == [[0, 1], [-1, 1]]


def test_a_segment_carries_its_strategy_in_words():
    body = {
        **segment("season"),
        "name_ja": "新卒",
        "strategy_en": "Be ready",
        "strategy_ja": "準備",
    }
    found = SegmentRules.from_body({"segments": [body]}).segments[0]
    assert (found.texts.name_ja, found.strategy_en, found.strategy_ja) == (
        "新卒",
        "Be ready",
        "準備",
    )


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ({}, "", "missing_key"),
        ({"segments": []}, "segments", "empty"),
        ({"segments": [segment("a")] * 2}, "segments[1].key", "duplicate_key"),
        ({"segments": [{"key": "a"}]}, "segments[0]", "missing_key"),
        ({"segments": [{**segment("a"), "size": 1}]}, "segments[0]", "unknown_key"),
        ({"segments": [{**segment("a"), "strategy_en": 1}]}, "segments[0].strategy_en", "not_text"),
        ({"segments": [segment("a")], "metrics": {"b": 1}}, "metrics", "metrics_differ"),
    ],
)
def test_rules_that_cannot_be_used_are_refused_at_their_place(body, where, code):
    with pytest.raises(DefinitionError) as refusal:
        SegmentRules.from_body(body)
    assert (refusal.value.path, refusal.value.code) == (where, code)
