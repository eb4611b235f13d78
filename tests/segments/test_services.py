"""Rules speak every night; people are moved slowly, and by people."""

from datetime import date, timedelta

import pytest

from core.models import AuditEvent
from engagement.models import FactChange
from segments.domain.rules import SegmentRules
from segments.models import ProposalState, RuleSpan, Segment, SegmentProposal, SegmentSpan
from segments.moving import put_in_segments, take_back_moves
from segments.selectors import segment_grid, segment_keys
from segments.services import (
    apply_segments,
    decide_moves,
    decide_proposal,
    install_segments,
    note_rule_results,
)
from tests.builders import DAY, make_account, make_proposal, make_segment, make_user

pytestmark = pytest.mark.django_db


def day(back):
    return DAY - timedelta(days=back)


@pytest.fixture
def account():
    return make_account()


@pytest.fixture
def seasonal():
    return make_segment("graduate_season")


@pytest.fixture
def sites():
    return make_segment("multi_site", order=1)


def told(account, *answers):
    """Tell what the rules said, as (days back, key); returns the spans as (key, back, back)."""
    for back, key in answers:
        note_rule_results({account.pk: key}, night=day(back))
    return [
        (span.segment_key, (DAY - span.from_on).days, span.to_on and (DAY - span.to_on).days)
        for span in RuleSpan.objects.order_by("from_on", "pk")
    ]


# What the rules said


def test_the_same_answer_goes_on_in_one_span(account):
    assert told(account, (9, "a"), (8, "a"), (5, "a")) == [("a", 9, None)]


def test_another_answer_ends_the_span_and_begins_one(account):
    assert told(account, (9, "a"), (8, ""), (7, "a")) == [
        ("a", 9, 8),
        ("", 8, 7),
        ("a", 7, None),
    ]


def test_a_night_told_twice_counts_once(account):
    assert told(account, (9, "a"), (9, "a")) == [("a", 9, None)]
    assert told(account, (8, "b"), (8, "c")) == [("a", 9, 8), ("c", 8, None)]


def test_a_night_corrected_has_the_span_before_it_go_on(account):
    assert told(account, (70, "a"), (1, "a"), (0, "b")) == [("a", 70, 0), ("b", 0, None)]
    for _ in range(2):
        assert told(account, (0, "a")) == [("a", 70, None)]
    assert told(account, (0, "b")) == [("a", 70, 0), ("b", 0, None)]


def test_an_account_of_which_nothing_was_said_the_night_before_begins_anew(account):
    told(account, (70, "a"))
    for _ in range(2):
        note_rule_results({account.pk: "a"}, night=DAY, lapsed={account.pk})
        assert told(account) == [("a", 70, 0), ("a", 0, None)]
    note_rule_results({account.pk: "b"}, night=DAY, lapsed={account.pk})
    assert told(account) == [("a", 70, 0), ("b", 0, None)]


def test_a_night_before_the_first_one_told_changes_nothing(account):
    assert told(account, (5, "a"), (9, "b")) == [("a", 5, None)]


# Placing


def test_an_account_without_a_segment_is_placed_from_the_next_day(account, seasonal):
    told(account, (5, "graduate_season"))
    assert decide_moves([account.pk], night=day(5)) == (1, 0)
    span = SegmentSpan.objects.get()
    assert (span.segment, span.from_on, span.to_on) == (seasonal, day(4), None)
    account.refresh_from_db()
    assert account.team == seasonal.team
    assert decide_moves([account.pk], night=day(5)) == (0, 0)


def test_an_account_of_which_no_rule_holds_is_not_placed(account, seasonal):
    told(account, (5, ""))
    assert decide_moves([account.pk], night=day(5)) == (0, 0)
    assert not SegmentSpan.objects.exists()


# Proposing


def of_segment(account, segment, back=300):
    return SegmentSpan.objects.create(account=account, segment=segment, from_on=day(back))


@pytest.mark.parametrize(("true_for", "proposed"), [(58, 0), (59, 1), (60, 1)])
def test_a_move_is_proposed_once_it_was_true_for_sixty_days(
    account, seasonal, sites, true_for, proposed
):
    of_segment(account, seasonal)
    told(account, (true_for, "multi_site"))
    assert decide_moves([account.pk], night=DAY) == (0, proposed)
    found = SegmentProposal.objects.values_list(
        "current__key", "proposed__key", "true_since", "proposed_on", "state"
    )
    row = ("graduate_season", "multi_site", day(true_for), DAY, "open")
    assert list(found) == [row] * proposed
    assert SegmentSpan.objects.count() == 1


