"""Every text that a person sees exists in both languages."""

import os
import shutil
import subprocess
import sys

import polib
import pytest
from django.conf import settings

from tools.compile_messages import compile_catalogues

CATALOGUES = [str(path) for path in (settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/*.po")]

IGNORED = [".git", ".venv", "node_modules", "build", "var", "tests"]


def test_every_catalogue_is_complete_and_certain():
    for catalogue in map(polib.pofile, CATALOGUES):
        assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
        assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


@pytest.mark.gettext
def test_every_text_in_code_and_templates_stands_in_the_catalogue(tmp_path):
    collected = collect_texts(tmp_path / "copy")
    for path in CATALOGUES:
        known = {entry.msgid for entry in polib.pofile(path)}
        assert sorted(collected - known) == []


def collect_texts(copy):
    """Copy the sources, collect their texts there as `make messages` does, and return them."""
    ignored = shutil.ignore_patterns(*IGNORED, "*.pyc")
    shutil.copytree(settings.BASE_DIR, copy, ignore=ignored)
    (copy / "locale" / "xx").mkdir(parents=True)
    command = [sys.executable, "manage.py", "makemessages", "--locale", "xx", "--verbosity", "0"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cs_platform.settings"}
    subprocess.run(command, cwd=copy, env=environment, check=True)
    return {entry.msgid for entry in polib.pofile(str(copy / "locale/xx/LC_MESSAGES/django.po"))}


def test_a_catalogue_compiles_without_a_system_gettext(tmp_path):
    folder = tmp_path / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Account"\nmsgstr "アカウント"\n'
    )
    assert compile_catalogues(tmp_path) == [folder / "django.mo"]
    assert polib.mofile(str(folder / "django.mo")).find("Account").msgstr == "アカウント"
    assert compile_catalogues(tmp_path) == []
