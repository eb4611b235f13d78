import pickle

import pytest

from definitions.domain.body import Node, Texts, check_distinct, read_metric_versions, read_once
from definitions.domain.errors import MESSAGES, DefinitionError


def refusal(action):
    with pytest.raises(DefinitionError) as raised:
        action()
    return raised.value.path, raised.value.code, raised.value.params


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "not_integer"),
        (1.0, "not_integer"),
        ("1", "not_integer"),
        (-1, "out_of_range"),
        (101, "out_of_range"),
    ],
)
def test_a_whole_number_is_read_within_its_bounds(value, code):
    assert refusal(lambda: Node(value, "weight").integer(least=0, most=100))[:2] == ("weight", code)


def test_texts_are_empty_where_nothing_is_said():
    assert Node({"name_en": "Usage", "words_ja": "利用"}).texts() == Texts("Usage", "", "", "利用")


def test_a_text_must_be_a_text():
    assert refusal(lambda: Node({"name_en": 3}, "groups[0]").texts()) == (
        "groups[0].name_en",
        "not_text",
        {},
    )


def test_a_key_that_stands_twice_is_refused_where_it_is_repeated():
    keys = [Node("usage", "[0].key"), Node("support", "[1].key"), Node("usage", "[2].key")]
    assert refusal(lambda: check_distinct(keys)) == ("[2].key", "duplicate_key", {"key": "usage"})


def test_metric_versions_are_those_of_the_metrics_used():
    root = Node({"metrics": {"seat_share": 1, "nps_score": 3}})
    assert read_metric_versions(root, used=["nps_score", "seat_share"]) == root.value["metrics"]


@pytest.mark.parametrize("used", [["seat_share"], ["seat_share", "nps_score", "live_jobs"]])
def test_metric_versions_that_do_not_match_are_refused(used):
    root = Node({"metrics": {"seat_share": 1, "nps_score": 3}})
    assert refusal(lambda: read_metric_versions(root, used=used))[:2] == (
        "metrics",
        "metrics_differ",
    )


def test_metric_versions_may_be_left_out_whole():
    assert read_metric_versions(Node({}), used=["seat_share"]) == {}


def test_an_error_speaks_english_and_survives_a_process_boundary():
    error = pickle.loads(pickle.dumps(DefinitionError("groups", "weights_sum", sum=90)))  # noqa: S301
    assert str(error) == "groups: The weights sum to 90; they must sum to 100."
    assert error.template == MESSAGES["weights_sum"]


def test_a_stored_body_is_read_once_and_again_where_it_says_something_else():
    read = []
    names = read_once(lambda body: read.append(body) or body["name_en"])
    assert [names({"name_en": name}) for name in ("Score", "Score", "Risk")] == [
        *("Score", "Score", "Risk")
    ]
    assert read == [{"name_en": "Score"}, {"name_en": "Risk"}]
