"""Each page marks the room of the rail that it belongs to."""

import pytest

from dashboards.rooms import ROOMS


@pytest.mark.parametrize(
    ("room", "views"),
    [
        ("home", {"meeting"}),
        ("book", {"judge_account", "write_about", "written", "change_written"}),
        ("segments", {"segment_journey", "segment_arpa", "segment_goals", "set_segment_goals"}),
    ],
)
def test_a_page_marks_one_room(room, views):
    for view in views:
        assert [each.view for each in ROOMS if view in each.views] == [room]
