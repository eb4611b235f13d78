"""Every text that a person sees exists in both languages."""

import polib
from django.conf import settings

from tools.compile_messages import compile_catalogues

CATALOGUES = [str(path) for path in (settings.BASE_DIR / "locale").glob("*/LC_MESSAGES/*.po")]


def test_every_catalogue_is_complete_and_certain():
    for catalogue in map(polib.pofile, CATALOGUES):
        assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
        assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


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
