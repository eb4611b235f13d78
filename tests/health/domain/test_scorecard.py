import copy

import pytest

from core.exact import SCALE
from definitions.domain.errors import DefinitionError
from health.domain.scorecard import Scorecard, for_segment, read_scorecards
from tests.health.domain.scorecards import cap, group, measure, scorecard

COMMON = scorecard(
    group("usage", measure("days", weight=60), measure("seats", weight=40), weight=70),
    group("support", measure("tickets"), weight=30),
    exceptions=[cap("silent", 39, "idle", ">=", 30), cap("left", 49, "sponsor_left")],
    known=50,
)


def changed(path, value):
    """The common body with one place changed; a value of ... takes the place out."""
    body = copy.deepcopy(COMMON)
    *way, latest = path
    place = body
    for step in way:
        place = place[step]
    if value is ...:
        del place[latest]
    else:
        place[latest] = value
    return body


def overridden(**changes):
    return {**COMMON, "overrides": {"season": changes}}


def test_a_body_becomes_a_scorecard():
    card = Scorecard.from_body(COMMON)
    assert [(one.key, one.weight) for one in card.groups] == [("usage", 70), ("support", 30)]
    assert [one.key for one in card.measures] == ["days", "seats", "tickets"]
    assert card.measures[0].knots == ((0, 0), (100 * SCALE, 100 * SCALE))
    assert [(one.key, one.cap) for one in card.exceptions] == [("silent", 3_900), ("left", 4_900)]
    assert (card.healthy_from, card.caution_from, card.minimum_known) == (7_000, 4_000, 5_000)
    assert card.metrics == ("days", "seats", "tickets", "idle", "sponsor_left")


def test_texts_come_along():
    body = changed(["groups", 0, "name_ja"], "利用")
    assert Scorecard.from_body(body).groups[0].texts.name_ja == "利用"


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        (["groups"], ..., "", "missing_key"),
        (["groups"], [], "groups", "empty"),
        (["colour"], "red", "", "unknown_key"),
        (["groups", 0, "weight"], 60, "groups", "weights_sum"),
        (["groups", 0, "weight"], 70.0, "groups[0].weight", "not_integer"),
        (["groups", 0, "weight"], -1, "groups[0].weight", "out_of_range"),
        (["groups", 1, "key"], "usage", "groups[1].key", "duplicate_key"),
        (["groups", 1, "key"], "Support!", "groups[1].key", "bad_key"),
        (["groups", 1, "colour"], "red", "groups[1]", "unknown_key"),
        (["groups", 1, "measures"], [], "groups[1].measures", "empty"),
        (["groups", 0, "measures", 1, "weight"], 41, "groups[0].measures", "weights_sum"),
        (["groups", 1, "measures", 0, "key"], "days", "groups[1].measures[0].key", "duplicate_key"),
        (["groups", 1, "measures", 0, "metric"], ..., "groups[1].measures[0]", "missing_key"),
        (
            ["groups", 1, "measures", 0, "points"],
            [[0, 0]],
            "groups[1].measures[0].points",
            "too_few_points",
        ),
        (
            ["groups", 1, "measures", 0, "points"],
            [[0, 0], [1]],
            "groups[1].measures[0].points",
            "too_few_points",
        ),
        (
            ["groups", 1, "measures", 0, "points"],
            [[0, 0], [5, 10], [5, 20]],
            "groups[1].measures[0].points",
            "points_order",
        ),
        (
            ["groups", 1, "measures", 0, "points"],
            [[0, 0], [5, 101]],
            "groups[1].measures[0].points[1][1]",
            "out_of_range",
        ),
        (["bands"], {"healthy": 40, "caution": 40}, "bands", "bands_cross"),
        (["bands"], {"healthy": 101, "caution": 40}, "bands.healthy", "out_of_range"),
        (["bands", "caution"], ..., "bands", "missing_key"),
        (["minimum_known_percent"], 101, "minimum_known_percent", "out_of_range"),
        (["exceptions", 1, "key"], "silent", "exceptions[1].key", "duplicate_key"),
        (["exceptions", 1, "cap"], 100, "exceptions[1].cap", "out_of_range"),
        (["exceptions", 1, "when"], {"all": []}, "exceptions[1].when.all", "empty"),
        (["metrics"], {"days": 1}, "metrics", "metrics_differ"),
        (["name_en"], 7, "name_en", "not_text"),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_at_its_place(path, value, where, code):
    with pytest.raises(DefinitionError) as refusal:
        Scorecard.from_body(changed(path, value))
    assert (refusal.value.path, refusal.value.code) == (where, code)


