"""No text mixes languages, and Japanese is set alike everywhere, wherever the text is kept.

Pages are read whole in `test_pages`; here stand the texts themselves, also those that no page of a
test comes to show: refusals, mails, hints, definitions and the columns of files.
"""

import json
import re

import polib
import pytest
from django.conf import settings

from intake.domain.datasets import DATASETS
from tests.architecture.words import JAPANESE, stray_japanese, stray_latin

CATALOGUE = polib.pofile(str(settings.BASE_DIR / "locale/ja/LC_MESSAGES/django.po"))
SHIPPED = sorted(settings.BASE_DIR.glob("*/shipped/*.json"))
PLACE = re.compile(r"%\(\w+\)s|<[^>]*>|%%")
# English texts that speak of Japanese signs.
ABOUT_SIGNS = "The names differ only in"
# The same word in both languages.
WORDLESS = {"CSM", "CRE", "NPS", "ARR", "ARPA", "Entry", "Onboard", "Active", "Loyal"}
NAME = r"[ぁ-んァ-ヶ一-龠]"
# How Japanese is never set, as a pattern of what is wrong.
NEVER_SET = {
    "full-width signs": "[（）：／！？％＆～　]",
    "a tilde for a range": "~",
    "no space behind a colon": rf"(?<={NAME}):(?! |$|\n)",
    "a space before a bracket": r" [(「]|[)」] (?!·)",
    "a western stop or comma": rf"[,.](?={NAME})|(?<={NAME})[,.](?![a-z])",
    "an ending twice": "、、|。。|。」",
}
# One word each: what is written on the left is said as on the right.
ONE_WORD = {
    "規則": "ルール",
    "系列": "利用項目",
    "接触": "接点",
    "席数": "ライセンス数",
    "コンマ": "カンマ",
    "プレビュー": "確認画面",
    "フォルダ(?!ー)": "フォルダー",
    "サーバ(?!ー)": "サーバー",
    "ユーザ(?!ー)": "ユーザー",
    "(?:^|[、。])いま": "今",
    "分か[っりる]": "わか",
    "年間契約額": "年間契約金額",
}
# A word that holds one of those by chance.
BY_CHANCE = re.compile("時系列")


def translated():
    """Yield (English, Japanese) of every form in the catalogue."""
    for entry in CATALOGUE:
        if entry.msgid_plural:
            yield entry.msgid_plural, entry.msgstr_plural[0]
        yield entry.msgid, entry.msgstr or entry.msgstr_plural[0]


def defined():
    """Yield (English, Japanese) of all that shipped definitions say, and of every column of files."""
    for path in SHIPPED:
        yield from pairs(json.loads(path.read_text()))
    for dataset in DATASETS.values():
        for thing in (dataset, *dataset.columns):
            yield thing.name.en, thing.name.ja
            yield thing.meaning.en, thing.meaning.ja


def pairs(node):
    if isinstance(node, list):
        for each in node:
            yield from pairs(each)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key.endswith("_ja"):
                yield node[f"{key.removesuffix('_ja')}_en"], value
            else:
                yield from pairs(value)


TEXTS = [*translated(), *defined()]


def said(text):
    """Return a text without its places and tags."""
    return PLACE.sub("", text)


def test_a_japanese_text_has_no_stray_english():
    assert {text: stray_latin(said(text)) for _, text in TEXTS if stray_latin(said(text))} == {}


def test_an_english_text_has_no_japanese():
    texts = [text for text, _ in TEXTS if not text.startswith(ABOUT_SIGNS)]
    assert {text: stray_japanese(text) for text in texts if stray_japanese(text)} == {}


def test_no_text_was_left_in_english():
    left = {said(text).strip() for _, text in TEXTS if not JAPANESE.search(said(text))}
    assert {text for text in left if re.search("[A-Za-z]{2,}", text)} == WORDLESS


@pytest.mark.parametrize("pattern", NEVER_SET.values(), ids=NEVER_SET)
def test_japanese_is_set_alike(pattern):
    assert [text for _, text in TEXTS if re.search(pattern, PLACE.sub("1", text))] == []


@pytest.mark.parametrize("word", ONE_WORD)
def test_one_thing_has_one_word(word):
    assert [text for _, text in TEXTS if re.search(word, BY_CHANCE.sub("", text))] == []


def test_a_fault_would_be_seen():
    assert stray_latin("未着 Late") == {"Late"}
    assert stray_japanese("Late 未着") == {"未着"}
    assert re.search(NEVER_SET["no space behind a colon"], "例:1")
    assert re.search(NEVER_SET["a space before a bracket"], "批判者 (6)")
