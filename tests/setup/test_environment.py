"""The settings that are read are the settings that are documented."""

import os
import re
import subprocess
import sys

from django.conf import settings

from cs_platform.production import DEVELOPMENT_SECRET_KEY
from cs_platform.settings import env

EXAMPLE = (settings.BASE_DIR / ".env.example").read_text()


def test_every_setting_read_stands_in_the_example_and_no_other():
    documented = re.findall(r"^([A-Z_]+)=", EXAMPLE, flags=re.MULTILINE)
    assert sorted(documented) == sorted(env.scheme)


def test_every_setting_of_the_scheme_is_read_and_no_other():
    source = (settings.BASE_DIR / "cs_platform" / "settings.py").read_text()
    read = re.findall(r'env(?:\.\w+)?\("([A-Z_]+)"', source)
    assert set(read) == set(env.scheme)


def test_every_setting_has_its_meaning_above_it():
    blocks = re.split(r"\n\s*\n", EXAMPLE)[1:]
    assert [block for block in blocks if not block.lstrip().startswith("# ")] == []


def test_nothing_but_the_settings_reads_the_environment():
    own = [path for app in settings.OWN_APPS for path in (settings.BASE_DIR / app).rglob("*.py")]
    readers = [str(path) for path in own if re.search(r"os\.environ|getenv", path.read_text())]
    assert readers == []


def test_a_copy_of_the_example_starts_development(tmp_path):
    read = (
        "import environ; environ.Env.read_env('.env.example'); "
        "from cs_platform.settings import DEBUG, SECRET_KEY; print(DEBUG, SECRET_KEY)"
    )
    bare = {key: value for key, value in os.environ.items() if key not in env.scheme}
    start = subprocess.run(
        [sys.executable, "-c", read],
        cwd=settings.BASE_DIR,
        env={**bare, "DATA_DIR": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert start.stdout == f"True {DEVELOPMENT_SECRET_KEY}\n"
