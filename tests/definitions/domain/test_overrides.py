import pytest

from definitions.domain.body import Node
from definitions.domain.errors import DefinitionError
from definitions.domain.overrides import overlay

COMMON = {"bounds": {"a": 1, "b": 2}, "points": [1, 2], "entries": [{"key": "x", "n": 1}]}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {}),
        ({"bounds": {"b": 3}}, {"bounds": {"a": 1, "b": 3}}),
        ({"points": [9]}, {"points": [9]}),
        ({"entries": {"x": {"n": 2}}}, {"entries": [{"key": "x", "n": 2}]}),
        ({"entries": {"x": None}}, {"entries": []}),
        ({"entries": {"y": {"n": 5}}}, {"entries": [{"key": "x", "n": 1}, {"key": "y", "n": 5}]}),
        ({"fresh": {"z": 1}}, {"fresh": {"z": 1}}),
    ],
)
def test_a_change_is_laid_over_what_is_common(change, expected):
    assert overlay(COMMON, Node(change)) == {**COMMON, **expected}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"entries": {"y": None}}, "not_overridable"),
        ({"entries": {"x": {"key": "y"}}}, "unknown_key"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change, code):
    with pytest.raises(DefinitionError) as refusal:
        overlay(COMMON, Node(change, "overrides"))
    assert refusal.value.code == code
    assert refusal.value.path.startswith("overrides.entries.")
