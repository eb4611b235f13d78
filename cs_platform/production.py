"""What a production start refuses, each with one sentence that says what to do.

Pure: it looks at plain values and never reads the environment.
"""

from collections.abc import Mapping
from pathlib import PurePath

from django.core.exceptions import ImproperlyConfigured

DEVELOPMENT_SECRET_KEY = "development-only-key-never-use-it-in-production"  # noqa: S105 - refused
# Django's own deployment check (security.W009) asks for 50 characters, 5 of them different.
SHORTEST_SECRET_KEY = 50
FEWEST_DIFFERENT_CHARACTERS = 5
SHORTEST_TOKEN = 32


def refuse_unsafe(values: Mapping[str, object], *, given: frozenset[str]) -> None:
    """Raise on the first value that is missing or unsafe in production.

    `values` are the parsed settings by name; `given` are the names the operator set
    to something, so that a development default never counts as an answer.

    Raises ImproperlyConfigured with one sentence that names the setting and the remedy.
    """
    for complaint in _complaints(values, given):
        raise ImproperlyConfigured(complaint)


def _complaints(values, given):
    yield from _about_the_secret_key(values, given)
    yield from _about_the_hosts(values, given)
    yield from _about_the_services(values, given)
    yield from _about_the_data_folder(values, given)
    yield from _about_the_monitor(values, given)
    yield from _about_other_machines(values)


def _about_the_secret_key(values, given):
    key = str(values["SECRET_KEY"])
    if "SECRET_KEY" not in given:
        yield (
            "SECRET_KEY is missing: set it to at least 50 random characters, for example the "
            "output of `python3 -c 'import secrets; print(secrets.token_urlsafe(64))'`."
        )
    elif key == DEVELOPMENT_SECRET_KEY:
        yield "SECRET_KEY is the public development key: set it to 50 or more random characters."
    elif len(key) < SHORTEST_SECRET_KEY or len(set(key)) < FEWEST_DIFFERENT_CHARACTERS:
        yield "SECRET_KEY is too easy to guess: set it to 50 or more random characters."


def _about_the_hosts(values, given):
    if values["DEBUG"]:
        yield "DEBUG is on, which shows secrets to every visitor: remove DEBUG or set it to 0."
    if not values["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS is missing: set it to the host names the site is served under."
    elif "*" in values["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS is '*', which lets anyone forge links: name the site's own hosts."


def _about_the_services(values, given):
    if "DATABASE_URL" not in given:
        yield (
            "DATABASE_URL is missing: set it to the PostgreSQL database (or, for a site of at "
            "most ten users, to an SQLite file) that holds the data."
        )
    if "CELERY_BROKER_URL" not in given:
        yield (
            "CELERY_BROKER_URL is missing: set it to the Redis of the workers (or to "
            "filesystem:// where one machine does everything)."
        )
    elif str(values["CELERY_BROKER_URL"]).startswith("memory:"):
        yield "CELERY_BROKER_URL is memory://, which reaches no worker: name a Redis instead."


def _about_the_data_folder(values, given):
    if "DATA_DIR" not in given or not PurePath(str(values["DATA_DIR"])).is_absolute():
        yield (
            "DATA_DIR is not an absolute path: set it to a folder that only the platform's "
            "user can read and that is backed up."
        )


def _about_the_monitor(values, given):
    if "METRICS_TOKEN" in given and len(str(values["METRICS_TOKEN"])) < SHORTEST_TOKEN:
        yield (
            "METRICS_TOKEN is too short to be a secret: set it to at least 32 random characters, "
            "or leave it out and /metrics/ does not exist."
        )


def _about_other_machines(values):
    if values["EMAIL_HOST_PASSWORD"] and values["EMAIL_SECURITY"] == "none":
        yield "EMAIL_SECURITY is none, which sends the password readably: set it to starttls or tls."
    root = str(values["PICKUP_ROOT"])
    if root and not PurePath(root).is_absolute():
        yield "PICKUP_ROOT is not an absolute path: set it to the folder that files are put into."
