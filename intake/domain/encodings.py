"""Making sure of a file's text: strict, in a named encoding, and never a guess from its content.

A byte-order mark decides; without one the file is UTF-8 (or UTF-16 that shows by its NULs) unless
the caller says otherwise. Other encodings are copied to a temporary file as UTF-8.
"""

import codecs
import io
import re
import tempfile
from typing import BinaryIO, Final

from intake.domain.refusals import FileRefusedError, Refusal

# What a caller may name. cp932 is what Japanese spreadsheets write, and what they call Shift_JIS.
ENCODINGS: Final = ("utf-8", "utf-16", "cp932", "euc_jp", "iso2022_jp")
# What people call them.
ENCODING_NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp932": "Shift_JIS (CP932)",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
}
# Python's codecs that read the same, and what Windows and half-width kana add.
_CODECS: Final = {"euc_jp": "euc_jisx0213", "iso2022_jp": "iso2022_jp_ext"}
_BLOCK: Final = 1 << 20
_HEAD: Final = 64
# How ISO-2022-JP changes to Japanese characters and back; nothing else has these.
_ESCAPE: Final = re.compile(rb"\x1b(?:\$[@B]|\([BIJ])")
# One NUL in so many bytes, all in the same half of each two, tells of UTF-16.
_BYTES_A_NUL: Final = 8
# What Python makes of single bytes that CP932 leaves undefined (80, A0, FD, FE, FF).
_UNDEFINED: Final = re.compile("[\x80\uf8f0-\uf8f3]")


def open_utf8(stream: BinaryIO, encoding: str | None = None) -> BinaryIO:
    """Give a seekable stream of valid UTF-8, placed after any byte-order mark.

    `encoding` is one of ENCODINGS, or None to go by the file's own signs. The same stream comes
    back where it is UTF-8 already; otherwise a temporary one, which the caller closes. Raises
    FileRefusedError naming the line and byte that is no text. Costs one pass over the file.
    """
    return open_text(stream, encoding)[0]


def open_text(stream: BinaryIO, named: str | None = None) -> tuple[BinaryIO, str]:
    """Give what `open_utf8` gives, and the one of ENCODINGS that it was read as."""
    stream.seek(0)
    found, start = _detected(stream.read(_HEAD), named)
    stream.seek(start)
    if found == "utf-8" and (_check(stream, start) or named or start):
        stream.seek(start)
        return stream, found
    if found == "utf-8":
        stream.seek(start)
        found = "iso2022_jp"
    return _as_utf8(stream, found, start), found.removesuffix("-le").removesuffix("-be")


def _detected(head: bytes, named: str | None) -> tuple[str, int]:
    if head.startswith(codecs.BOM_UTF8) and named in (None, "utf-8"):
        return "utf-8", len(codecs.BOM_UTF8)
    if named in (None, "utf-16"):
        for mark, name in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
            if head.startswith(mark):
                return name, len(mark)
        odd, even = head[1::2].count(0), head[::2].count(0)
        least = max(1, len(head) // _BYTES_A_NUL)
        if odd >= least and not even:
            return "utf-16-le", 0
        if even >= least and not odd:
            return "utf-16-be", 0
    if named == "utf-16":
        return "utf-16-le", 0
    return named or "utf-8", 0


def _check(stream: BinaryIO, start: int) -> bool:
    """Make sure of UTF-8; false for ASCII whose escape sequences say that it means more."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    is_whole, read, is_ascii, is_escaped = True, start, True, False
    try:
        while block := stream.read(_BLOCK):
            read += len(block)
            if block.isascii():
                is_escaped = is_escaped or (b"\x1b" in block and bool(_ESCAPE.search(block)))
            else:
                is_ascii = False
            if not (is_whole and block.isascii()):
                decoder.decode(block)
                is_whole = not decoder.getstate()[0]
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _refused(stream, "utf-8", start, read, error) from None
    return not (is_ascii and is_escaped)


def _as_utf8(stream: BinaryIO, encoding: str, start: int) -> BinaryIO:
    decoder = codecs.getincrementaldecoder(_CODECS.get(encoding, encoding))("strict")
    # Closed by whoever reads it, or below.
    copy, read = tempfile.TemporaryFile(), start  # noqa: SIM115
    try:
        while block := stream.read(_BLOCK):
            read += len(block)
            held = decoder.getstate()[0]
            text = decoder.decode(block)
            if encoding == "cp932":
                _refuse_undefined(text, held + block)
            copy.write(text.encode())
        copy.write(decoder.decode(b"", final=True).encode())
    except UnicodeDecodeError as error:
        copy.close()
        raise _refused(stream, encoding, start, read, error) from None
    copy.seek(0)
    return copy


def _refuse_undefined(text: str, content: bytes) -> None:
    if found := _UNDEFINED.search(text):
        at = len(text[: found.start()].encode("cp932"))
        raise UnicodeDecodeError("cp932", content, at, at + 1, "no character")


def _refused(
    stream: BinaryIO, encoding: str, start: int, read: int, error: UnicodeDecodeError
) -> FileRefusedError:
    at = read - len(error.object) + error.start
    stream.seek(start)
    line = 1 + _line_ends(stream, encoding, at - start)
    found = error.object[error.start : error.start + 2]
    params = {"byte": at + 1, "found": f"0x{found[0]:02X}", "encoding": encoding}
    return FileRefusedError(Refusal(line, "", _code(encoding, found, error.reason), params))


def _code(encoding: str, found: bytes, reason: str) -> str:
    is_surrogate_in_utf8 = encoding == "utf-8" and found[0] == 0xED and found[1:2] >= b"\xa0"
    # A low half where none may stand is the one thing that is illegal in UTF-16.
    is_low_half = encoding.startswith("utf-16") and reason == "illegal encoding"
    if is_surrogate_in_utf8 or is_low_half or "surrogate" in reason:
        return "lone_surrogate"
    # The codecs' own words for a character that lacks its end.
    if reason in ("unexpected end of data", "truncated data", "incomplete multibyte sequence"):
        return "cut_off"
    return "not_utf8" if encoding == "utf-8" else "not_encoding"


def _line_ends(stream: BinaryIO, encoding: str, length: int) -> int:
    """Count line ends (LF, CR or CRLF) in the next `length` bytes."""
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(_CODECS.get(encoding, encoding))("replace"), translate=True
    )
    ends = 0
    while length and (block := stream.read(min(length, _BLOCK))):
        length -= len(block)
        ends += decoder.decode(block, final=not length).count("\n")
    return ends
