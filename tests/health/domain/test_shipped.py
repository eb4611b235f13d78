import json
from pathlib import Path

import pytest

import health
from core.exact import MISSING, SCALE
from health.domain.explanation import explain
from health.domain.risk import RiskLevel, assess_risk, read_risk_rules
from health.domain.scorecard import Band, read_scorecards
from tests.health.domain.scorecards import columns

SHIPPED = Path(health.__file__).parent / "shipped"
SCORECARDS = read_scorecards(json.loads((SHIPPED / "scorecard.json").read_text("utf-8")))
RISK = read_risk_rules(json.loads((SHIPPED / "risk.json").read_text("utf-8")))

HEALTHY = {
    "active_days_28": 20,
    "seat_share": 75,
    "activity_score": 70,
    "days_since_touch": 12,
    "nps_score": 9,
    "open_urgent_tickets": 0,
    "idle_days": 0,
    "usage_change_year_28": 5,
}
OFF_SEASON = {
    **HEALTHY,
    "active_days_28": 0,
    "seat_share": 0,
    "activity_score": 0,
    "idle_days": 75,
    "usage_change_year_28": None,
}
USAGE_ONLY = {"active_days_28": 14, "idle_days": 1, "open_urgent_tickets": 0}


def judged(values, segment=""):
    card = SCORECARDS[segment]
    return explain(
        card,
        {key: MISSING if values.get(key) is None else values[key] * SCALE for key in card.metrics},
    )


@pytest.mark.parametrize("card", SCORECARDS.values(), ids=lambda card: str(len(card.measures)))
def test_a_scorecard_starts_with_four_to_six_measures(card):
    assert 4 <= len(card.measures) <= 6


def test_an_account_that_does_well_is_healthy():
    assert judged(HEALTHY).band is Band.HEALTHY


def test_a_sponsor_who_left_takes_health_away():
    found = judged({**HEALTHY, "sponsor_left_days": 3})
    assert (found.band, found.score, found.exception.key) == (Band.CAUTION, 4_900, "sponsor_left")


def test_a_month_without_use_is_a_risk_whatever_else_looks_good():
    found = judged({**HEALTHY, "idle_days": 30})
    assert (found.band, found.score, found.exception.key) == (Band.AT_RISK, 3_900, "no_use")


def test_a_graduate_hirer_off_season_is_silent_and_not_red():
    assert judged(OFF_SEASON).band is Band.AT_RISK
    assert judged(OFF_SEASON, "graduate_season").band is Band.HEALTHY
    alone = {"open_urgent_tickets": 0, "idle_days": 75, "active_days_28": 0}
    assert judged(alone, "graduate_season").band is Band.UNKNOWN


def test_a_graduate_hirer_who_uses_half_of_last_year_s_season_loses_points():
    before = judged(HEALTHY, "graduate_season")
    after = judged({**HEALTHY, "usage_change_year_28": -50}, "graduate_season")
    assert (before.score - after.score, after.improve_first) == (2_600, "season_use")


def test_a_product_that_supplies_only_usage_is_scored_on_usage():
    found = judged(USAGE_ONLY)
    assert (found.known, found.band) == (4_000, Band.HEALTHY)


def test_without_any_usage_too_little_is_known():
    found = judged({"days_since_touch": 3, "nps_score": 10, "open_urgent_tickets": 0})
    assert (found.known, found.band) == (3_500, Band.UNKNOWN)


CALM = {**HEALTHY, "days_to_end": 300, "usage_change_28": 0, "tenure_days": 400}


def level(segment="", **values):
    rules = RISK[segment]
    values = {**dict.fromkeys(rules.metrics), **CALM, **values}
    return assess_risk(rules, columns(**{key: [one] for key, one in values.items()})).level[0]


@pytest.mark.parametrize(
    ("values", "common", "season"),
    [
        ({}, RiskLevel.NONE, RiskLevel.NONE),
        ({"idle_days": 75}, RiskLevel.HIGH, RiskLevel.NONE),
        ({"idle_days": 20, "days_to_end": 100}, RiskLevel.HIGH, RiskLevel.NONE),
        ({"usage_change_28": -60}, RiskLevel.MEDIUM, RiskLevel.NONE),
        ({"usage_change_year_28": -60}, RiskLevel.NONE, RiskLevel.MEDIUM),
        ({"sponsor_left_days": 0}, RiskLevel.MEDIUM, RiskLevel.MEDIUM),
        ({"sponsor_left_days": 0, "days_to_end": 180}, RiskLevel.HIGH, RiskLevel.HIGH),
        ({"nps_score": 6}, RiskLevel.MEDIUM, RiskLevel.MEDIUM),
        ({"nps_score": 6, "days_to_end": 180}, RiskLevel.HIGH, RiskLevel.HIGH),
        ({"nps_answered_180": 0}, RiskLevel.LOW, RiskLevel.LOW),
        ({"milestones_overdue": 1}, RiskLevel.LOW, RiskLevel.LOW),
        ({"days_to_end": 20}, RiskLevel.NONE, RiskLevel.NONE),
    ],
)
def test_risk_follows_the_stated_rules(values, common, season):
    assert (level(**values), level("graduate_season", **values)) == (common, season)


@pytest.mark.parametrize("name", ["scorecard.json", "risk.json"])
def test_every_part_has_its_words_in_both_languages(name):
    silent = []
    _look_for_words(json.loads((SHIPPED / name).read_text("utf-8")), name, silent)
    assert silent == []


def _look_for_words(part, path, silent):
    if isinstance(part, dict):
        texts = [
            part.get(f"{kind}_{language}")
            for kind in ("name", "words")
            for language in ("en", "ja")
        ]
        if ("key" in part or any(texts)) and not all(texts) and "overrides" not in path:
            silent.append(path)
        for key, each in part.items():
            _look_for_words(each, f"{path}.{key}", silent)
    elif isinstance(part, list):
        for place, each in enumerate(part):
            _look_for_words(each, f"{path}[{place}]", silent)
