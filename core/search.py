"""The form of a name that searching compares: width, case, kana and company forms folded away."""

import re
import unicodedata

# NFKC has already turned the one-sign forms ㈱ and ㈲ into these.
_COMPANY_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|一般社団法人|\((?:株|有|同|一社)\)"
    r"|\b(?:co\.?,?\s*ltd|inc|corp|corporation|llc|ltd|gmbh|k\.?k)\b\.?"
)
# Hiragana and katakana stand in the same order, this far apart.
_KATAKANA = range(0x30A1, 0x30F7)
_TO_HIRAGANA = {code: code - 0x60 for code in _KATAKANA}


def search_key(name: str) -> str:
    """Return the folded form: NFKC, lower case, katakana as hiragana, no company form, no spaces or marks."""
    folded = unicodedata.normalize("NFKC", name).lower()
    bare = _COMPANY_FORMS.sub("", folded) or folded
    return re.sub(r"[\s・\-‐,.'\"]+", "", bare.translate(_TO_HIRAGANA))[:200]
