"""What members do about a finding, who may, and the trace it leaves."""

import pytest
from django.urls import reverse

from core.models import AuditEvent, Role
from intake.models import DataFinding, FindingState
from intake.quality.query import FindingQuery
from intake.quality.selectors import finding_page, waiting_count
from tests.builders import DAY, make_account, make_finding, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team("ours")


@pytest.fixture
def csm(team, client):
    member = make_user(Role.CSM, name="Mia", teams=[team])
    client.force_login(member)
    return member


def act(client, finding, **given):
    return client.post(reverse("act_on_finding", args=[finding.pk]), given)


def events():
    rows = AuditEvent.objects.filter(object_kind="finding").order_by("pk")
    return list(rows.values_list("actor__name", "verb", "detail"))


def test_who_takes_a_finding_owns_it(client, csm):
    finding = make_finding(make_account(csm=csm))
    act(client, finding, act="take")
    finding.refresh_from_db()
    assert (finding.state, finding.owner) == (FindingState.TAKEN, csm)
    assert events() == [("Mia", "take", {"state": "taken", "owner": csm.pk})]


def test_accepted_it_waits_no_more_and_can_be_opened_again(client, csm):
    account = make_account(csm=csm)
    finding = make_finding(account)
    act(client, finding, act="accept")
    finding.refresh_from_db()
    assert (finding.state, finding.closed_on is not None) == (FindingState.ACCEPTED, True)
    assert waiting_count(for_user=csm, account=account) == 0
    act(client, finding, act="reopen")
    finding.refresh_from_db()
    assert (finding.state, finding.closed_on) == (FindingState.OPEN, None)


def test_owner_cause_and_note_are_kept_with_their_history(client, csm, team):
    mate = make_user(Role.CSM, name="Ben", teams=[team])
    finding = make_finding(make_account(csm=csm))
    act(client, finding, act="assign", owner=mate.pk)
    act(client, finding, act="describe", root_cause="export", note="wrong column")
    act(client, finding, act="describe", root_cause="export", note="wrong column")
    finding.refresh_from_db()
    assert (finding.owner, finding.root_cause, finding.note) == (mate, "export", "wrong column")
    assert [event[1] for event in events()] == ["assign", "describe"]
    page = client.get(reverse("finding", args=[finding.pk])).content.decode()
    assert "gave it to Ben" in page
    assert "“wrong column”" in page


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"act": "delete"},
        {"act": "describe", "root_cause": "fate"},
        {"act": "describe", "note": "x" * 501},
        {"act": "assign", "owner": "999999"},
    ],
)
def test_what_is_not_understood_changes_nothing(client, csm, given):
    finding = make_finding(make_account(csm=csm))
    before = DataFinding.objects.values().get()
    assert act(client, finding, **given).status_code == 422
    assert DataFinding.objects.values().get() == before
    assert events() == []


def test_a_finding_is_given_to_nobody_outside_the_team(client, csm):
    stranger = make_user(Role.CSM, name="Zoe", teams=[make_team("theirs")])
    finding = make_finding(make_account(csm=csm))
    assert act(client, finding, act="assign", owner=stranger.pk).status_code == 422
    assert DataFinding.objects.get().owner is None


# Who sees what


@pytest.fixture
def world(team):
    """Findings of a team-mate's account, of another team's, of both as a pair, and of the product."""
    mate = make_user(Role.CSM, teams=[team])
    other = make_user(Role.CSM, teams=[make_team("theirs")])
    ours, theirs = make_account("Ours", csm=mate), make_account("Theirs", csm=other)
    return {
        "ours": make_finding(ours),
        "theirs": make_finding(theirs),
        "pair": make_finding(theirs, other_account=ours),
        "product": make_finding(),
    }


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.CSM, {"ours", "pair"}),
        (Role.MANAGER, {"ours", "pair"}),
        (Role.CS_HEAD, {"ours", "theirs", "pair", "product"}),
        (Role.OPS, {"ours", "theirs", "pair", "product"}),
        (Role.ADMIN, {"ours", "theirs", "pair", "product"}),
        (Role.RENEWAL_REP, set()),
        (Role.CRE, set()),
    ],
)
def test_each_role_sees_the_findings_of_whom_it_looks_after(client, team, world, role, seen):
    member = make_user(role, teams=[team])
    page = finding_page(for_user=member, query=FindingQuery())
    names = {finding.pk: name for name, finding in world.items()}
    assert {names[line.finding.pk] for line in page.lines} == seen
    assert waiting_count(for_user=member) == len(seen)
    client.force_login(member)
    for name, finding in world.items():
        answers = [
            client.get(reverse("finding", args=[finding.pk])).status_code,
            act(client, finding, act="take").status_code,
        ]
        assert answers == ([200, 302] if name in seen else [404, 404])


def test_a_foreign_finding_and_a_missing_one_look_alike(client, csm):
    foreign = make_finding(make_account(csm=make_user(Role.CSM, teams=[make_team("theirs")])))
    pages = [client.get(reverse("finding", args=[pk])) for pk in (foreign.pk, 999_999)]
    assert len({(page.status_code, page.content) for page in pages}) == 1


# The list


def test_what_stakes_most_comes_first_then_what_is_oldest(client):
    client.force_login(make_user(Role.OPS))
    late = make_finding(make_account("Late"), at_stake=5)
    early = make_finding(make_account("Early"), at_stake=5, first_seen_on=DAY.replace(day=1))
    rich = make_finding(make_account("Rich"), at_stake=9)
    make_finding(make_account("Done"), state=FindingState.MENDED)
    page = client.get(reverse("findings")).context["page"]
    assert [line.finding for line in page.lines] == [rich, early, late]
    assert (page.total, page.at_stake) == (3, 19)


def test_filters_stand_in_the_address(client):
    ops = make_user(Role.OPS)
    client.force_login(ops)
    account = make_account("A")
    made = {
        "mine": make_finding(account, owner=ops, state=FindingState.TAKEN),
        "late": make_finding(kind="usage_late", detail={"latest": "2026-11-20"}, figures=_LATE),
        "gone": make_finding(make_account("B"), state=FindingState.MENDED),
    }
    names = {finding.pk: name for name, finding in made.items()}
    asked = {
        "": {"mine", "late"},
        "?state=all": {"mine", "late", "gone"},
        "?state=mended": {"gone"},
        "?owner=me": {"mine"},
        "?owner=none": {"late"},
        "?kind=usage_late": {"late"},
        "?group=coverage": {"mine"},
        f"?account={account.pk}": {"mine"},
        "?state=nonsense&kind=nonsense&page=0": {"mine", "late"},
        "?page=2": set(),
    }
    found = {
        query: {
            names[line.finding.pk]
            for line in client.get(reverse("findings") + query).context["page"].lines
        }
        for query in asked
    }
    assert found == asked


_LATE = {"days": 1, "every": 1, "expected": "2026-11-21"}
