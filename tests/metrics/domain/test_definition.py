"""Reading the body of a metric: what it says is taken, what would be ignored is refused."""

import json
from pathlib import Path

import pytest

from definitions.domain.errors import DefinitionError
from metrics.domain.definition import MetricDefinition
from tests.metrics.domain.facts import definition

SHIPPED = json.loads(
    (Path(__file__).parents[3] / "metrics/shipped/metrics.json").read_text("utf-8")
)


def test_the_glossary_has_at_least_twenty_five_metrics_in_both_languages():
    assert len(SHIPPED) >= 25
    assert len({entry["key"] for entry in SHIPPED}) == len(SHIPPED)
    texts = ("name_en", "name_ja", "words_en", "words_ja")
    assert [entry["key"] for entry in SHIPPED if not all(entry[name] for name in texts)] == []


@pytest.mark.parametrize("entry", SHIPPED, ids=lambda entry: entry["key"])
def test_every_shipped_metric_reads(entry):
    read = MetricDefinition.from_body(entry["key"], entry["body"])
    assert (read.key, read.unit) == (entry["key"], entry["body"]["unit"])


def refusal(source):
    with pytest.raises(DefinitionError) as error:
        definition(source)
    return error.value.code


def usage(aggregate, **rest):
    return {"from": "usage", "aggregate": aggregate, **rest}


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ({}, "missing_key"),
        ({"from": "elsewhere"}, "unknown_choice"),
        ({"from": "usage"}, "missing_key"),
        (usage("mean"), "unknown_choice"),
        (usage("sum", window_days=0), "out_of_range"),
        (usage("sum", window_days=401), "out_of_range"),
        (usage("sum", window_days=28, ending_days_ago=373), "out_of_range"),
        (usage("sum", ending_days_ago=1), "out_of_range"),
        (usage("latest", ending_days_ago=7), "unknown_key"),
        (usage("idle_days", features={"a": 1}), "unknown_key"),
        (usage("top_months_share"), "missing_key"),
        (usage("sum", months=4), "unknown_key"),
        (usage("features_used"), "missing_key"),
        (usage("features_used", features={"a": 1}, series=["a"]), "unknown_key"),
        (usage("features_used", features={"a": 1}, overrides={}), "unknown_key"),
        (usage("sum", series=[]), "empty"),
        (usage("sum", series=[1]), "not_text"),
        ({"from": "tickets", "aggregate": "open", "window_days": 7}, "unknown_key"),
        ({"from": "tickets", "aggregate": "count", "window_days": 0}, "out_of_range"),
        ({"from": "tickets"}, "missing_key"),
        ({"from": "derived", "operation": "share", "of": ["a"]}, "empty"),
        ({"from": "derived", "operation": "share", "of": ["a", "b", "c"]}, "too_many"),
        ({"from": "attribute"}, "missing_key"),
    ],
)
def test_a_source_that_makes_no_sense_is_refused(source, code):
    assert refusal(source) == code


def test_a_window_and_what_it_is_moved_back_reach_back_the_longest_window_at_most():
    read = definition(usage("sum", window_days=28, ending_days_ago=372)).source
    assert (read.window_days, read.ending_days_ago) == (28, 372)
