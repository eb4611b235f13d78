import pytest

from core.exact import SCALE
from definitions.domain.errors import DefinitionError
from health.domain.risk import RiskLevel, RiskRules, assess_risk, for_segment, reasons
from metrics.domain.evidence import Evidence
from tests.health.domain.scorecards import columns


def rule(key, level, metric, operator, value, *evidence):
    condition = {"metric": metric, "operator": operator, "value": value}
    return {
        "key": key,
        "level": level,
        "when": {"all": [condition]},
        "evidence": list(evidence) or [metric],
    }


BODY = {
    "rules": [
        rule("no_answer", "low", "nps_answered", "=", 0),
        rule("silent", "high", "idle", ">=", 30, "idle", "usage"),
        rule("falling", "medium", "change", "<=", -20),
        rule("left", "high", "sponsor_left", ">=", 0),
    ]
}
CALM = {"nps_answered": 1, "idle": 0, "usage": 9, "change": 0, "sponsor_left": None}


def judged(**values):
    """Level and keys of the reasons of one account that is calm but for these values."""
    values = {**CALM, **values}
    rules = RiskRules.from_body(BODY)
    found = assess_risk(rules, columns(**{key: [value] for key, value in values.items()}))
    scaled = {
        key: value[0] for key, value in columns(**{k: [v] for k, v in values.items()}).items()
    }
    why = reasons(rules, found.held[0], scaled)
    return RiskLevel(found.level[0]), [reason.key for reason in why]


@pytest.mark.parametrize(
    ("values", "level", "keys"),
    [
        ({}, RiskLevel.NONE, []),
        ({"nps_answered": 0}, RiskLevel.LOW, ["no_answer"]),
        ({"change": -20}, RiskLevel.MEDIUM, ["falling"]),
        ({"idle": 30, "nps_answered": 0}, RiskLevel.HIGH, ["silent", "no_answer"]),
        (
            {"idle": 30, "nps_answered": 0, "change": -50, "sponsor_left": 0},
            RiskLevel.HIGH,
            ["silent", "left", "falling", "no_answer"],
        ),
        # what is not known is no reason
        ({"nps_answered": None, "idle": None, "change": None}, RiskLevel.NONE, []),
    ],
)
def test_the_worst_rule_that_holds_gives_the_level(values, level, keys):
    assert judged(**values) == (level, keys)


def test_a_reason_shows_the_values_it_rests_on():
    rules = RiskRules.from_body(BODY)
    values = {"nps_answered": SCALE, "idle": 45 * SCALE, "usage": -(2**63), "change": 0}
    reason = reasons(rules, [False, True, False, False], values)[0]
    assert reason.level == RiskLevel.HIGH
    assert reason.evidence == (Evidence("idle", 45 * SCALE), Evidence("usage", None))


def test_accounts_are_judged_side_by_side():
    found = assess_risk(
        RiskRules.from_body(BODY),
        columns(
            nps_answered=[1, 0],
            idle=[40, 3],
            usage=[0, 9],
            change=[0, 0],
            sponsor_left=[None, None],
        ),
    )
    assert found.level.tolist() == [RiskLevel.HIGH, RiskLevel.LOW]
    assert found.held.tolist() == [[False, True, False, False], [True, False, False, False]]


def test_a_segment_leaves_out_or_changes_rules():
    body = {
        **BODY,
        "overrides": {
            "season": {
                "rules": {"silent": None, "falling": {"level": "low", "evidence": ["change_year"]}}
            }
        },
    }
    season = for_segment(body, "season")
    assert [(one.key, one.level) for one in season.rules] == [
        ("no_answer", RiskLevel.LOW),
        ("falling", RiskLevel.LOW),
        ("left", RiskLevel.HIGH),
    ]
    assert for_segment(body, "other") == RiskRules.from_body(BODY)
    assert season.metrics == ("nps_answered", "change", "change_year", "sponsor_left")


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ({}, "", "missing_key"),
        ({"rules": []}, "rules", "empty"),
        ({"rules": [{**BODY["rules"][0], "level": "none"}]}, "rules[0].level", "unknown_choice"),
        ({"rules": [{**BODY["rules"][0], "evidence": []}]}, "rules[0].evidence", "empty"),
        ({"rules": [BODY["rules"][0]] * 2}, "rules[1].key", "duplicate_key"),
        ({**BODY, "metrics": {"idle": 1}}, "metrics", "metrics_differ"),
        ({**BODY, "overrides": {"s": {}}}, "overrides.s", "missing_key"),
        (
            {**BODY, "overrides": {"s": {"rules": {"x": None}}}},
            "overrides.s.rules.x",
            "not_overridable",
        ),
    ],
)
def test_rules_that_cannot_be_used_are_refused_at_their_place(body, where, code):
    with pytest.raises(DefinitionError) as refusal:
        RiskRules.from_body(body)
    assert (refusal.value.path, refusal.value.code) == (where, code)
