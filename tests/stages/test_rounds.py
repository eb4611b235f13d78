"""A finished blind round: what everybody may see of it, and what nobody does."""

import json
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.selectors import judgements_for
from core.models import Role
from stages.domain.agreement import Agreement
from stages.models import Cause, ClassificationAnswer, ClassificationRound
from stages.selectors import finished_rounds, round_result
from tests.builders import (
    make_account,
    make_round,
    make_seal,
    make_segment,
    make_user,
    place_in_segment,
)

pytestmark = pytest.mark.django_db
BASELINE = json.loads((Path(__file__).parent.parent / "baselines" / "queries.json").read_text())


@pytest.fixture
def ours():
    return make_segment("ours")


@pytest.fixture
def theirs():
    return make_segment("theirs", order=1)


@pytest.fixture
def csm(ours):
    return make_user(Role.CSM, name="Carla CSM", teams=[ours.team])


@pytest.fixture
def held():
    return make_round()


def answer(held, member, segment, name, *, said, computed, cause="", note=""):
    account = make_account(name, csm=member)
    place_in_segment(account, segment)
    return ClassificationAnswer.objects.create(
        round=held,
        account=account,
        member=member,
        answer=said,
        computed=computed,
        cause=cause,
        note=note,
    )


@pytest.fixture
def answers(held, csm, ours, theirs):
    other = make_user(Role.CSM, name="Otto Other", teams=[theirs.team])
    rest = {"cause": Cause.REVISE, "note": "Only HR uses it."}
    return [
        answer(held, csm, ours, "Aoba", said=1, computed=1),
        answer(held, csm, ours, "Kita Foods", said=2, computed=1),
        answer(held, csm, ours, "Nishi", said=2, computed=2),
        answer(held, other, theirs, "Minami", said=1, computed=2, **rest),
    ]


def result(held, reader):
    return round_result(round_id=held.pk, for_user=reader, judgements=judgements_for(reader))


def test_a_round_says_how_many_agree_and_where_the_others_differ(held, answers, csm):
    found = result(held, csm)
    assert found.overall == Agreement(4, 2)
    assert found.matrix == ((0, 0, 0, 0), (0, 1, 1, 0), (0, 1, 1, 0), (0, 0, 0, 0))
    assert [part.agreement for part in found.by_segment] == [Agreement(3, 2), Agreement(1, 0)]
    assert found.open_disagreements == 1


def test_what_was_talked_through_is_shown_to_those_who_may_see_the_account(held, answers, csm):
    assert result(held, csm).talked == []
    head = make_user(Role.CS_HEAD)
    (talked,) = result(held, head).talked
    assert (talked.account.name, talked.answer, talked.computed) == ("Minami", 1, 2)
    assert (talked.cause, talked.note) == ("Definition to revise", "Only HR uses it.")


def test_an_account_whose_stage_is_sealed_enters_no_count(held, answers, csm):
    make_seal(csm, answers[0].account, "stage")
    found = result(held, csm)
    assert (found.overall, found.sealed) == (Agreement(3, 1), 1)
    assert found.matrix[1] == (0, 0, 1, 0)


def test_a_round_that_is_still_open_shows_nothing(held, answers, csm, client):
    ClassificationRound.objects.update(closed_on=None)
    assert result(held, csm) is None
    assert finished_rounds() == []
    client.force_login(csm)
    assert client.get(reverse("classification_round", args=[held.pk])).status_code == 404


def test_the_page_names_no_member(held, answers, csm, client):
    client.force_login(make_user(Role.CS_HEAD, name="Hedda Head"))
    html = client.get(reverse("classification_round", args=[held.pk])).content.decode()
    assert "50.0%" in html
    assert "15.0–85.0" in html
    assert "Carla CSM" not in html
    assert "Otto Other" not in html


def test_the_glossary_leads_to_the_round(held, client, csm):
    client.force_login(csm)
    html = client.get(reverse("glossary")).content.decode()
    assert reverse("classification_round", args=[held.pk]) in html


def test_the_number_of_queries_is_fixed(held, answers, csm, client, django_assert_num_queries):
    client.force_login(csm)
    url = reverse("classification_round", args=[held.pk])
    client.get(url)
    with django_assert_num_queries(BASELINE["classification_round"]):
        client.get(url)
