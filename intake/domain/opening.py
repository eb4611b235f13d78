"""Making a table of text out of whatever file was brought: unpacked, decoded, and nothing else.

What was not said is tried in a fixed order, and only a reading of the whole file counts. Never
drops or replaces a character.
"""

from dataclasses import dataclass
from typing import BinaryIO, Final

from intake.domain.encodings import open_utf8
from intake.domain.instructions import Instructions
from intake.domain.refusals import FileRefusedError

# What is tried when a file is no UTF-8. CP932 is what Japanese spreadsheets write.
LADDER: Final = ("cp932", "euc_jp")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file as text: a seekable stream of valid UTF-8, placed after any mark. Close it.

    `encoding` is what the file was read as. `container` is "", "gzip" or "workbook"; a workbook has
    its `sheets` by name, and the one that was read.
    """

    text: BinaryIO
    encoding: str
    container: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""

    def close(self) -> None:
        self.text.close()


def open_table(stream: BinaryIO, instructions: Instructions | None = None) -> Opened:
    """Open a file as it was said to be read; raises FileRefusedError."""
    said = instructions or Instructions()
    if said.encoding:
        return Opened(open_utf8(stream, said.encoding), said.encoding)
    try:
        return Opened(open_utf8(stream), "utf-8")
    except FileRefusedError as error:
        if error.refusals[0].code != "not_utf8":
            raise
        return _next_best(stream, error)


def _next_best(stream: BinaryIO, refused: FileRefusedError) -> Opened:
    for encoding in LADDER:
        try:
            return Opened(open_utf8(stream, encoding), encoding)
        except FileRefusedError:
            continue
    raise refused
