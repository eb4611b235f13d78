"""Text on its way out into a spreadsheet: never a formula."""

import csv
import re
import unicodedata

# NFKC turns the full-width forms of these into them.
_STARTS = frozenset("=+-@|%\t\r\n\0")
# A number below zero is shown, not run.
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060 "


def defused(text: str) -> str:
    """Put a quote before a text that a spreadsheet might run; everything else comes back as it is."""
    if _NUMBER.fullmatch(text):
        return text
    bare = unicodedata.normalize("NFKC", text).lstrip(_INVISIBLE)
    return f"'{text}" if bare[:1] in _STARTS and bare else text


class DefusedWriter:
    """Writes rows of CSV in which text cells are defused and numbers stay as they are."""

    def __init__(self, file):
        self._writer = csv.writer(file)

    def write(self, row):
        self._writer.writerow([defused(c) if isinstance(c, str) else c for c in row])
