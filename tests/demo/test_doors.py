"""In the demo one click leads in as any role; in production that door does not exist."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from core.models import AuditEvent, Role, User
from demo.doors import doors
from demo.members import MEMBERS
from demo.models import DemoCompany
from tests.builders import make_user

KEYS = ["csm", "manager", "head", "ops", "renewal", "cre", "marketing", "admin"]
ENTER = reverse("enter_demo")


@pytest.fixture
def demo(db):
    """A demo's database, as far as its doors are concerned."""
    DemoCompany.objects.create(as_of=date(2026, 11, 21), accounts=12, seed=1, is_whole=True)
    return {
        each.key: make_user(each.role, email=each.email, name=each.name, language="ja")
        for each in MEMBERS
    }


def test_there_is_one_door_for_each_role(demo):
    assert [door.key for door in doors()] == KEYS
    assert [door.role for door in doors()] == [role.label for role in Role]


@pytest.mark.parametrize("key", KEYS)
def test_one_click_leads_in_as_that_member(key, demo, client):
    page = client.get(reverse("login")).content.decode()
    assert f'name="member" value="{key}"' in page
    response = client.post(ENTER, {"member": key})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session[SESSION_KEY] == str(demo[key].pk)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.detail) == ("log_in", demo[key], {"door": "demo"})


def test_a_visitor_keeps_the_language_they_read(demo, client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert demo["csm"].language == "ja"
    assert settings.LANGUAGE_COOKIE_NAME not in client.post(ENTER, {"member": "csm"}).cookies


def test_who_is_in_may_go_on_as_someone_else(demo, client):
    client.post(ENTER, {"member": "csm"})
    assert 'name="member" value="ops"' in client.get(reverse("tour")).content.decode()
    client.post(ENTER, {"member": "ops"})
    assert client.session[SESSION_KEY] == str(demo["ops"].pk)
    assert [event.actor for event in AuditEvent.objects.all()] == [demo["csm"], demo["ops"]]


@pytest.mark.parametrize("key", ["", "csm2", "nobody", "csm@example.com", "\x00"])
def test_no_other_name_opens(key, demo, client):
    assert client.post(ENTER, {"member": key}).status_code == 404
    assert SESSION_KEY not in client.session
    assert not AuditEvent.objects.exists()


def test_a_member_who_has_left_is_not_entered_as(demo, client):
    User.objects.filter(pk=demo["csm"].pk).update(is_active=False)
    assert client.post(ENTER, {"member": "csm"}).status_code == 404


def test_the_door_asks_for_the_token_of_its_page(demo):
    assert Client(enforce_csrf_checks=True).post(ENTER, {"member": "admin"}).status_code == 403


@pytest.mark.django_db
def test_without_a_demo_there_is_no_door_even_for_members_of_the_same_name(client):
    make_user(Role.ADMIN, email="admin@example.com")
    assert ENTER not in client.get(reverse("login")).content.decode()
    assert client.post(ENTER, {"member": "admin"}).status_code == 404


PRODUCTION = """
import json
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse
from core.models import User
from demo.members import MEMBERS
from demo.models import DemoCompany
from demo.selectors import is_demo

call_command("migrate", interactive=False, verbosity=0)
DemoCompany.objects.create(as_of="2026-11-21", accounts=12, seed=1, is_whole=True)
for each in MEMBERS:
    User.objects.create(email=each.email, name=each.name)
try:
    name = reverse("enter_demo")
except NoReverseMatch:
    name = None
plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
with override_settings(STORAGES=plain):
    client = Client(headers={"host": "success.example"})
    page = client.get("/login/", secure=True)
    posted = [
        client.post(path, {"member": "admin"}, secure=True).status_code
        for path in ("/demo/enter/", "/login/")
    ]
    print(json.dumps({
        "is_demo": is_demo(),
        "name": name,
        "page": page.status_code,
        "doors": [page.content.decode().count(word) for word in ("enter", "member", "demo")],
        "posted": posted,
        "is_in": "_auth_user_id" in client.session,
    }))
"""


def test_in_production_the_door_does_not_exist_even_on_a_demo_database(tmp_path):
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        **{"CS_ENV": "production", "SECRET_KEY": "k7Qw-" * 12},
        **{"ALLOWED_HOSTS": "success.example", "CELERY_BROKER_URL": "filesystem://"},
        **{"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "DATA_DIR": str(tmp_path)},
    }
    shown = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", PRODUCTION],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.returncode == 0, shown.stderr
    assert json.loads(shown.stdout) == {
        "is_demo": True,
        "name": None,
        "page": 200,
        "doors": [0, 0, 0],
        "posted": [404, 200],
        "is_in": False,
    }


def test_a_door_left_in_by_mistake_would_stay_shut_in_production(demo, client, settings):
    settings.IS_PRODUCTION = True
    assert doors() == ()
    assert client.post(ENTER, {"member": "admin"}).status_code == 404
