import pytest

from core.exact import SCALE
from definitions.domain.errors import DefinitionError
from stages.domain.definition import StageDefinition, crossings, for_segment
from tests.stages.domain.paths import body, definition

FIVE = [("m", ">=", value) for value in range(5)]


def test_a_body_becomes_a_definition():
    found = definition(active=[("score", ">=", 60), ("onboard", ">", "1.5")])
    assert [stage.key for stage in found.stages] == ["entry", "onboard", "active", "loyal"]
    assert [len(stage.conditions) for stage in found.stages] == [0, 1, 2, 1]
    assert found.stages[2].conditions[1].value == SCALE * 3 // 2
    assert (found.smallest_stay_days, found.grace_days) == (14, 28)
    assert found.metrics == ("onboard", "score", "loyal")


@pytest.mark.parametrize(
    ("changed", "where", "code"),
    [
        (body(onboard=[]), "stages[1].conditions", "empty"),
        (body(loyal=FIVE), "stages[3].conditions", "too_many"),
        (body(entry=[("m", ">=", 1)]), "stages[0].conditions", "entry_conditions"),
        (body(active=[("m", "~", 1)]), "stages[2].conditions[0].operator", "unknown_choice"),
        ({**body(), "stages": body()["stages"][:3]}, "stages", "stage_names"),
        ({**body(), "stages": body()["stages"][::-1]}, "stages", "stage_names"),
        ({**body(), "stages": [7]}, "stages[0]", "not_object"),
        ({**body(), "colour": "red"}, "", "unknown_key"),
        ({**body(), "metrics": {"onboard": 1}}, "metrics", "metrics_differ"),
        (body(smallest_stay_days=-1), "smallest_stay_days", "out_of_range"),
        (body(smallest_stay_days="14"), "smallest_stay_days", "not_integer"),
        (body(grace_days=0), "grace_days", "out_of_range"),
        (body(grace_days=366), "grace_days", "out_of_range"),
        ({**body(), "overrides": {"s": {"words": 1}}}, "overrides.s", "unknown_key"),
        (
            {**body(), "overrides": {"s": {"grace_days": 0}}},
            "overrides.s.grace_days",
            "out_of_range",
        ),
        (
            {**body(), "overrides": {"s": {"stages": {"active": None}}}},
            "overrides.s.stages",
            "stage_names",
        ),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_at_its_place(changed, where, code):
    with pytest.raises(DefinitionError) as refusal:
        StageDefinition.from_body(changed)
    assert (refusal.value.path, refusal.value.code) == (where, code)


@pytest.mark.parametrize(
    ("lower", "higher", "code"),
    [
        ((">=", 25), (">=", 60), None),
        ((">=", 60), (">=", 60), "adds_nothing"),
        ((">=", 60), (">=", 25), "adds_nothing"),
        ((">=", 60), (">", 60), None),
        ((">", 60), (">=", 60), "adds_nothing"),
        (("<=", 30), ("<=", 10), None),
        (("<=", 10), ("<=", 30), "adds_nothing"),
        (("<", 10), ("<=", 10), "adds_nothing"),
        ((">=", 60), ("<=", 60), None),
        ((">=", 60), ("<", 60), "never_holds"),
        ((">=", 60), ("=", 70), None),
        ((">=", 60), ("=", 50), "never_holds"),
        (("=", 50), (">=", 50), "adds_nothing"),
    ],
)
def test_thresholds_that_cross_between_stages_are_found(lower, higher, code):
    found = crossings(definition(onboard=[("m", *lower)], loyal=[("x", ">=", 1), ("m", *higher)]))
    expected = [("stages[3].conditions[1]", code, {"stage": "onboard"})] if code else []
    assert [(one.path, one.code, one.params) for one in found] == expected


def test_a_metric_that_should_be_missing_crosses_one_that_should_not():
    changed = body(onboard=[("m", ">=", 1)])
    changed["stages"][2]["conditions"] = [{"metric": "m", "operator": "missing"}]
    changed["stages"][3]["conditions"] = [{"metric": "m", "operator": "missing"}]
    found = crossings(StageDefinition.from_body(changed))
    assert [(one.path, one.code, one.params["stage"]) for one in found] == [
        ("stages[2].conditions[0]", "never_holds", "onboard"),
        ("stages[3].conditions[0]", "never_holds", "onboard"),
        ("stages[3].conditions[0]", "adds_nothing", "active"),
    ]
    assert found[0].template % found[0].params


def test_two_conditions_of_one_stage_do_not_cross():
    assert crossings(definition(active=[("m", ">=", 10), ("m", "<=", 20)])) == []


def test_a_segment_changes_what_it_names_and_keeps_the_rest():
    conditions = [{"metric": "season", "operator": ">=", "value": 3}]
    own = {"grace_days": 240, "stages": {"active": {"conditions": conditions}}}
    changed = {**body(), "overrides": {"season": own}}
    season = for_segment(changed, "season")
    assert (season.smallest_stay_days, season.grace_days) == (14, 240)
    assert season.metrics == ("onboard", "season", "loyal")
    assert for_segment(changed, "other") == StageDefinition.from_body(body())
