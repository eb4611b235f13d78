"""Reads about scorecards and risk rules."""

from definitions.models import DefinitionVersion, Kind, VersionState
from health.domain.risk import read_risk_rules


def risk_words():
    """Return {rule key: Texts} over all risk rules in force, whatever product or segment they are of."""
    bodies = DefinitionVersion.objects.filter(
        definition__kind=Kind.RISK, state=VersionState.IN_FORCE
    ).values_list("body", flat=True)
    return {
        rule.key: rule.texts
        for body in bodies
        for rules in read_risk_rules(body).values()
        for rule in rules.rules
    }