def test_more_measures_than_anyone_can_follow_are_refused():
    many = [group(f"g{place}", *_measures(place, 7), weight=0) for place in range(3)]
    many[0]["weight"] = 100
    with pytest.raises(DefinitionError) as refusal:
        Scorecard.from_body(scorecard(*many))
    assert refusal.value.params == {"most": 20, "count": 21}


def _measures(number, count):
    first = [measure(f"m{number}0", weight=100)]
    return first + [measure(f"m{number}{place}", weight=0) for place in range(1, count)]


def test_a_segment_without_changes_has_the_common_scorecard():
    body = overridden(bands={"healthy": 60})
    assert for_segment(body, "other") == Scorecard.from_body(COMMON)
    assert for_segment(body, "") == Scorecard.from_body(COMMON)


def test_a_segment_changes_what_it_names_and_keeps_the_rest():
    card = for_segment(
        overridden(
            groups={
                "usage": {"weight": 20, "measures": {"days": None, "seats": {"weight": 100}}},
                "support": {"weight": 80},
            },
            exceptions={"silent": None, "left": {"cap": 60}},
            bands={"healthy": 60},
            minimum_known_percent=10,
        ),
        "season",
    )
    common = Scorecard.from_body(COMMON)
    assert [(one.key, one.weight) for one in card.groups] == [("usage", 20), ("support", 80)]
    assert [(one.key, one.weight) for one in card.measures] == [("seats", 100), ("tickets", 100)]
    assert card.measures[0].knots == common.measures[1].knots
    assert [(one.key, one.cap) for one in card.exceptions] == [("left", 6_000)]
    assert card.exceptions[0].when == common.exceptions[1].when
    assert (card.healthy_from, card.caution_from, card.minimum_known) == (6_000, 4_000, 1_000)


def test_a_segment_adds_what_the_common_scorecard_does_not_have():
    card = for_segment(
        overridden(
            groups={
                "usage": {"weight": 50},
                "support": {"weight": 30},
                "season": {"weight": 20, "measures": [measure("last_year")]},
            },
            exceptions={"frozen": {"cap": 10, "when": cap("x", 1, "frozen")["when"]}},
        ),
        "season",
    )
    assert [one.key for one in card.groups] == ["usage", "support", "season"]
    assert [one.key for one in card.exceptions] == ["silent", "left", "frozen"]


def test_changing_a_segment_leaves_the_common_body_alone():
    body = overridden(groups={"usage": {"measures": {"days": None, "seats": {"weight": 100}}}})
    before = copy.deepcopy(body)
    assert Scorecard.from_body(body) == Scorecard.from_body(COMMON)
    assert body == before


@pytest.mark.parametrize(
    ("changes", "where", "code"),
    [
        ({"groups": {"usage": {"weight": 60}}}, "overrides.season.groups", "weights_sum"),
        ({"groups": {"mood": None}}, "overrides.season.groups.mood", "not_overridable"),
        ({"groups": {"mood": {"weight": 0}}}, "overrides.season.groups[2]", "missing_key"),
        ({"groups": {"usage": {"key": "use"}}}, "overrides.season.groups.usage", "unknown_key"),
        ({"groups": {"usage": 7}}, "overrides.season.groups[0]", "not_object"),
        ({"exceptions": None}, "overrides.season.exceptions", "not_list"),
        ({"bands": {"caution": 80}}, "overrides.season.bands", "bands_cross"),
        ({"metrics": {}}, "overrides.season", "unknown_key"),
    ],
)
def test_a_segment_s_changes_are_checked_with_the_common_scorecard(changes, where, code):
    with pytest.raises(DefinitionError) as refusal:
        Scorecard.from_body(overridden(**changes))
    assert (refusal.value.path, refusal.value.code) == (where, code)


def test_metric_versions_cover_every_segment():
    body = overridden(groups={"support": {"measures": {"tickets": {"metric": "oldest_ticket"}}}})
    used = ("days", "seats", "tickets", "idle", "sponsor_left", "oldest_ticket")
    assert read_scorecards({**body, "metrics": dict.fromkeys(used, 1)}).keys() == {"", "season"}
    with pytest.raises(DefinitionError):
        Scorecard.from_body({**body, "metrics": dict.fromkeys(used[:-1], 1)})
