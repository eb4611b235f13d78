"""The course data beside the project as a company: real behaviour, for tests and evidence only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from intake.models import UploadState
from intake.services import load_file
from tests.presence import SHARED_DATA

FILES = ("accounts", "contracts", "usage", "activities")


def folder():
    """Return where the data lies; skips the test where a clone does not have it."""
    beside = settings.BASE_DIR.parent / "shared" / "data"
    found = Path(os.environ.get("CS_SHARED_DATA", beside)) / "oulad"
    if not (found / "to_csv.py").exists():
        pytest.skip(f"{SHARED_DATA}: set CS_SHARED_DATA to the folder that holds oulad")
    return found


def load(into, *, modules=""):
    """Write the upload files of these modules (all by default) into a folder, and load them."""
    command = [sys.executable, folder() / "to_csv.py", into, "--modules", modules]
    subprocess.run(command, check=True, capture_output=True)
    for name in FILES:
        verdict, _ = load_file(into / f"{name}.csv", dataset=name, at=timezone.now())
        assert verdict.state == UploadState.LOADED, verdict
