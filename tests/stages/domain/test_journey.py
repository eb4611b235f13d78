import json
from pathlib import Path

import pytest

import stages
from definitions.domain.errors import DefinitionError
from stages.domain.journey import read_journeys

BODY = {
    "milestones": [
        {"key": "kickoff", "days": 21, "name_en": "Kick-off", "content": [{"name_en": "Sheet"}]},
        {"key": "setup", "days": 35},
        {"key": "first_job", "days": 45},
    ]
}


def test_a_journey_goes_through_its_milestones_in_order():
    (journey,) = read_journeys(BODY).values()
    assert [(step.key, step.days) for step in journey.steps] == [
        ("kickoff", 21),
        ("setup", 35),
        ("first_job", 45),
    ]
    assert journey.steps[0].texts.name_en == "Kick-off"
    assert [text.name_en for text in journey.steps[0].content] == ["Sheet"]


def test_a_segment_has_an_order_and_days_of_its_own():
    own = {"order": ["kickoff", "first_job", "setup"], "milestones": {"first_job": {"days": 30}}}
    season = read_journeys({**BODY, "overrides": {"season": own}})["season"]
    assert [(step.key, step.days) for step in season.steps] == [
        ("kickoff", 21),
        ("first_job", 30),
        ("setup", 35),
    ]


@pytest.mark.parametrize(
    ("changed", "where", "code"),
    [
        ({"milestones": []}, "milestones", "empty"),
        ({**BODY, "order": ["kickoff", "setup"]}, "order", "order_differs"),
        ({**BODY, "order": ["kickoff", "setup", "setup"]}, "order", "order_differs"),
        (
            {**BODY, "overrides": {"s": {"order": ["x"]}}},
            "overrides.s.order",
            "order_differs",
        ),
        ({"milestones": BODY["milestones"][:1] * 2}, "milestones[1].key", "duplicate_key"),
        ({"milestones": [{"key": "kickoff", "days": -1}]}, "milestones[0].days", "out_of_range"),
    ],
)
def test_a_journey_that_cannot_be_used_is_refused_at_its_place(changed, where, code):
    with pytest.raises(DefinitionError) as refusal:
        read_journeys(changed)
    assert (refusal.value.path, refusal.value.code) == (where, code)


def test_the_shipped_journey_has_twelve_milestones_with_names_and_content_in_both_languages():
    path = Path(stages.__file__).parent / "shipped" / "journey.json"
    journeys = read_journeys(json.loads(path.read_text("utf-8")))
    assert set(journeys) == {"", "graduate_season", "multi_site", "specialist_agents"}
    orders = {tuple(step.key for step in journey.steps) for journey in journeys.values()}
    assert len(orders) == 4
    for journey in journeys.values():
        assert len(journey.steps) == 12
        days = [step.days for step in journey.steps]
        assert days == sorted(days)
        for step in journey.steps:
            texts = [step.texts, *step.content]
            assert len(texts) > 1
            assert all(text.name_en and text.name_ja for text in texts)
