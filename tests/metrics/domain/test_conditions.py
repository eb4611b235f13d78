import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exact import MISSING, SCALE
from definitions.domain.errors import DefinitionError
from metrics.domain.conditions import Condition, Rule

YES, NO, UNKNOWN = "yes", "no", "unknown"


def column(*values):
    return np.array([MISSING if value is None else value * SCALE for value in values])


def words(answer):
    assert not (answer.met & ~answer.known).any(), "what is not known is never met"
    return [
        YES if met else NO if known else UNKNOWN
        for met, known in zip(answer.met, answer.known, strict=True)
    ]


def condition(metric="score", operator=">=", value=25):
    return {"metric": metric, "operator": operator, "value": value}


@pytest.mark.parametrize(
    ("operator", "below", "equal", "above"),
    [
        (">=", NO, YES, YES),
        (">", NO, NO, YES),
        ("<=", YES, YES, NO),
        ("<", YES, NO, NO),
        ("=", NO, YES, NO),
    ],
)
def test_a_value_is_compared_with_the_threshold(operator, below, equal, above):
    answer = Condition.from_body(condition(operator=operator)).holds({"score": column(24, 25, 26)})
    assert words(answer) == [below, equal, above]


@pytest.mark.parametrize("operator", [">=", ">", "<=", "<", "="])
def test_nobody_can_say_whether_a_missing_value_meets_the_threshold(operator):
    answer = Condition.from_body(condition(operator=operator)).holds({"score": column(None)})
    assert words(answer) == [UNKNOWN]


def test_that_a_value_is_missing_is_always_known():
    rule = Condition.from_body({"metric": "score", "operator": "missing"})
    assert words(rule.holds({"score": column(None, 0)})) == [YES, NO]


@pytest.mark.parametrize(
    ("value", "scaled"),
    [(25, 250_000), (0.1, 1_000), ("60.5", 605_000), (-20, -200_000), ("0.0001", 1)],
)
def test_a_threshold_is_read_exactly(value, scaled):
    assert Condition.from_body(condition(value=value)).value == scaled


T, F, U = "yes", "no", "unknown"


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (T, T, T, T),
        (T, F, F, T),
        (T, U, U, T),
        (F, F, F, F),
        (F, U, F, U),
        (U, U, U, U),
    ],
)
def test_rules_combine_three_answers(one, other, both, either):
    value = {T: 1, F: 0, U: None}
    first, second = condition("a", "=", 1), condition("b", "=", 1)
    for left, right in ((one, other), (other, one)):
        columns = {"a": column(value[left]), "b": column(value[right])}
        assert words(Rule.from_body({"all": [first, second]}).holds(columns)) == [both]
        assert words(Rule.from_body({"all": [{"any": [first, second]}]}).holds(columns)) == [either]


answers = st.sampled_from([0, 1, None])


@given(st.lists(st.lists(answers, min_size=1, max_size=3), min_size=1, max_size=3))
def test_a_rule_is_decided_when_every_filling_of_the_gaps_agrees(clauses):
    names = [[f"m{i}{j}" for j, _ in enumerate(clause)] for i, clause in enumerate(clauses)]
    body = {"all": [{"any": [condition(name, "=", 1) for name in clause]} for clause in names]}
    flat = {
        name: value
        for row, clause in zip(names, clauses, strict=True)
        for name, value in zip(row, clause, strict=True)
    }
    outcomes = {
        all(any(filling[name] for name in clause) for clause in names) for filling in fillings(flat)
    }
    columns = {name: column(value) for name, value in flat.items()}
    expected = UNKNOWN if len(outcomes) == 2 else YES if outcomes == {True} else NO
    assert words(Rule.from_body(body).holds(columns)) == [expected]


def fillings(values):
    """Every way of putting 0 or 1 where a value is missing."""
    filled = [{}]
    for name, value in values.items():
        options = (0, 1) if value is None else (value,)
        filled = [{**each, name: option} for each in filled for option in options]
    return filled


def test_columns_may_have_any_shape():
    days = np.array([[1, 2], [3, MISSING]]) * np.array([[SCALE, SCALE], [SCALE, 1]])
    answer = Rule.from_body({"all": [condition(value=2)]}).holds({"score": days})
    assert answer.met.tolist() == [[False, True], [True, False]]
    assert answer.known.tolist() == [[True, True], [True, False]]


def test_a_rule_names_each_metric_once_in_its_order():
    body = {"all": [condition("b"), {"any": [condition("a"), condition("b")]}]}
    assert Rule.from_body(body).metrics == ("b", "a")


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ([], "when", "not_object"),
        ({}, "when", "missing_key"),
        ({"all": []}, "when.all", "empty"),
        ({"all": "x"}, "when.all", "not_list"),
        ({"all": [condition()] * 13}, "when.all", "too_many"),
        ({"all": [condition()], "any": []}, "when", "unknown_key"),
        ({"all": [{"any": []}]}, "when.all[0].any", "empty"),
        ({"all": [{"any": [{"any": [condition()]}]}]}, "when.all[0].any[0]", "missing_key"),
        ({"all": [condition(), 7]}, "when.all[1]", "not_object"),
        ({"all": [condition(metric="Seat share")]}, "when.all[0].metric", "bad_key"),
        ({"all": [condition(metric=3)]}, "when.all[0].metric", "bad_key"),
        ({"all": [condition(operator="!=")]}, "when.all[0].operator", "unknown_choice"),
        ({"all": [condition(operator=["missing"])]}, "when.all[0].operator", "unknown_choice"),
        ({"all": [condition(operator="missing")]}, "when.all[0]", "unknown_key"),
        ({"all": [{"metric": "a", "operator": ">"}]}, "when.all[0]", "missing_key"),
        ({"all": [condition(value="many")]}, "when.all[0].value", "not_number"),
        ({"all": [condition(value=True)]}, "when.all[0].value", "not_number"),
        ({"all": [condition(value=None)]}, "when.all[0].value", "not_number"),
        ({"all": [condition(value=float("nan"))]}, "when.all[0].value", "not_number"),
        ({"all": [condition(value="1e13")]}, "when.all[0].value", "out_of_range"),
        ({"all": [condition(value="0.00001")]}, "when.all[0].value", "too_precise"),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_at_its_place(body, path, code):
    with pytest.raises(DefinitionError) as refusal:
        Rule.from_body(body, "when")
    assert (refusal.value.path, refusal.value.code) == (path, code)
    assert path in str(refusal.value)
