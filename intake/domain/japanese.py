"""Text in an older Japanese encoding: Shift_JIS as CP932 writes it, or EUC-JP.

A file is read as one of them only when the whole of it is that. Short texts may be both: then the
names of known columns decide, then kana, and otherwise nobody guesses.
"""

import codecs
import re
from itertools import islice
from typing import BinaryIO, Final

from intake.domain.columns import fold_header
from intake.domain.datasets import DATASETS
from intake.domain.encodings import open_utf8
from intake.domain.headers import known_headers
from intake.domain.reading import SEPARATORS
from intake.domain.refusals import FileRefusedError, Refusal, excerpt

# In the order in which they are tried.
LADDER: Final = ("cp932", "euc_jp")
_KANA: Final = re.compile("[ぁ-んァ-ヶ]")
_SIGNS: Final = re.compile("[" + re.escape("".join(SEPARATORS)) + '"]')
_LOOKED_AT: Final = 200_000


def chosen_reading(stream: BinaryIO, refused: FileRefusedError) -> tuple[BinaryIO, str]:
    """Give a file that is no UTF-8 as text, and what it was read as; the caller closes the text.

    Raises `refused` where it is neither, and FileRefusedError where it may be both.
    """
    readings: dict[str, BinaryIO] = {}
    cut: FileRefusedError | None = None
    for encoding in LADDER:
        try:
            readings[encoding] = open_utf8(stream, encoding)
        except FileRefusedError as error:
            cut = error if error.refusals[0].code == "cut_off" else cut
    chosen = _likelier(readings)
    if cut and not (chosen and _is_sure(readings[chosen])):
        for text in readings.values():
            text.close()
        raise cut
    for encoding, text in readings.items():
        if encoding != chosen:
            text.close()
    if chosen is None:
        raise _ambiguous(stream) if readings else refused
    return readings[chosen], chosen


def _likelier(readings: dict[str, BinaryIO]) -> str | None:
    if len(readings) < 2:
        return next(iter(readings), None)
    starts = {encoding: _start(text) for encoding, text in readings.items()}
    for evidence in (_known_names, _has_kana):
        found = {encoding: evidence(start) for encoding, start in starts.items()}
        best = max(found.values())
        if list(found.values()).count(best) == 1:
            return max(found, key=lambda each: found[each])
    return None


def _is_sure(text: BinaryIO) -> bool:
    """Tell whether a reading shows by more than that its bytes fit."""
    start = _start(text)
    return bool(_known_names(start)) or _has_kana(start)


def _start(text: BinaryIO) -> str:
    # A character that the end of what is looked at cuts is left for later.
    start = codecs.getincrementaldecoder("utf-8")().decode(text.read(_LOOKED_AT))
    text.seek(0)
    return start


def _known_names(start: str) -> int:
    """Count the names of the first line that are known columns' and not plain ASCII."""
    known = {name for dataset in DATASETS.values() for name in known_headers(dataset)}
    line = next(iter(start.strip().splitlines()), "")
    names = (name for name in _SIGNS.split(line) if not name.isascii())
    return sum(fold_header(name) in known for name in names)


def _has_kana(start: str) -> bool:
    """Tell whether there are full-width kana: real ones come out of the other encoding as no text."""
    return bool(_KANA.search(start))


def _ambiguous(stream: BinaryIO) -> FileRefusedError:
    stream.seek(0)
    lines = enumerate(islice(stream, _LOOKED_AT), start=1)
    line, content = next((n, each) for n, each in lines if not each.isascii())
    shift_jis, euc_jp = (excerpt(content.decode(name, "replace").strip()) for name in LADDER)
    params = {"shift_jis": shift_jis, "euc_jp": euc_jp}
    return FileRefusedError(Refusal(line, "", "ambiguous_encoding", params))
