"""Taking files out of what they are packed in, never further than a bound.

What a packed file says of its own size can be forged, so bytes are counted as they come out.
"""

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from intake.domain.refusals import FileRefusedError, Refusal

GZIP_MARK: Final = b"\x1f\x8b"
# As large as an upload may be.
MOST_UNPACKED: Final = 1 << 30
MOST_OF_WORKBOOK: Final = 200 << 20
MOST_MEMBERS: Final = 100
# What is packed tighter than this was made to burst; small files may be as tight as they like.
MOST_TIMES: Final = 100
_NEVER_TOO_MUCH: Final = 10 << 20
_BLOCK: Final = 1 << 20


class Measure:
    """Counts what came out of a packed file of so many bytes."""

    def __init__(self, packed: int, most: int) -> None:
        self._most = min(most, max(MOST_TIMES * packed, _NEVER_TOO_MUCH))
        self._times = MOST_TIMES
        self.count = 0

    def add(self, count: int) -> None:
        """Raise FileRefusedError where it is too much."""
        self.count += count
        if self.count > self._most:
            params = {"most": self._most >> 20, "times": MOST_TIMES}
            raise FileRefusedError(Refusal(0, "", "unpacks_too_large", params))


def ungzipped(stream: BinaryIO) -> BinaryIO:
    """Give what a gzip file holds as a temporary file, which the caller closes.

    Raises FileRefusedError.
    """
    measure = Measure(size_of(stream), MOST_UNPACKED)
    # Closed by whoever reads it, or below.
    copy = tempfile.TemporaryFile()  # noqa: SIM115
    try:
        with gzip.GzipFile(fileobj=stream) as packed:
            for block in _blocks(packed):
                measure.add(len(block))
                copy.write(block)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        copy.close()
        raise FileRefusedError(Refusal(0, "", "damaged_archive")) from None
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return copy


def check_archive(archive: zipfile.ZipFile, packed: int) -> None:
    """Unpack every member into nothing; raises FileRefusedError for what is too much or damaged."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        params = {"found": len(members), "most": MOST_MEMBERS}
        raise FileRefusedError(Refusal(0, "", "too_many_members", params))
    measure = Measure(packed, MOST_OF_WORKBOOK)
    for member in members:
        with archive.open(member) as unpacked:
            for block in _blocks(unpacked):
                measure.add(len(block))


def size_of(stream: BinaryIO) -> int:
    """Give the bytes of a stream, and go back to its start."""
    size = stream.seek(0, 2)
    stream.seek(0)
    return size


def _blocks(stream: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    while block := stream.read(_BLOCK):
        yield block
