"""Choosing a field and its value, with script and without."""

import pytest
from django.urls import reverse

from core.models import Role, User
from tests.builders import make_account, make_run, make_status, make_team, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    make_run()
    user = make_user(Role.CSM)
    make_status(make_account("Aoba", csm=user, plan="Pro"), plan="Pro")
    client.force_login(user)

    def get(address, **headers):
        return client.get(f"{reverse('book_filter')}?{address}", headers=headers)

    return get


def to_list(address):
    return f"{reverse('book')}?{address}"


def test_every_field_is_offered_under_its_group_and_keeps_what_is_asked_already(ask):
    groups = dict(ask("score=..60&sort=-arr").context["groups"])
    keys = {str(name): [field.key for field, _url in fields] for name, fields in groups.items()}
    assert keys["Contract"] == ["arr", "free", "ends", "ends_on", "ends_in"]
    assert "metric.activity_score" in keys["Metrics"]
    assert len(keys["Metrics"]) == 75
    (url,) = [url for field, url in groups["Contract"] if field.key == "arr"]
    assert url == f"{reverse('book_filter')}?score=..60&sort=-arr&new-field=arr"


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("new-field=score&new-low=40&new-high=60", "score=40..60"),
        ("new-field=arr&new-low=480万", "arr=4800000.."),
        ("new-field=score&new-unknown=on", "score=none"),
        ("new-field=ends_on&new-high=2026-12-31", "ends_on=..2026-12-31"),
        ("new-field=plan&new-value=Pro&new-value=none", "plan=Pro&plan=none"),
        ("new-field=plan&new-value=Pro&new-operator=not", "plan!=Pro"),
        ("new-field=band&new-value=at_risk&new-operator=not", "band!=at_risk"),
        ("new-field=segment&new-value=none&new-operator=not", "segment!=none"),
        ("new-field=branch&new-text=Osaka", "branch=Osaka"),
        ("new-field=metric.seat_share&new-low=62.5", "metric.seat_share=62.5.."),
    ],
)
def test_a_value_leads_to_the_list_that_asks_for_it(ask, given, asked):
    answer = ask(f"{given}&new-sent=1&mine=1")
    assert (answer.status_code, answer["Location"]) == (302, to_list(f"mine=1&{asked}"))


def test_a_filter_is_changed_in_its_place(ask):
    page = ask("score=..60&touch=30..&new-at=0")
    assert page.context["form"].initial == {"low": None, "high": "60"}
    answer = ask("score=..60&touch=30..&new-at=0&new-sent=1&new-field=score&new-high=50")
    assert answer["Location"] == to_list("score=..50&touch=30..")
    again = ask("score=..60&touch=30..&new-sent=1&new-field=score&new-high=50")
    assert again["Location"] == answer["Location"]


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ("new-field=score&new-low=abc", "Write a number."),
        ("new-field=ends_on&new-low=soon", "Write a day."),
        ("new-field=score", "Give a first value"),
        ("new-field=score&new-low=60&new-high=40", "Give a first value"),
        ("new-field=rank", "Choose at least one."),
        ("new-field=branch&new-text=", "Write what to look for."),
    ],
)
def test_what_says_nothing_is_told_where_it_was_written(ask, given, error):
    answer = ask(f"{given}&new-sent=1", **{"HX-Request": "true", "HX-Target": "page"})
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Push-Url"]) == (
        *(200, "#picker"),
        "false",
    )
    assert error in answer.content.decode()


@pytest.mark.parametrize("key", ["colour", "name", "reasons", "metric.nothing", "attribute.%00"])
def test_a_field_that_cannot_be_asked_for_is_not_found(ask, key):
    assert ask(f"new-field={key}").status_code == 404


def test_a_field_with_a_control_of_its_own_leads_to_the_list_itself(ask):
    page = ask("new-field=ends&ends=90&score=..60").content.decode()
    assert f'action="{reverse("book")}"' in page
    assert 'name="score" value="..60"' in page
    assert 'name="ends" value="90" id="id_ends_3" checked' in page


def test_above_the_list_a_field_shows_its_choices_alone(ask):
    me = User.objects.get()
    me.teams.add(make_team())
    csm = make_user(Role.CSM, name="<Mei>", teams=[make_team()])
    answer = ask(
        f"new-field=csm&csm={csm.pk}", **{"HX-Request": "true", "HX-Target": "csm-choices"}
    )
    box = '<label><input type="checkbox" name="csm"'
    assert answer.content.decode().split("\n") == [
        f'{box} value="{csm.pk}" checked> <span>&lt;Mei&gt;</span></label>',
        f'{box} value="{me.pk}"> <span>{me.name}</span></label>',
        f'{box} value="none"> <span>Nobody</span></label>',
        "",
    ]


@pytest.mark.parametrize(
    ("asked", "initial", "answer"),
    [
        ("band=at_risk", {"value": ["at_risk"], "operator": ""}, "band!=caution"),
        ("band!=at_risk&new-at=0", {"value": ["at_risk"], "operator": "not"}, "band!=caution"),
        ("rank=S&new-at=0", {"value": ["S"], "operator": ""}, "rank!=A"),
    ],
)
def test_a_choice_is_turned_round_in_its_place(ask, asked, initial, answer):
    key, _, left_out = answer.partition("!=")
    assert ask(f"new-field={key}&{asked}").context["form"].initial == initial
    sent = f"new-sent=1&new-field={key}&new-operator=not&new-value={left_out}"
    assert ask(f"{asked}&{sent}")["Location"] == to_list(answer)


def test_a_choice_left_out_is_asked_for_again(ask):
    sent = "band!=at_risk&new-at=0&new-sent=1&new-field=band&new-value=caution"
    assert ask(sent)["Location"] == to_list("band=caution")
