"""Reads about scorecards and risk rules."""

from definitions.models import DefinitionVersion, Kind, VersionState
from definitions.selectors import whole_versions
from health.domain.risk import stored_risk_rules


def risk_words():
    """Return {segment key: {rule key: Texts}} over all risk rules in force; "" is common to all.

    A segment stands there only where it words a rule in its own way, and then with all its rules.
    """
    words = {}
    in_force = DefinitionVersion.objects.filter(
        definition__kind=Kind.RISK, state=VersionState.IN_FORCE
    )
    for version in whole_versions(in_force.values_list("pk", "created_at")).values():
        for segment_key, rules in stored_risk_rules(version.body).items():
            words.setdefault(segment_key, {}).update({r.key: r.texts for r in rules.rules})
    return words
