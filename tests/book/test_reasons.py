"""Risk reasons in the words of the account's segment."""

import pytest

from health.selectors import risk_words

pytestmark = pytest.mark.django_db


def test_a_segment_that_words_a_rule_its_own_way_does_not_change_the_common_words():
    words = risk_words()
    common, season = (words[key]["usage_drop"].name_en for key in ("", "graduate_season"))
    assert common != season
    assert "silent" in words[""]
    assert "silent" not in words["graduate_season"]