def test_a_move_is_proposed_once_a_month_and_replaces_the_open_one(account, seasonal, sites):
    of_segment(account, seasonal)
    told(account, (100, "multi_site"))
    nights = [date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 22)]
    assert [decide_moves([account.pk], night=night)[1] for night in nights] == [1, 0, 1, 0]
    states = SegmentProposal.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [ProposalState.WITHDRAWN, ProposalState.OPEN]


def test_nobody_is_proposed_for_the_segment_they_are_in_nor_for_none(account, seasonal):
    of_segment(account, seasonal)
    told(account, (200, "graduate_season"))
    assert decide_moves([account.pk], night=day(100)) == (0, 0)
    told(account, (99, ""))
    assert decide_moves([account.pk], night=DAY) == (0, 0)


def open_proposals():
    found = SegmentProposal.objects.filter(state=ProposalState.OPEN)
    return list(found.values_list("account__name", "proposed__key"))


@pytest.mark.parametrize("key", ["graduate_season", ""])
def test_a_proposal_that_the_rules_no_longer_make_is_withdrawn(account, seasonal, sites, key):
    of_segment(account, seasonal)
    make_proposal(account, to="multi_site")
    told(account, (60, "multi_site"))
    decide_moves([account.pk], night=day(1))
    assert open_proposals() == [(account.name, "multi_site")]
    told(account, (0, key))
    assert decide_moves([account.pk], night=DAY) == (0, 0)
    proposal = SegmentProposal.objects.get()
    assert (proposal.state, proposal.decided_by) == (ProposalState.WITHDRAWN, None)
    assert proposal.decided_at is not None


def test_a_proposal_for_the_segment_that_an_account_is_in_by_now_is_withdrawn(account, sites):
    of_segment(account, sites)
    make_proposal(account, to="multi_site")
    other = make_account("Other")
    make_proposal(other, to="multi_site")
    told(account, (60, "multi_site"))
    assert decide_moves([account.pk], night=DAY) == (0, 0)
    assert open_proposals() == [("Other", "multi_site")]


def test_a_file_that_moves_an_account_withdraws_what_is_proposed_for_it(seasonal, sites):
    moved, stays = make_account("Moved"), make_account("Stays")
    for each in (moved, stays):
        of_segment(each, seasonal)
        make_proposal(each, to="multi_site")
    found = {moved.pk: sites, stays.pk: seasonal}
    assert apply_segments(found, on=DAY) == {moved.pk: DAY}
    assert open_proposals() == [("Stays", "multi_site")]


# Deciding


@pytest.fixture
def proposed(account, seasonal, sites):
    of_segment(account, seasonal)
    told(account, (80, "multi_site"))
    decide_moves([account.pk], night=day(1))
    return SegmentProposal.objects.get()


def test_an_accepted_move_is_made_and_leaves_the_csm(proposed, account, sites):
    csm = make_user("csm")
    account.csm = csm
    account.save()
    decided = decide_proposal(proposal_id=proposed.pk, is_accepted=True, by=csm, on=DAY)
    assert (decided.state, decided.decided_by) == (ProposalState.ACCEPTED, csm)
    account.refresh_from_db()
    assert (account.team, account.csm) == (sites.team, csm)
    spans = SegmentSpan.objects.order_by("from_on").values_list("segment__key", "from_on", "to_on")
    assert list(spans) == [("graduate_season", day(300), DAY), ("multi_site", DAY, None)]
    assert AuditEvent.objects.get().verb == "put_in_segment"


def test_a_declined_move_changes_nothing_else_and_who_declined_is_kept(proposed, account):
    manager = make_user("manager")
    decide_proposal(proposal_id=proposed.pk, is_accepted=False, by=manager, on=DAY)
    assert SegmentProposal.objects.get().state == ProposalState.DECLINED
    assert SegmentSpan.objects.count() == 1
    event = AuditEvent.objects.get()
    assert (event.actor, event.verb, event.object_kind, event.object_id, event.detail) == (
        manager,
        "decline_segment",
        "account",
        str(account.pk),
        {"segment": "multi_site", "proposed_on": "2026-11-21"},
    )


def test_what_was_decided_stays_decided(proposed):
    for is_accepted in (False, True):
        decide_proposal(proposal_id=proposed.pk, is_accepted=is_accepted, by=None, on=DAY)
    assert SegmentProposal.objects.get().state == ProposalState.DECLINED
    assert SegmentSpan.objects.count() == 1


