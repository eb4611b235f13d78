"""Text on its way out into a spreadsheet, never a formula, and on its way back."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

# NFKC turns the full-width forms of these into them.
_STARTS = frozenset("=+-@|%\t\r\n\0")
# A number below zero is shown, not run.
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060 "


def defused(text: str) -> str:
    """Put a quote before a text that a spreadsheet might run, or that has such quotes already."""
    return f"'{text}" if _might_run(text) else text


def undefused(text: str) -> str:
    """Take off the quote that `defused` put there; everything else comes back as it is."""
    return text[1:] if text[:1] == "'" and _might_run(text[1:]) else text


def _might_run(text):
    unquoted = text.lstrip("'")
    if _NUMBER.fullmatch(unquoted):
        return False
    bare = unicodedata.normalize("NFKC", unquoted).lstrip(_INVISIBLE)
    return bool(bare) and bare[0] in _STARTS


class DefusedWriter:
    """Writes rows of CSV in which text cells are defused and numbers stay as they are."""

    def __init__(self, file):
        self._writer = csv.writer(file)

    def write(self, row):
        self._writer.writerow([defused(c) if isinstance(c, str) else c for c in row])


# Excel takes a file for UTF-8 only when it begins with this mark.
UTF_8, CP932 = "utf-8-sig", "cp932"
_LINES_AT_ONCE = 500
# What Japanese Windows writes for signs that look alike; anything else it lacks becomes a 〓.
_LOOKS_ALIKE = str.maketrans("〜−‖–—¢£¬", "～－∥-―￠￡￢")
_LACKING = "〓"


def csv_in_pieces(rows: Iterable[Sequence[Any]], *, encoding: str) -> Iterator[bytes]:
    """Yield a file of CSV piece by piece while `rows` are read; `encoding` is UTF_8 or CP932."""
    encode = _cp932 if encoding == CP932 else str.encode
    yield b"" if encoding == CP932 else "\ufeff".encode()
    text = io.StringIO()
    writer = DefusedWriter(text)
    for number, row in enumerate(rows, start=1):
        writer.write(row)
        if number % _LINES_AT_ONCE == 0:
            yield encode(text.getvalue())
            text.seek(0)
            text.truncate()
    yield encode(text.getvalue())


def _cp932(text):
    text = text.translate(_LOOKS_ALIKE)
    try:
        return text.encode(CP932)
    except UnicodeEncodeError:
        return "".join(sign if _is_known(sign) else _LACKING for sign in text).encode(CP932)


def _is_known(sign):
    try:
        sign.encode(CP932)
    except UnicodeEncodeError:
        return False
    return True
