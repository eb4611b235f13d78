"""Real files beside the project, and the commands of docs/real-data.md that bring them in."""

import io
import json
import os
import shlex
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.presence import SHARED_DATA

ROOT = Path(__file__).parents[2]
PROGRAM = "manage.py load "


def folder(name):
    """Return where a set lies; skips the test where a clone does not have it."""
    beside = settings.BASE_DIR.parent / "shared" / "data"
    found = Path(os.environ.get("CS_SHARED_DATA", beside)) / name
    if not found.is_dir():
        pytest.skip(f"{SHARED_DATA}: set CS_SHARED_DATA to the folder that holds {name}")
    return found


def commands(file):
    """Return what the guide says after `manage.py load` for a file, once for each time that it does."""
    text = (ROOT / "docs" / "real-data.md").read_text("utf-8").replace("\\\n", " ")
    lines = (line for line in text.splitlines() if line.startswith(PROGRAM))
    words = (shlex.split(line.removeprefix(PROGRAM)) for line in lines)
    return [(dataset, *options) for dataset, name, *options in words if name == file]


def load(path, *, way=0):
    """Load a file in the way that the guide says, of several the given one; returns the verdict."""
    dataset, *options = commands(path.name)[way]
    said = io.StringIO()
    # What is loaded in part ends with a status of its own.
    with suppress(SystemExit):
        call_command("load", dataset, path, *options, "--json", stdout=said)
    return json.loads(said.getvalue())


def counts(verdict):
    return tuple(verdict["counts"][name] for name in ("new", "changed", "unchanged", "refused"))


def noted(verdict):
    """Return {code: how often} of all findings and notices."""
    return {each["code"]: each["count"] for each in verdict["findings"]}