# Moving by hand


def test_a_move_by_hand_ends_what_was_and_takes_back_what_would_begin_later(
    account, seasonal, sites
):
    of_segment(account, seasonal)
    SegmentSpan.objects.filter(account=account).update(to_on=day(-5))
    SegmentSpan.objects.create(account=account, segment=sites, from_on=day(-5))
    put_in_segments(
        account_ids=[account.pk], segment=sites, from_on=day(10), by=None, reason="spoken"
    )
    spans = SegmentSpan.objects.order_by("from_on").values_list("segment__key", "from_on", "to_on")
    assert list(spans)[-1] == ("multi_site", day(10), None)


def test_a_move_by_hand_has_the_path_followed_anew(account, seasonal):
    put_in_segments(
        account_ids=[account.pk], segment=seasonal, from_on=day(10), by=None, reason="spoken"
    )
    assert list(FactChange.objects.values_list("account", "earliest_day")) == [
        (account.pk, day(10))
    ]


# Installing


def test_segments_are_installed_once_each_with_a_team(db):
    when = {"all": [{"metric": "seats", "operator": ">=", "value": 1}]}
    rules = SegmentRules.from_body(
        {
            "segments": [
                {"key": key, "name_en": key, "strategy_en": "Be there.", "when": when}
                for key in ("first", "second")
            ]
        }
    )
    assert [install_segments(rules), install_segments(rules)] == [2, 0]
    found = Segment.objects.filter(key__in=["first", "second"]).values_list(
        "key", "order", "team__key", "strategy_en"
    )
    assert list(found) == [("first", 0, "first", "Be there."), ("second", 1, "second", "Be there.")]


def test_a_segment_edited_by_hand_is_not_installed_over(seasonal):
    when = {"all": [{"metric": "seats", "operator": ">=", "value": 1}]}
    rules = SegmentRules.from_body({"segments": [{"key": "graduate_season", "when": when}]})
    assert install_segments(rules) == 0
    assert Segment.objects.get(key="graduate_season").strategy_en == seasonal.strategy_en


# Reading


def test_each_day_has_the_segment_that_held_on_it(account, seasonal, sites):
    other = make_account("Other")
    SegmentSpan.objects.create(account=account, segment=seasonal, from_on=day(9), to_on=day(6))
    SegmentSpan.objects.create(account=account, segment=sites, from_on=day(4))
    keys = ("graduate_season", "multi_site")
    assert [key for key in segment_keys() if key in keys] == list(keys)
    days = [(day(back) - date(1970, 1, 1)).days for back in (10, 9, 7, 6, 4, 0)]
    grid = segment_grid(account_ids=[account.pk, other.pk], days=days, keys=keys)
    assert grid.tolist() == [[-1, 0, 0, -1, 1, 1], [-1] * 6]


# Exceptions


def hold(account, segment, *, until):
    return put_in_segments(
        account_ids=[account.pk],
        segment=segment,
        from_on=day(70),
        by=None,
        reason="works like a chain",
        held_until=until,
    )


@pytest.mark.parametrize(("until", "proposed"), [(day(-1), 0), (DAY, 1)])
def test_the_rules_propose_nothing_for_an_exception_before_it_ends(
    account, seasonal, sites, until, proposed
):
    hold(account, seasonal, until=until)
    told(account, *((back, "multi_site") for back in range(60, -1, -1)))
    assert decide_moves([account.pk], night=DAY) == (0, proposed)


def test_a_move_without_an_end_leaves_open_proposals_alone(account, seasonal, sites):
    proposal = make_proposal(account, to="multi_site")
    put_in_segments(
        account_ids=[account.pk], segment=seasonal, from_on=DAY, by=None, reason="spoken"
    )
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.OPEN


def test_taking_a_move_back_opens_the_proposal_again(account, seasonal, sites):
    proposal = make_proposal(account, to="multi_site")
    turns = hold(account, seasonal, until=day(-9))
    assert turns[account.pk]["withdrawn"] == [proposal.pk]
    take_back_moves(turns, on=DAY, by=None)
    proposal.refresh_from_db()
    account.refresh_from_db()
    assert (proposal.state, proposal.decided_at) == (ProposalState.OPEN, None)
    assert (account.team, SegmentSpan.objects.count()) == (None, 0)
