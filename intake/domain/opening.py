"""Making a table of text out of whatever file was brought: unpacked, decoded, and nothing else.

What was not said is told by the file's own signs or tried in a fixed order, and only a reading of
the whole file counts. Never drops or replaces a character.
"""

import io
from dataclasses import dataclass, replace
from typing import BinaryIO, Final

from intake.domain.encodings import open_text
from intake.domain.instructions import Instructions
from intake.domain.japanese import chosen_reading
from intake.domain.refusals import FileRefusedError, Refusal
from intake.domain.unpacking import GZIP_MARK, ungzipped
from intake.domain.workbooks import OLD_MARK, ZIP_MARK, open_sheet

_MARK: Final = 8


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as text: a seekable stream of valid UTF-8, placed after any mark. Close it.

    `encoding` is what the text was read as. `container` is "", "gzip" or "workbook"; a workbook has
    its `sheets` by name, and the one that was read.
    """

    text: BinaryIO
    encoding: str
    container: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""

    @property
    def is_ended(self) -> bool:
        """Whether the final line has its line end; without, it may be the first half of a line."""
        place, size = self.text.tell(), self.text.seek(0, io.SEEK_END)
        self.text.seek(max(0, size - 1))
        final = self.text.read(1)
        self.text.seek(place)
        return final in (b"\n", b"\r", b"")

    def close(self) -> None:
        self.text.close()


def open_table(stream: BinaryIO, instructions: Instructions | None = None) -> Opened:
    """Open a file as it was said to be read; raises FileRefusedError."""
    said = instructions or Instructions()
    mark = _mark_of(stream)
    if mark.startswith(ZIP_MARK):
        sheet = open_sheet(stream, said.sheet)
        return Opened(sheet.text, "utf-8", "workbook", sheet.names, sheet.name)
    if mark == OLD_MARK:
        raise FileRefusedError(Refusal(0, "", "old_workbook"))
    if mark.startswith(GZIP_MARK):
        return _open_packed(ungzipped(stream), said)
    return _open_text(stream, said.encoding)


def _mark_of(stream: BinaryIO) -> bytes:
    stream.seek(0)
    mark = stream.read(_MARK)
    stream.seek(0)
    return mark


def _open_packed(unpacked: BinaryIO, said: Instructions) -> Opened:
    """Open the text of a gzip file; the unpacked bytes go where another stream holds the text."""
    if _mark_of(unpacked).startswith((ZIP_MARK, GZIP_MARK, OLD_MARK)):
        unpacked.close()
        raise FileRefusedError(Refusal(0, "", "archive"))
    try:
        opened = _open_text(unpacked, said.encoding)
    except BaseException:
        unpacked.close()
        raise
    if opened.text is not unpacked:
        unpacked.close()
    return replace(opened, container="gzip")


def _open_text(stream: BinaryIO, said: str | None) -> Opened:
    try:
        return Opened(*open_text(stream, said))
    except FileRefusedError as error:
        if said or error.refusals[0].code != "not_utf8":
            raise
        return Opened(*chosen_reading(stream, error))
