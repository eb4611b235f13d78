"""Segments in words, and a manager's decision on a proposed move."""

import pytest
from django.urls import reverse

from accounts.models import Account
from core.models import AuditEvent, Role
from segments.models import ProposalState, SegmentSpan
from tests.builders import make_account, make_proposal, make_segment, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    ours, theirs = make_segment("graduate_season"), make_segment("multi_site", order=1)
    account = make_account("Kita Foods", team=theirs.team)
    SegmentSpan.objects.create(account=account, segment=theirs, from_on="2026-01-01")
    return {
        "ours": ours,
        "theirs": theirs,
        "account": account,
        "move": make_proposal(account, current="multi_site", to="graduate_season"),
    }


def decide(client, world, member, decision):
    client.force_login(member)
    return client.post(reverse("decide_move", args=[world["move"].pk]), {"decision": decision})


def manager_of(segment):
    return make_user(Role.MANAGER, name=f"Manager {segment.key}", teams=[segment.team])


def test_a_manager_of_the_segment_accepts_a_move(client, world):
    account, csm = world["account"], world["account"].csm_id
    answer = decide(client, world, manager_of(world["ours"]), "accept")
    assert answer.url == reverse("segment_moves")
    world["move"].refresh_from_db()
    account.refresh_from_db()
    assert (world["move"].state, account.team, account.csm_id) == (
        ProposalState.ACCEPTED,
        world["ours"].team,
        csm,
    )
    open_span = SegmentSpan.objects.get(account=account, to_on=None)
    assert open_span.segment == world["ours"]
    assert AuditEvent.objects.get(verb="put_in_segment").object_id == str(account.pk)


def test_a_declined_move_changes_nothing_but_itself(client, world):
    decide(client, world, manager_of(world["theirs"]), "decline")
    world["move"].refresh_from_db()
    assert world["move"].state == ProposalState.DECLINED
    assert SegmentSpan.objects.get().segment == world["theirs"]
    assert Account.objects.get().team == world["theirs"].team


def test_a_move_is_decided_once(client, world):
    decide(client, world, manager_of(world["ours"]), "decline")
    decide(client, world, manager_of(world["theirs"]), "accept")
    world["move"].refresh_from_db()
    assert world["move"].state == ProposalState.DECLINED
    assert SegmentSpan.objects.get().segment == world["theirs"]


@pytest.mark.parametrize("decision", ["", "perhaps"])
def test_a_decision_that_is_none_is_refused(client, world, decision):
    assert decide(client, world, manager_of(world["ours"]), decision).status_code == 422
    world["move"].refresh_from_db()
    assert world["move"].state == ProposalState.OPEN


def test_a_manager_of_another_team_finds_no_such_move(client, world):
    stranger = manager_of(make_segment("side_duty", order=3))
    assert decide(client, world, stranger, "accept").status_code == 404
    assert "Kita Foods" not in client.get(reverse("segment_moves")).content.decode()
    world["move"].refresh_from_db()
    assert world["move"].state == ProposalState.OPEN


def test_a_csm_of_the_team_sees_the_move_but_no_buttons(client, world):
    client.force_login(make_user(Role.CSM, teams=[world["ours"].team], language="en"))
    page = client.get(reverse("segment_moves")).content.decode()
    assert "Kita Foods" in page
    assert reverse("decide_move", args=[world["move"].pk]) not in page
