import json
from pathlib import Path

import numpy as np
import pytest

import segments
from core.exact import MISSING, SCALE
from segments.domain.rules import UNCLASSIFIED, SegmentRules, classify

BODY = json.loads((Path(segments.__file__).parent / "shipped" / "segments.json").read_text("utf-8"))
RULES = SegmentRules.from_body(BODY)
NOBODY = {
    "graduate_share_365": 49,
    "top_four_months_share_365": 100,
    "recruiting_sites": 9,
    "same_title_share": 100,
    "agent_scout_share_180": 59,
    "full_time_recruiters": 1,
    "interviewer_share": 49,
}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, None),
        ({"graduate_share_365": 50, "top_four_months_share_365": 60}, "graduate_season"),
        ({"graduate_share_365": 50, "top_four_months_share_365": 59}, None),
        ({"recruiting_sites": 10, "same_title_share": 50}, "multi_site"),
        ({"recruiting_sites": 10, "same_title_share": 49}, None),
        ({"agent_scout_share_180": 60}, "specialist_agents"),
        ({"full_time_recruiters": 0}, "side_duty"),
        ({"interviewer_share": 50}, "side_duty"),
        ({"full_time_recruiters": None, "interviewer_share": 50}, "side_duty"),
        ({"full_time_recruiters": None}, None),
        ({"graduate_share_365": None, "full_time_recruiters": 0}, None),
        ({"graduate_share_365": 80, "recruiting_sites": 30}, "graduate_season"),
    ],
)
def test_an_account_belongs_to_the_first_segment_that_holds(values, expected):
    columns = {
        key: np.array([MISSING if value is None else value * SCALE])
        for key, value in {**NOBODY, **values}.items()
    }
    place = classify(RULES, columns).place[0]
    assert (None if place == UNCLASSIFIED else RULES.segments[place].key) == expected


def test_there_are_four_each_with_its_strategy_in_both_languages():
    assert len(RULES.segments) == 4
    for segment in RULES.segments:
        texts = segment.texts
        assert texts.name_en and texts.name_ja and texts.words_en and texts.words_ja  # noqa: PT018
        assert segment.strategy_en and segment.strategy_ja  # noqa: PT018
