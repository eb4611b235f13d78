"""Making text of a sheet of a workbook: a record for each of its rows, in plain writing.

Days become 2024-04-01 and numbers their exact digits, so that they are read like any other text.
"""

import csv
import datetime as dt
import html
import io
import re
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO, Final, NamedTuple

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from intake.domain.reading import SheetText
from intake.domain.refusals import FileRefusedError, Refusal
from intake.domain.unpacking import MOST_OF_WORKBOOK, check_archive, size_of

ZIP_MARK: Final = b"PK\x03\x04"
# The container of .xls, and of workbooks that a password protects.
OLD_MARK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
# The directory of a hundred members is far smaller; a forged one must not fill the memory.
_MOST_DIRECTORY: Final = 1 << 20
_END_MARK: Final = b"PK\x05\x06"
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ERROR: Final = re.compile(rb"<(?:\w+:)?c(?=\s)[^>]*\st\s*=\s*[\"']e[\"'][^>]*>")
# A cell whose formula nobody has computed: its value is not there. An empty text ("str") is one.
_UNCOMPUTED: Final = re.compile(
    rb"<(?:\w+:)?c(?![^>]*\st\s*=\s*[\"']str)\s[^>]*>\s*"
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
# A formula has at most 8,192 signs; a cell that reaches into the next piece is no longer.
_LONGEST_CELL: Final = 1 << 16
# Where a row or a cell stands.
_PLACE: Final = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,4})([0-9]+)[\"']")
# Any number of more digits is too large.
_LONGEST_ROW: Final = 12
_BLOCK: Final = 1 << 20
# A million rows of eight columns; the room of every cell up to the outermost is held at once.
MOST_CELLS: Final = 8_500_000
# What reading a damaged archive or its parts raises. A full disk is none of these.
_DAMAGES: Final = (
    *(zipfile.BadZipFile, zlib.error, CalamineError, EOFError, NotImplementedError),
    *(RuntimeError, LookupError, ValueError, OverflowError),
)


class Sheet(NamedTuple):
    """A sheet as text, its name, and the names of all sheets of its workbook."""

    text: BinaryIO
    name: str
    names: tuple[str, ...]


class _LookedOver(NamedTuple):
    """What a sheet's own text tells before it is read. `rows` and `columns` reach to its edges.

    `error` and `uncomputed` are the first cells that hold an error, or a formula without its value.
    """

    rows: int
    columns: int
    error: tuple[str, int] | None
    uncomputed: tuple[str, int] | None


def open_sheet(stream: BinaryIO, named: str | None) -> Sheet:
    """Give the sheet of that name, or the first that has rows; the caller closes its text.

    Raises FileRefusedError, also for what is packed like a workbook and is none.
    """
    size = size_of(stream)
    try:
        archive = _archive(stream, size)
        check_archive(archive, size)
        book = CalamineWorkbook.from_filelike(io.BytesIO(_whole(stream)))
        return _chosen(book, archive, named)
    except _DAMAGES:
        raise FileRefusedError(Refusal(0, "", "damaged_archive")) from None


def _archive(stream: BinaryIO, size: int) -> zipfile.ZipFile:
    if size > MOST_OF_WORKBOOK or _directory_size(stream, size) > _MOST_DIRECTORY:
        params = {"most": MOST_OF_WORKBOOK >> 20, "times": 1}
        raise FileRefusedError(Refusal(0, "", "unpacks_too_large", params))
    archive = zipfile.ZipFile(stream)
    names = [each.replace("\\", "/").casefold() for each in archive.namelist()]
    if len(set(names)) < len(names):
        # Two readers may take one for the other.
        raise zipfile.BadZipFile("two members of one name")
    if _WORKBOOK not in archive.namelist():
        raise FileRefusedError(Refusal(0, "", "archive"))
    return archive


def _directory_size(stream: BinaryIO, size: int) -> int:
    """Read what the end of an archive says of its directory's size."""
    stream.seek(max(0, size - (1 << 16) - 22))
    end = stream.read()
    at = end.rfind(_END_MARK)
    stream.seek(0)
    return int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0


def _whole(stream: BinaryIO) -> bytes:
    stream.seek(0)
    return stream.read()


