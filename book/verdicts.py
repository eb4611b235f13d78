"""The words and signs of the three verdicts: health, stage, risk. One place, so that they never differ."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.domain.risk import RiskLevel
from health.domain.scorecard import Band


@dataclass(frozen=True)
class Sign:
    """One level of a verdict: `key` names it in URLs and style, `word` on screen."""

    key: str
    word: Any
    level: int


BANDS = (
    Sign("healthy", _("Healthy"), Band.HEALTHY),
    Sign("caution", _("Caution"), Band.CAUTION),
    Sign("at_risk", _("At risk"), Band.AT_RISK),
    Sign("unknown", _("Unknown"), Band.UNKNOWN),
)
RISKS = (
    Sign("high", pgettext_lazy("churn risk", "High"), RiskLevel.HIGH),
    Sign("medium", pgettext_lazy("churn risk", "Medium"), RiskLevel.MEDIUM),
    Sign("low", pgettext_lazy("churn risk", "Low"), RiskLevel.LOW),
    Sign("none", pgettext_lazy("churn risk", "None"), RiskLevel.NONE),
)
# Names of stages are not translated.
STAGES = tuple(
    Sign(name.lower(), name, level)
    for level, name in enumerate(("Entry", "Onboard", "Active", "Loyal"))
)
RANKS = ("S", "A", "B", "C")

_BY_LEVEL = {
    "band": {sign.level: sign for sign in BANDS},
    "risk": {sign.level: sign for sign in RISKS},
    "stage": {sign.level: sign for sign in STAGES},
}


def band_sign(level: int | None) -> Sign | None:
    return _BY_LEVEL["band"].get(level)


def risk_sign(level: int | None) -> Sign | None:
    return _BY_LEVEL["risk"].get(level)


def stage_sign(level: int | None) -> Sign | None:
    return _BY_LEVEL["stage"].get(level)


def shown_score(hundredths: int | None) -> int | None:
    """Return whole points, rounded down, so that a shown score never contradicts its band."""
    return None if hundredths is None else hundredths // 100


def shown_change(hundredths: int | None, change: int | None) -> int | None:
    """Return the change between the scores as they were shown, not of what lies behind them."""
    if hundredths is None or change is None:
        return None
    return shown_score(hundredths) - shown_score(hundredths - change)
