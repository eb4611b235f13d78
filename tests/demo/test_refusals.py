"""The demo never runs in production and never touches a database that is not its own."""

import os
import socket
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import Account, Product
from core.models import User
from demo import services
from demo.models import DemoCompany
from demo.services import DemoRefusedError
from tests.builders import make_account, make_product, make_user

DAY = date(2026, 11, 21)
AT = datetime(2026, 11, 22, tzinfo=UTC)
WAYS_IN = {
    "build": lambda: services.build(as_of=DAY, at=AT),
    "clear": services.clear,
}


def count_all():
    return [model.objects.count() for model in (Account, Product, User, DemoCompany)]


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS_IN)
def test_no_way_leads_in_where_production_runs(way, settings):
    settings.IS_PRODUCTION = True
    with pytest.raises(DemoRefusedError, match="CS_ENV=production"):
        WAYS_IN[way]()
    assert count_all() == [0, 0, 0, 0]


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS_IN)
@pytest.mark.parametrize(
    ("make", "words", "counts"),
    [
        (make_account, "1 accounts that are not the demo's", [1, 1, 0, 0]),
        (make_product, "1 products that are not the demo's", [0, 1, 0, 0]),
        (make_user, "1 members that are not the demo's", [0, 0, 1, 0]),
    ],
)
def test_a_database_of_others_is_left_as_it_is(way, make, words, counts):
    make()
    with pytest.raises(DemoRefusedError, match=words):
        WAYS_IN[way]()
    assert count_all() == counts


@pytest.mark.django_db
@pytest.mark.parametrize("options", [{}, {"reset": True}])
def test_the_command_refuses_before_it_migrates(options, monkeypatch):
    make_account()
    called = []
    monkeypatch.setattr(
        "demo.management.commands.demo.call_command", lambda *names, **_: called.append(names)
    )
    with pytest.raises(CommandError, match="DATA_DIR=var/demo"):
        call_command("demo", no_serve=True, **options)
    assert called == []
    assert count_all() == [1, 1, 0, 0]


@pytest.mark.django_db
def test_a_demo_is_not_built_twice():
    DemoCompany.objects.create(as_of=DAY, accounts=8, seed=1)
    with pytest.raises(DemoRefusedError, match="already"):
        services.build(as_of=DAY, at=AT)
    assert Account.objects.count() == 0


@pytest.mark.django_db
def test_a_company_too_small_for_the_planted_cases_is_refused():
    with pytest.raises(DemoRefusedError, match="at least 12"):
        services.build(as_of=DAY, at=AT, accounts=11)
    assert count_all() == [0, 0, 0, 0]


@pytest.mark.django_db
def test_a_port_that_is_taken_is_named(settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings.PORT = str(taken.getsockname()[1])
        with pytest.raises(CommandError, match=rf"Port {settings.PORT} is taken"):
            call_command("demo")
    assert count_all() == [0, 0, 0, 0]


@pytest.mark.parametrize("port", ["", "0", "65536", "http", "８０００"])
def test_a_port_that_is_none_is_refused(port, settings):
    settings.PORT = port
    with pytest.raises(CommandError, match="from 1 to 65535"):
        call_command("demo")


def test_a_production_start_refuses_in_one_sentence(tmp_path):
    environment = {
        **{key: text for key, text in os.environ.items() if not key.startswith("DJANGO_")},
        "CS_ENV": "production",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghij",
        "ALLOWED_HOSTS": "example.com",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "CELERY_BROKER_URL": "filesystem://",
        "DATA_DIR": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The demo makes up data and lets anyone in")
