import json
from pathlib import Path

import pytest

import stages
from core.exact import SCALE
from stages.domain.definition import StageDefinition, crossings, for_segment

SHIPPED = Path(stages.__file__).parent / "shipped"
BODIES = {
    name: json.loads((SHIPPED / f"{name}.json").read_text("utf-8"))
    for name in ("common", "recruiting")
}
DEFINITIONS = {name: StageDefinition.from_body(body) for name, body in BODIES.items()}
shipped = pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=DEFINITIONS.keys())


@pytest.mark.parametrize(
    ("stage", "thresholds"),
    [
        (
            1,
            [("activity_score", 25), ("live_jobs", 1), ("applicants_28", 1), ("active_days_28", 5)],
        ),
        (
            2,
            [
                ("activity_score", 60),
                ("features_used_28", 5),
                ("evaluation_share_28", 60),
                ("seat_share", 40),
            ],
        ),
        (
            3,
            [
                ("activity_score", 80),
                ("plan_attainment", 80),
                ("nps_score_180", 8),
                ("advocacy_365", 1),
            ],
        ),
    ],
)
def test_the_thresholds_of_recruiting_are_those_stated(stage, thresholds):
    conditions = DEFINITIONS["recruiting"].stages[stage].conditions
    assert {condition.operator for condition in conditions} == {">="}
    assert [(one.metric, one.value // SCALE) for one in conditions] == thresholds


@shipped
def test_moves_are_slow_and_no_threshold_crosses_another(definition):
    assert (definition.smallest_stay_days, definition.grace_days) == (14, 28)
    assert crossings(definition) == []


@shipped
def test_every_stage_has_its_words_in_both_languages(definition):
    assert all(stage.texts.words_en and stage.texts.words_ja for stage in definition.stages)


def test_a_graduate_hirer_keeps_its_stage_between_two_seasons():
    """The longest way from one season of four months to the next is eight months."""
    season = for_segment(BODIES["recruiting"], "graduate_season")
    assert season.grace_days == 240
    assert season.stages == DEFINITIONS["recruiting"].stages
