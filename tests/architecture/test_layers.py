"""The contracts of pyproject.toml hold, and they cover every app."""

import subprocess
import sys
import tomllib
from pathlib import Path

from django.conf import settings

LINTER = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["tool"]["importlinter"]


def test_every_import_follows_the_contracts():
    linter = Path(sys.executable).with_name("lint-imports")
    kept = subprocess.run(
        [linter, "--no-cache"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert kept.returncode == 0, kept.stdout


def test_every_app_has_its_layer():
    layers = [name.strip() for row in LINTER["contracts"][0]["layers"] for name in row.split("|")]
    assert sorted(layers) == sorted([*settings.OWN_APPS, "cs_platform"])
    assert sorted(LINTER["root_packages"]) == sorted(layers)
