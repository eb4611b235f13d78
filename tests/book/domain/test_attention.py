"""Which accounts ask for somebody, told as a table: where they stand, where they stood, what holds."""

import pytest

from book.domain.attention import (
    EVERY_SIGNAL,
    SIGNALS,
    Standing,
    Urgency,
    attention_of,
    hidden_by,
    least_of,
    signals_in,
)

AT_RISK, CAUTION, HEALTHY = 1, 2, 3
LOW, MEDIUM, HIGH = 1, 2, 3
# Healthy, Active, no risk, spoken to yesterday, a year to go; the same as when it was last read.
WELL = {
    **{"band": HEALTHY, "stage": 2, "risk": 0, "days_to_end": 300, "days_since_touch": 1},
    **{"band_before": HEALTHY, "stage_before": 2, "risk_before": 0},
}


def held(**changes):
    return [s.key for s in signals_in(attention_of(Standing(**{**WELL, **changes})))]


@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({}, []),
        # health
        ({"band": CAUTION}, ["fell_caution"]),
        ({"band": AT_RISK}, ["fell_at_risk"]),
        ({"band": AT_RISK, "band_before": CAUTION}, ["fell_at_risk"]),
        ({"band": AT_RISK, "band_before": AT_RISK}, []),
        ({"band": CAUTION, "band_before": AT_RISK}, []),
        ({"band": 0}, []),
        ({"band": AT_RISK, "band_before": 0}, []),
        ({"band": AT_RISK, "band_before": None}, []),
        # stage
        ({"stage": 1}, ["stage_fell"]),
        ({"stage": 3}, []),
        ({"stage": 0, "stage_before": None}, []),
        # risk
        ({"risk": HIGH}, ["became_high"]),
        ({"risk": HIGH, "risk_before": HIGH}, []),
        ({"risk": HIGH, "risk_before": None}, []),
        ({"risk": HIGH, "new_reasons": ("silent",)}, ["became_high"]),
        ({"risk": HIGH, "risk_before": HIGH, "new_reasons": ("silent",)}, ["new_reason"]),
        ({"risk": MEDIUM, "new_reasons": ("usage_drop",)}, ["new_reason"]),
        ({"risk": LOW, "new_reasons": ("nps_silent",)}, []),
        ({"risk": HIGH, "risk_before": HIGH, "days_since_touch": 13}, []),
        ({"risk": HIGH, "risk_before": HIGH, "days_since_touch": 14}, ["high_untouched"]),
        ({"risk": HIGH, "risk_before": HIGH, "days_since_touch": None}, ["high_untouched"]),
        ({"risk": MEDIUM, "risk_before": MEDIUM, "days_since_touch": 99}, []),
        # silence, where the segment's rules mind it
        ({"idle_days": 14, "idle_days_before": 13}, ["gone_silent"]),
        ({"idle_days": 20, "idle_days_before": 14}, []),
        ({"idle_days": 13, "idle_days_before": 10}, []),
        ({"idle_days": 14, "idle_days_before": None}, []),
        ({"idle_days": None, "idle_days_before": 13}, []),
        # the journey
        ({"has_overdue_milestone": True}, ["milestone_overdue"]),
        # the end of the contract
        ({"days_to_end": 90, "days_since_touch": 30}, ["ends_untouched"]),
        ({"days_to_end": 0, "days_since_touch": None}, ["ends_untouched"]),
        ({"days_to_end": 91, "days_since_touch": 30}, []),
        ({"days_to_end": 90, "days_since_touch": 29}, []),
        ({"days_to_end": -1, "days_since_touch": 30}, []),
        ({"days_to_end": None, "days_since_touch": 30}, []),
        # two verdicts
        ({"judged_risk": 0}, []),
        ({"judged_risk": LOW}, []),
        ({"judged_risk": MEDIUM}, ["differs"]),
        ({"judged_risk": LOW, "risk": MEDIUM, "risk_before": MEDIUM}, ["differs"]),
        ({"judged_risk": MEDIUM, "risk": HIGH, "risk_before": HIGH}, []),
    ],
)
def test_a_signal_holds_exactly_when_it_says(changes, keys):
    assert held(**changes) == keys


def test_several_signals_are_told_the_most_urgent_first():
    everything = {"band": AT_RISK, "stage": 1, "risk": HIGH, "judged_risk": 0}
    assert held(**everything, days_to_end=10, days_since_touch=40) == [
        *("fell_at_risk", "became_high", "ends_untouched", "stage_fell", "high_untouched"),
        "differs",
    ]


def test_signals_stand_in_order_of_urgency_so_that_numbers_do_too():
    urgencies = [signal.urgency for signal in SIGNALS]
    assert urgencies == sorted(urgencies, reverse=True)
    one_each = ({"judged_risk": MEDIUM}, {"stage": 1}, {"band": AT_RISK})
    numbers = [attention_of(Standing(**{**WELL, **changes})) for changes in one_each]
    assert [n >= least_of(Urgency.SOON) for n in numbers] == [False, True, True]
    assert [n >= least_of(Urgency.NOW) for n in numbers] == [False, False, True]
    assert all(n >= least_of(Urgency.LATER) for n in numbers)


def test_every_signal_rests_on_one_judgement_or_on_facts_alone():
    questions = {signal.question for signal in SIGNALS}
    assert questions == {"", "score", "stage", "risk"}
    assert sum(hidden_by(question) for question in questions) == EVERY_SIGNAL
    assert hidden_by("rank") == 0
