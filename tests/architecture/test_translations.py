"""Every text that a person sees exists in both languages."""

import os
import re
import shutil
import subprocess
import sys

import polib
import pytest
from django.conf import settings

from tools.compile_messages import compile_catalogues

CATALOGUES = [str(path) for path in (settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/*.po")]

THINGS = (
    "accounts|activities|amounts|answers|cells|characters|columns|companies|conditions|contacts|"
    "contracts|customers|dates|days|entries|events|facts|files|findings|goals|hours|ids|kick-offs|"
    "lines|minutes|months|nights|pairs|people|points|requests|results|rows|seats|stages|stops|tasks|"
    "things|tickets|tries|uploads|users|values|weeks"
)
# A count before its things, as “%(n)s open tasks”.
COUNTED = re.compile(rf"%\(\w+\)s(?:</b>)?(?:%%)? (?:[\w-]+ ){{0,2}}(?:{THINGS})\b")
ONE_OF_SEVERAL = re.compile(rf"\b1(?:</b>)? (?:[\w-]+ )?(?:{THINGS})\b")
# What begins so is said of several in any case.
NEVER_ONE = (
    # A limit, or what lies above one.
    *(
        "At most %(most)s entries",
        "Line %(line)s is longer than",
        "The row that begins on line %(line)s is longer than",
        "The column name “%(column)s” is",
        "These are more than",
    ),
    *("The cell has %(found)s", "“%(value)s” has %(found)s", "Line %(line)s has %(found)s"),
    *("The file names more than %(most)s accounts", "More than %(most)s", "The list finds more"),
    *(
        "All %(count)s new ids",
        "The sheet spans",
        "Too many logins",
        "What was there before is kept",
    ),
    *("No contract ends within", "%(series)s: no account has any", "%(users)s active users"),
    # A short row has a header of two columns and more, a line is drawn through two nights and more.
    *("Line %(line)s fills only", "From %(earliest)s to %(latest)s over %(nights)s"),
    # Weeks and months, as definitions ask for them.
    *("The conditions of this stage have", "An account moves up one", "One step up at a time"),
    "Share of the busiest month",
    # A part of a whole.
    *("%(points)s points × %(weight)s", "of %(most)s points", "%(percent)s%% of accounts"),
    *("%(agreed)s of %(all)s customers", "%(accounts)s contract ends within %(days)s days"),
    *(
        "%(needing)s of",
        "%(n)s conditions in all",
        "Only %(known)s of the %(all)s ids",
        "Log %(target)s%% of",
    ),
    # Days and ids as they are written, not how many.
    "“%(file)s” of %(day)s brought rows",
)

IGNORED = [".git", ".venv", "node_modules", "build", "var", "tests"]


def test_every_catalogue_is_complete_and_certain():
    for catalogue in map(polib.pofile, CATALOGUES):
        assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
        assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_no_text_says_one_rows():
    for entry in polib.pofile(CATALOGUES[0]):
        if entry.msgid_plural:
            said_of_one = re.sub(r"%\(\w+\)s", "1", entry.msgid)
            is_wrong = ONE_OF_SEVERAL.search(said_of_one)
        else:
            is_wrong = COUNTED.search(entry.msgid)
        assert not is_wrong or entry.msgid.startswith(NEVER_ONE), entry.msgid


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
