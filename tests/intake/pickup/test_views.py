"""The pages of pick-ups: what is listed, setting one up, pausing, looking now."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent, Role, Run
from intake.models import PickedFile, Pickup, SourceInstructions
from tests.builders import make_user

pytestmark = pytest.mark.django_db
FIELDS = {
    "place": "crm/usage",
    "pattern": "usage-*.csv",
    "dataset": "usage",
    "source": "sf",
    "every_minutes": "15",
    "mail_to": "",
}


@pytest.fixture(autouse=True)
def _logged_in(client, ops):
    client.force_login(ops)


def listed(client):
    return client.get(reverse("pickups")).context["lines"]


def errors(client, **changes):
    page = client.post(reverse("new_pickup"), {**FIELDS, **changes})
    assert (page.status_code, Pickup.objects.count()) == (422, 0)
    return {name: list(said) for name, said in page.context["form"].errors.items()}


def test_a_pickup_is_set_up_in_the_name_of_whoever_does_it(client, ops):
    answer = client.post(
        reverse("new_pickup"), {**FIELDS, "mail_to": "a@example.com,b@example.com "}
    )
    assert answer["Location"] == reverse("pickups")
    made = Pickup.objects.get()
    assert (made.place, made.pattern, made.dataset, made.source) == (
        *("crm/usage", "usage-*.csv"),
        *("usage", "sf"),
    )
    assert (made.every_minutes, made.mail_to, made.set_by) == (
        15,
        "a@example.com, b@example.com",
        ops,
    )
    event = AuditEvent.objects.get(verb="add_pickup")
    assert (event.actor, event.object_id, event.detail["place"]) == (ops, str(made.pk), "crm/usage")


def test_a_change_is_kept_and_from_then_on_in_ones_own_name(client, crm):
    other = make_user(Role.OPS, language="en")
    client.force_login(other)
    client.post(reverse("pickup", args=[crm.pk]), {**FIELDS, "place": "crm"})
    crm.refresh_from_db()
    assert (crm.dataset, crm.set_by) == ("usage", other)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        (
            {"place": "../secret"},
            "place",
            "“../secret” leads out of the folder for pick-ups. "
            "Write the path below that folder, as crm/usage.",
        ),
        (
            {"place": "s3://127.0.0.1:9000/x"},
            "place",
            "“s3://127.0.0.1:9000/x” names no bucket. Write it as s3://bucket/folder.",
        ),
        ({"pattern": "a/*.csv"}, "pattern", "Name files only; folders belong to the place."),
        ({"mail_to": "a@example.com, b"}, "mail_to", "Enter a valid email address."),
        ({"place": ""}, "place", "This field is required."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(client, changes, field, said):
    assert errors(client, **changes) == {field: [said]}


@pytest.mark.parametrize("changes", [{"dataset": "nonsense"}, {"every_minutes": "1"}])
def test_what_is_on_no_list_is_refused(client, changes):
    assert errors(client, **changes).keys() == changes.keys()


def test_those_with_trouble_stand_first_and_say_what_and_paused_ones_last(client, crm, ops):
    Pickup.objects.create(place="a-paused", dataset="nps", is_active=False, set_by=ops)
    trouble = {"code": "no_folder", "params": {"place": "erp"}}
    Pickup.objects.create(place="erp", dataset="nps", trouble=trouble, set_by=ops)
    assert [(line.pickup.place, line.trouble.split(".")[0]) for line in listed(client)] == [
        ("erp", "The folder “erp” is not there"),
        ("crm", ""),
        ("a-paused", ""),
    ]


def test_the_latest_file_leads_to_its_upload_and_waiting_ones_are_counted(
    client, crm, put, pass_time
):
    put("accounts.csv")
    pass_time(0)
    assert listed(client)[0].waiting == ["accounts.csv"]
    pass_time(60)
    (line,) = listed(client)
    assert (line.latest.name, line.latest.upload.state, line.waiting) == (
        "accounts.csv",
        "loaded",
        [],
    )
    page = client.get(reverse("pickup", args=[crm.pk])).content.decode()
    assert reverse("upload", args=[line.latest.upload.pk]) in page


def test_how_files_are_read_is_shown_as_it_was_remembered(client, crm, ops):
    url = reverse("pickup", args=[crm.pk])
    assert client.get(url).context["reading"] is None
    mapped = {"Firma": "name", "Rest": ""}
    SourceInstructions.objects.create(
        dataset="accounts", source="main", instructions={"mapped": mapped}, set_by=ops
    )
    assert client.get(url).context["reading"].columns == [("Firma", "name"), ("Rest", "")]


def test_a_pickup_is_paused_and_resumed(client, crm):
    url = reverse("pause_pickup", args=[crm.pk])
    for is_active in (False, True):
        client.post(url)
        crm.refresh_from_db()
        assert crm.is_active is is_active
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == [
        *("add_pickup", "pause_pickup", "resume_pickup")
    ]


def test_looking_now_asks_for_one_look_however_often(client, crm, ops):
    for _ in range(2):
        client.post(reverse("look_now", args=[crm.pk]))
    run = Run.objects.get(kind="pickup")
    assert (run.requested_by, AuditEvent.objects.filter(verb="look_now").count()) == (ops, 1)


def test_the_list_reads_as_often_for_many_as_for_one(client, crm, ops, django_assert_num_queries):
    url = reverse("pickups")
    client.get(url)
    for number in range(5):
        pickup = Pickup.objects.create(place=f"place-{number}", dataset="nps", set_by=ops)
        PickedFile.objects.create(pickup=pickup, name="a.csv", mark="1", seen_at=timezone.now())
    with django_assert_num_queries(7):
        client.get(url)