def _chosen(book: CalamineWorkbook, archive: zipfile.ZipFile, named: str | None) -> Sheet:
    names = [each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    if named is not None and named not in names:
        params = {"sheet": named, "sheets": ", ".join(names)}
        raise FileRefusedError(Refusal(0, "", "no_such_sheet", params))
    for name in names if named is None else [named]:
        looked_over = _look_over(archive, _member(archive, book.sheet_names.index(name)))
        if looked_over.rows * looked_over.columns > MOST_CELLS:
            rows, columns = looked_over.rows, looked_over.columns
            params = {"rows": rows, "columns": columns, "most": MOST_CELLS}
            raise FileRefusedError(Refusal(0, "", "sheet_too_large", params))
        sheet = book.get_sheet_by_name(name)
        if sheet.height or named is not None:
            _refuse_cell("error_cell", looked_over.error)
            _refuse_cell("uncomputed_cell", looked_over.uncomputed)
            return Sheet(_as_text(sheet.iter_rows()), name, tuple(names))
    raise FileRefusedError(Refusal(0, "", "empty_file"))


def _member(archive: zipfile.ZipFile, place: int) -> str:
    """Give where in the archive a workbook's sheet stands."""
    relation = _attribute(_SHEET.findall(archive.read(_WORKBOOK))[place], b"id")
    targets = {
        _attribute(each, b"Id"): _attribute(each, b"Target")
        for each in _RELATION.findall(archive.read(_RELATIONS))
    }
    target = targets[relation]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _look_over(archive: zipfile.ZipFile, member: str) -> _LookedOver:
    """Find how far a sheet reaches, and its first cells that hold an error, or no value."""
    rows = columns = 1
    error = uncomputed = None
    rest = b""
    for tags in _tags(archive, member):
        for letters, row in _PLACE.findall(tags):
            rows, columns = max(rows, int(row[:_LONGEST_ROW])), max(columns, _column(letters))
        error = error or _place_of(_ERROR.search(tags))
        piece = rest + tags
        if not uncomputed and _FORMULA.search(piece):
            uncomputed = _place_of(_UNCOMPUTED.search(piece))
        rest = piece[-_LONGEST_CELL:]
    return _LookedOver(rows, columns, error, uncomputed)


def _place_of(cell: re.Match[bytes] | None) -> tuple[str, int] | None:
    place = _PLACE.search(cell[0]) if cell else None
    return (place[1].decode(), int(place[2][:_LONGEST_ROW])) if place else None


def _tags(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """Give a member piece by piece, each of whole tags."""
    with archive.open(member) as unpacked:
        rest = b""
        while block := unpacked.read(_BLOCK):
            rest += block
            cut = rest.rfind(b"<")
            if len(rest) - cut > _BLOCK:
                raise zipfile.BadZipFile("a tag without an end")
            yield rest[:cut]
            rest = rest[cut:]
        yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _refuse_cell(code: str, place: tuple[str, int] | None) -> None:
    """Refuse a cell that would come out as an empty one."""
    if place:
        column, row = place
        raise FileRefusedError(Refusal(row, column, code, {"cell": f"{column}{row}"}))


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"[\s:]" + name + rb'="([^"]*)"', tag)
    return html.unescape(found[1].decode()) if found else ""


def _as_text(rows: Iterator[list[Any]]) -> BinaryIO:
    # Closed by whoever reads it.
    text = SheetText(tempfile.TemporaryFile(buffering=0))  # noqa: SIM115
    written = io.TextIOWrapper(text, encoding="utf-8", newline="")
    writer, width = csv.writer(written, lineterminator="\n"), 0
    for row in rows:
        cells = [_plain(value) for value in row]
        filled = next((at for at in range(len(cells), 0, -1) if cells[at - 1]), 0)
        # The header says how wide a row is; what stands beyond is written, to be refused.
        width = width or filled
        writer.writerow(cells[: max(width, filled)] if filled else ())
    written.detach()
    text.seek(0)
    return text


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{Decimal(repr(value)):f}"
    if isinstance(value, dt.datetime):
        has_time = value.time() != dt.time()
        return value.isoformat(" ", "seconds") if has_time else value.date().isoformat()
    return str(value)
