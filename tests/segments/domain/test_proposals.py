from datetime import date

import pytest

from segments.domain.proposals import Decision, proposal

AS_OF = date(2026, 6, 30)
SIXTIETH_DAY_AGO = date(2026, 5, 2)


def decided(**changes):
    """What follows for an account in "sites" whose rules have named "agents" for 60 days."""
    case = {
        "current": "sites",
        "ruled": "agents",
        "true_since": SIXTIETH_DAY_AGO,
        "as_of": AS_OF,
        "latest_proposed_on": None,
    }
    return proposal(**{**case, **changes})


def test_the_sixtieth_day_true_brings_a_proposal():
    assert decided() is Decision.PROPOSE
    assert decided(true_since=date(2026, 5, 3)) is Decision.KEEP
    assert decided(true_since=date(2025, 1, 1)) is Decision.PROPOSE


@pytest.mark.parametrize(
    ("latest", "expected"),
    [
        (date(2026, 6, 1), Decision.KEEP),
        (date(2026, 6, 30), Decision.KEEP),
        (date(2026, 5, 31), Decision.PROPOSE),
        (date(2025, 6, 30), Decision.PROPOSE),
        # a night told again for a day long past proposes nothing anew
        (date(2026, 7, 1), Decision.KEEP),
    ],
)
def test_a_proposal_is_made_at_most_once_a_calendar_month(latest, expected):
    assert decided(latest_proposed_on=latest) is expected


def test_an_account_stays_where_the_rules_want_it():
    assert decided(current="agents") is Decision.KEEP


@pytest.mark.parametrize("current", ["sites", None])
def test_nobody_is_ever_moved_to_unclassified(current):
    assert decided(ruled=None, current=current) is Decision.KEEP


def test_a_first_placement_is_made_at_once():
    assert decided(current=None, true_since=AS_OF) is Decision.PLACE


@pytest.mark.parametrize(
    ("held_until", "expected"),
    [(date(2026, 7, 1), Decision.KEEP), (AS_OF, Decision.PROPOSE), (None, Decision.PROPOSE)],
)
def test_nobody_is_asked_about_an_exception_before_it_ends(held_until, expected):
    assert decided(held_until=held_until) is expected
