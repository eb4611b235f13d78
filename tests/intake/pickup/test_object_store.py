"""Files from an S3-compatible store, which the settings name and no entry can change."""

import pytest

from core import outbox
from core.models import Mail
from intake.models import Pickup
from intake.pickup.finding import place_of
from intake.pickup.places import ChangedError
from intake.pickup.services import save_pickup
from intake.pickup.troubles import PlaceError
from intake.storing import uploads_folder
from tests.intake.pickup.conftest import BAD, GOOD, uploads
from tests.intake.pickup.store_server import serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(settings):
    with serving() as store:
        settings.OBJECT_STORE_ENDPOINT = store.endpoint
        settings.OBJECT_STORE_KEY_ID, settings.OBJECT_STORE_SECRET = "key", "secret"
        yield store


@pytest.fixture
def feed(store, ops):
    """A pick-up of accounts from s3://feeds/crm."""
    return save_pickup(Pickup(place="s3://feeds/crm", dataset="accounts"), by=ops)


def names(text="s3://feeds/crm", pattern="*.csv"):
    return [each.name for each in place_of(text).files(pattern)]


def test_an_object_is_taken_at_the_first_look_once_and_stays(feed, store, pass_time):
    store.objects["crm/accounts.csv"] = GOOD.encode()
    for _ in range(3):
        pass_time(3700)
    assert uploads() == [("accounts.csv", "loaded")]
    assert {each.split(" ")[0] for each in store.asked} == {"GET"}
    assert store.objects == {"crm/accounts.csv": GOOD.encode()}


def test_an_object_that_was_refused_is_taken_again_when_it_has_changed(feed, store, pass_time):
    store.objects["crm/accounts.csv"] = BAD.encode()
    for _ in range(3):
        pass_time(3700)
    store.objects["crm/accounts.csv"] = GOOD.encode()
    pass_time(3700)
    assert uploads() == [("accounts.csv", "previewed"), ("accounts.csv", "loaded")]


def test_all_pages_are_read_oldest_first_and_only_what_fits(store):
    for number in range(5):
        key = f"crm/{number}.csv"
        store.objects[key] = b"x"
        store.written[key] = f"2026-11-2{number}T00:00:00.000Z"
    store.written["crm/4.csv"] = "2026-11-01T00:00:00.000Z"
    store.objects |= {"crm/deep/a.csv": b"x", "other.csv": b"x", "crm/a.txt": b"x", "crm/": b""}
    assert names() == ["4.csv", "0.csv", "1.csv", "2.csv", "3.csv"]
    assert names("s3://feeds") == ["other.csv"]
    assert names(pattern="[01].*") == ["0.csv", "1.csv"]


def test_too_many_objects_are_not_looked_through(store, monkeypatch):
    monkeypatch.setattr("intake.pickup.object_store.MOST_FILES", 3)
    store.objects = {f"crm/{number}.csv": b"x" for number in range(20)}
    with pytest.raises(PlaceError) as refusal:
        names()
    assert (refusal.value.code, len(store.asked)) == ("too_many", 2)


def test_an_object_that_changes_before_it_is_read_is_another(store):
    store.objects["crm/a.csv"] = b"old"
    (found,) = place_of("s3://feeds/crm").files("*")
    store.objects["crm/a.csv"] = b"new"
    with pytest.raises(ChangedError), place_of("s3://feeds/crm").blocks(found):
        pass


@pytest.mark.parametrize(
    ("misbehave", "trouble"),
    [
        (
            {"is_closed": True},
            {
                "code": "store_refuses",
                "params": {"place": "s3://feeds/crm", "reason": "AccessDenied"},
            },
        ),
        ({"is_mute": True}, {"code": "store_away", "params": {"reason": "ReadTimeoutError"}}),
    ],
    ids=["closed", "mute"],
)
def test_a_store_that_does_not_give_is_told_once_and_asked_again(
    feed, store, pass_time, monkeypatch, misbehave, trouble
):
    monkeypatch.setattr("intake.pickup.object_store._ANSWERS_WITHIN_SECONDS", 0.2)
    store.objects["crm/accounts.csv"] = GOOD.encode()
    usual = {name: getattr(store, name) for name in misbehave}
    vars(store).update(misbehave)
    pass_time(3700)
    pass_time(3700)
    feed.refresh_from_db()
    assert (feed.trouble, Mail.objects.count(), uploads()) == (trouble, 1, [])
    vars(store).update(usual)
    pass_time(3700)
    feed.refresh_from_db()
    assert (feed.trouble, uploads()) == ({}, [("accounts.csv", "loaded")])
    assert outbox.send_due() == 1


def test_an_object_that_breaks_off_is_not_taken_for_whole(feed, store, pass_time):
    store.objects["crm/accounts.csv"] = GOOD.encode()
    store.cut_at = 20
    pass_time(0)
    feed.refresh_from_db()
    assert (feed.trouble["code"], uploads()) == ("store_away", [])
    assert list(uploads_folder().iterdir()) == []
    store.cut_at = None
    pass_time(3700)
    assert uploads() == [("accounts.csv", "loaded")]


def test_a_store_that_is_gone_is_said(store, settings):
    settings.OBJECT_STORE_ENDPOINT = "http://127.0.0.1:9"
    with pytest.raises(PlaceError) as refusal:
        names()
    assert refusal.value.as_kept() == {
        "code": "store_away",
        "params": {"reason": "EndpointConnectionError"},
    }


def test_without_a_key_in_the_settings_no_store_is_asked(store, settings):
    settings.OBJECT_STORE_KEY_ID = ""
    with pytest.raises(PlaceError) as refusal:
        names()
    assert (refusal.value.code, store.asked) == ("no_store", [])


def test_a_bucket_that_is_not_there_is_said(store):
    with pytest.raises(PlaceError) as refusal:
        names("s3://elsewhere/crm")
    assert refusal.value.params == {"place": "s3://elsewhere/crm", "reason": "NoSuchBucket"}


@pytest.mark.parametrize(
    "text",
    [
        *("s3://", "s3:///crm", "s3://a/b", "s3://UPPER/crm", "s3://example.com:80/crm"),
        *("s3://user@host/crm", "s3://feeds?x=1/crm", "s3://feeds#/crm", "s3://..%2f/crm"),
        *("s3://[::1]/crm", "s3://fe eds/crm", "s3://feeds\\crm"),
    ],
)
def test_no_entry_names_anything_but_a_bucket(text, store):
    with pytest.raises(PlaceError) as refusal:
        place_of(text)
    assert (refusal.value.code, store.asked) == ("no_bucket", [])


@pytest.mark.parametrize("text", ["s3://169.254.169.254/latest", "s3://internal.example/crm"])
def test_a_bucket_called_like_a_host_is_still_asked_of_the_one_store(text, store):
    with pytest.raises(PlaceError) as refusal:
        names(text)
    assert refusal.value.code == "store_refuses"
    bucket = text.removeprefix("s3://").split("/")[0]
    assert [each.split("?")[0] for each in store.asked] == [f"GET /{bucket}"]
