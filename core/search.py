"""The form of a name that searching compares: width, case, kana and company forms folded away."""

import re
import unicodedata

# NFKC has already turned the one-sign forms ㈱ and ㈲ into these. Banks write カ) before or (カ after.
_COMPANY_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|\((?:株|有|同|資|名|一社)\)"
    r"|^[カユド]\)|\([カユド]\)?$"
    r"|\b(?:(?:co\.?|company|pte\.?|pty\.?)?,?\s*(?:ltd|limited)|inc|incorporated|corp|corporation"
    r"|llc|gmbh|plc|k\.?\s?k|kabushiki\s+kaisha)\b\.?"
)
# Hiragana and katakana stand in the same order, this far apart.
_KATAKANA = range(0x30A1, 0x30F7)
_TO_HIRAGANA = {code: code - 0x60 for code in _KATAKANA}
_MARKS = re.compile(r"[\s・\-‐,.'\"]+")


def bare_name(name: str) -> str:
    """Return the name in NFKC and lower case without its company form, words still apart."""
    folded = unicodedata.normalize("NFKC", name).lower()
    return _COMPANY_FORMS.sub(" ", folded).strip(" ,.") or folded


def search_key(name: str) -> str:
    """Return the folded form: `bare_name`, katakana as hiragana, no spaces or marks."""
    return text_key(bare_name(name))[:200]


def text_key(text: str) -> str:
    """Return any text in NFKC, lower case and hiragana, without spaces and marks."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _MARKS.sub("", folded.translate(_TO_HIRAGANA))
