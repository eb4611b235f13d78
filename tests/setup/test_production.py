"""A production start refuses what is missing or unsafe, and says what to do."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from cs_platform.production import DEVELOPMENT_SECRET_KEY, refuse_unsafe

SAFE = {
    "SECRET_KEY": "k7Qw-" * 12,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["success.example"],
    "DATABASE_URL": "postgres://platform@db/platform",
    "CELERY_BROKER_URL": "redis://broker:6379/0",
    "DATA_DIR": "/srv/platform",
    "METRICS_TOKEN": "m" * 32,
    "EMAIL_HOST_PASSWORD": "letters",
    "EMAIL_SECURITY": "starttls",
    "PICKUP_ROOT": "/pickup",
}
MISSING = object()

REFUSED = [
    ("SECRET_KEY", MISSING, "SECRET_KEY is missing: set it to at least 50 random characters"),
    ("SECRET_KEY", DEVELOPMENT_SECRET_KEY, "SECRET_KEY is the public development key"),
    ("SECRET_KEY", "k7Qw-" * 9, "SECRET_KEY is too easy to guess: set it to 50 or more"),
    ("SECRET_KEY", "abcd" * 20, "SECRET_KEY is too easy to guess: set it to 50 or more"),
    ("DEBUG", True, "DEBUG is on, which shows secrets to every visitor: remove DEBUG"),
    ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS is missing: set it to the host names"),
    ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS is '*', which lets anyone forge links: name"),
    ("DATABASE_URL", MISSING, "DATABASE_URL is missing: set it to the PostgreSQL database"),
    ("CELERY_BROKER_URL", MISSING, "CELERY_BROKER_URL is missing: set it to the Redis"),
    ("CELERY_BROKER_URL", "memory://", "CELERY_BROKER_URL is memory://, which reaches no worker"),
    ("DATA_DIR", MISSING, "DATA_DIR is not an absolute path: set it to a folder"),
    ("DATA_DIR", "var", "DATA_DIR is not an absolute path: set it to a folder"),
    ("METRICS_TOKEN", "k" * 31, "METRICS_TOKEN is too short to be a secret: set it to at least 32"),
    ("EMAIL_SECURITY", "none", "EMAIL_SECURITY is none, which sends the password readably"),
    ("PICKUP_ROOT", "files", "PICKUP_ROOT is not an absolute path: set it to the folder"),
]


def refuse(values):
    given = frozenset(name for name, value in values.items() if value is not MISSING)
    defaults = {"SECRET_KEY": DEVELOPMENT_SECRET_KEY, "DATA_DIR": "var", "DATABASE_URL": ""}
    defaults["CELERY_BROKER_URL"] = "filesystem://"
    refuse_unsafe({**defaults, **{name: values[name] for name in given}}, given=given)


def test_safe_values_are_accepted():
    refuse(SAFE)


@pytest.mark.parametrize(("name", "value", "sentence"), REFUSED)
def test_an_unsafe_value_is_refused_with_one_sentence(name, value, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        refuse({**SAFE, name: value})
    assert str(refusal.value).startswith(sentence)
    assert str(refusal.value).endswith(".")
    assert "\n" not in str(refusal.value)


def manage(*arguments, **environment):
    """Run manage.py with no setting but these, and return the finished process."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**bare, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_production_start_stops_at_the_first_refusal(tmp_path):
    started = manage("check", CS_ENV="production", SECRET_KEY="short", DATA_DIR=str(tmp_path))
    assert started.returncode == 1
    assert started.stderr.splitlines()[-1].endswith(
        "SECRET_KEY is too easy to guess: set it to 50 or more random characters."
    )


def test_an_unknown_mode_is_refused(tmp_path):
    started = manage("check", CS_ENV="staging", DATA_DIR=str(tmp_path))
    assert started.returncode == 1
    assert "set it to development, test or production" in started.stderr.splitlines()[-1]


def test_an_unknown_business_time_zone_is_refused(tmp_path):
    started = manage("check", BUSINESS_TIME_ZONE="Asia/Tokio", DATA_DIR=str(tmp_path))
    assert started.returncode == 1
    assert "set it to a zone name such as Asia/Tokyo" in started.stderr.splitlines()[-1]


def test_a_fiscal_year_of_no_month_is_refused(tmp_path):
    started = manage("check", FISCAL_YEAR_FIRST_MONTH="13", DATA_DIR=str(tmp_path))
    assert started.returncode == 1
    assert "set it to a month, 1 to 12" in started.stderr.splitlines()[-1]


def test_a_safe_production_passes_the_deployment_check_without_a_warning(tmp_path):
    checked = manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        CS_ENV="production",
        SECRET_KEY=SAFE["SECRET_KEY"],
        ALLOWED_HOSTS="success.example",
        DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3",
        CELERY_BROKER_URL="filesystem://",
        DATA_DIR=str(tmp_path),
    )
    assert checked.stdout.strip() == "System check identified no issues (0 silenced)."
    assert checked.returncode == 0, checked.stderr


def test_production_cookies_belong_to_one_host_over_https(tmp_path):
    names = "SESSION_COOKIE CSRF_COOKIE LANGUAGE_COOKIE"
    shown = manage(
        *("shell", "--no-imports", "-c"),
        "from django.conf import settings as s\n"
        f"for c in '{names}'.split():\n"
        "    part = lambda name: getattr(s, f'{c}_{name}')\n"
        "    print(part('NAME'), part('SECURE'), part('HTTPONLY'), part('SAMESITE'), part('PATH'))",
        CS_ENV="production",
        SECRET_KEY=SAFE["SECRET_KEY"],
        ALLOWED_HOSTS="success.example",
        DATABASE_URL="postgres://nobody@nowhere/none",
        CELERY_BROKER_URL="filesystem://",
        DATA_DIR=str(tmp_path),
    )
    assert shown.stdout.splitlines() == [
        "__Host-session True True Lax /",
        "__Host-csrf True True Lax /",
        "__Host-language True True Lax /",
    ]
