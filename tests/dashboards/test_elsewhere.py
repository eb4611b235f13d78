"""What another tool kept of an account: beside ours with its name, and in none of our verdicts."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.models import Role
from engagement.models import Activity, ForeignScore, ForeignStage, ForeignTask
from metrics.models import AccountNight
from tests import builders
from tests.builders import DAY, make_account, make_seal, make_user

pytestmark = pytest.mark.django_db


def ago(days):
    return DAY - timedelta(days=days)


@pytest.fixture
def member(client):
    user = make_user(Role.CSM, name="Ken Sato")
    client.force_login(user)
    return user


@pytest.fixture
def account(member):
    """Judged a week ago and today."""
    account = make_account(csm=member, seats=100)
    builders.make_contract(account)
    builders.make_usage(account, builders.steady_use())
    builders.judge_night(ago(7))
    builders.judge_night(DAY)
    return account


@pytest.fixture
def history(account):
    """What two tools gave: Gainsight until a month ago, Totango once long before."""
    gainsight = {"account": account, "tool": "Gainsight"}
    for days, score in ((400, 40), (200, 82.5), (30, 71)):
        ForeignScore.objects.create(**gainsight, scored_on=ago(days), score=score, band="Yellow")
    ForeignScore.objects.create(account=account, tool="Totango", scored_on=ago(500), score=10)
    ForeignStage.objects.create(**gainsight, from_on=ago(300), stage="Kicked off")
    ForeignStage.objects.create(**gainsight, from_on=ago(100), stage="Adopting")
    ForeignTask.objects.create(**gainsight, external_id="1", title="Plan QBR", due_on=ago(-9))
    ForeignTask.objects.create(**gainsight, external_id="2", title="Old", closed_on=ago(40))
    return account


def explained(client, account):
    url = reverse("explain", args=[account.pk, "score"])
    return client.get(url)


def axis(client, account):
    return client.get(reverse("usage_data", args=[account.pk])).json()


def tools(client, account):
    return client.get(reverse("account", args=[account.pk])).context["tools"]


def test_an_account_without_such_a_history_shows_nothing_of_it(client, account):
    page = client.get(reverse("account", args=[account.pk]))
    assert page.context["tools"] == []
    assert "tool-1" not in page.content.decode()
    assert axis(client, account)["scores"] == []
    assert "is-elsewhere" not in explained(client, account).content.decode()


def test_each_tool_is_named_with_its_latest_word_and_its_open_tasks(client, history):
    gainsight, totango = tools(client, history)
    assert (gainsight.name, gainsight.scores.latest, gainsight.scores.band) == (
        "Gainsight",
        71,
        "Yellow",
    )
    assert (gainsight.stage.stage, [task.title for task in gainsight.tasks]) == (
        "Adopting",
        ["Plan QBR"],
    )
    assert (totango.name, totango.scores.latest, totango.stage, totango.tasks) == (
        "Totango",
        10,
        None,
        [],
    )


def test_the_scores_history_has_a_line_of_its_own_for_each_tool(client, history):
    page = explained(client, history)
    found = page.context["number"].history
    assert [(each.tool, bool(each.line), each.words) for each in found.beside] == [
        ("Gainsight", True, "71 (Yellow) on 23 Oct 26, since 18 Oct 25"),
        ("Totango", False, "10 on 10 Jul 25, since 10 Jul 25"),
    ]
    assert (found.begins_on, found.first, found.latest) == (ago(500), ago(7), DAY)
    assert found.lowest == "10"
    own, foreign = found.spark.line.path, found.beside[0].line.path
    # From 400 days ago to 30 days ago, of 500; ours begins after that.
    assert foreign.startswith("M97.5 ")
    assert own.startswith("M470.8 ")
    text = page.content.decode()
    assert text.count('class="is-elsewhere"') == 3
    assert "What another tool gave is shown beside ours and never enters it." in text


def test_the_time_axis_draws_what_lies_on_it_each_tool_apart(client, history):
    ours, gainsight = axis(client, history)["scores"]
    nights = AccountNight.objects.order_by("night").values_list("score", flat=True)
    assert (ours["word"], ours["is_ours"]) == ("Our score", True)
    assert ours["points"] == [[172, nights[0] / 100], [179, nights[1] / 100]]
    assert gainsight == {"word": "Gainsight", "is_ours": False, "points": [[149, 71.0]]}


def test_a_sealed_score_hides_other_tools_scores_and_a_sealed_stage_their_stages(
    client, member, history
):
    make_seal(member, history, "score")
    make_seal(member, history, "stage")
    (gainsight,) = tools(client, history)
    assert (gainsight.scores, gainsight.stage, len(gainsight.tasks)) == (None, None, 1)
    assert axis(client, history)["scores"] == []
    assert "Gainsight" not in explained(client, history).content.decode()
    story = client.get(reverse("account_timeline", args=[history.pk])).content.decode()
    assert "Adopting" not in story


def test_no_verdict_of_ours_is_another_for_it(client, history):
    before = list(AccountNight.objects.order_by("night").values("score", "band", "stage", "risk"))
    builders.judge_night(ago(7))
    builders.judge_night(DAY)
    after = list(AccountNight.objects.order_by("night").values("score", "band", "stage", "risk"))
    assert after == before


def test_touches_of_another_tool_are_touches_and_its_tasks_are_none(client, history):
    def touches():
        builders.judge_night(DAY)
        url = reverse("explain", args=[history.pk, "metric/touches_28"])
        return client.get(url).context["number"].value

    assert touches() == "0"
    row = {"account": history, "tool": "Gainsight", "happened_on": ago(2)}
    Activity.objects.create(**row, external_id="9", kind="meeting")
    Activity.objects.create(**row, external_id="8", kind="Update")
    assert touches() == "1"
