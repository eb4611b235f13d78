"""Rows in the two forms that PostgreSQL's COPY takes: text for any value, binary for long bytes.

In text, bytes are sent as hexadecimal, twice their length; in binary, every value has to be of its
column's own type. Binary is taken where a column holds bytes and every column has a binary form.
"""

import json
import struct
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection

Row = Sequence[Any]

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
# PostgreSQL counts days and microseconds from 2000-01-01.
_FIRST_DAY = date(2000, 1, 1).toordinal()
_FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NULL = struct.pack(">i", -1)


class CopyStream:
    """A file that COPY reads from: rows are put into form while the server takes them.

    `form` follows FROM STDIN in the statement; `sent` counts the rows given out.
    """

    def __init__(self, fields: Sequence[Any], chunks: Iterable[Sequence[Row]]):
        kinds = [field.db_type(connection).partition("(")[0] for field in fields]
        is_binary = "bytea" in kinds and all(kind in _BINARY for kind in kinds)
        self.form = "WITH (FORMAT BINARY)" if is_binary else ""
        self.sent = 0
        self._pieces = self._in_binary(kinds, chunks) if is_binary else self._in_text(chunks)
        self._piece, self._at = b"", 0

    def read(self, size: int) -> bytes:
        """Return the next bytes, at most `size`; none at the end."""
        if self._at >= len(self._piece):
            self._piece, self._at = next(self._pieces, b""), 0
        self._at += size
        return self._piece[self._at - size : self._at]

    def _in_text(self, chunks):
        for chunk in chunks:
            self.sent += len(chunk)
            yield "".join(map(_line, chunk)).encode()

    def _in_binary(self, kinds, chunks):
        packed = partial(_packed, [_BINARY[kind] for kind in kinds], struct.pack(">h", len(kinds)))
        yield b"PGCOPY\n\xff\r\n\0" + bytes(8)
        for chunk in chunks:
            self.sent += len(chunk)
            yield b"".join(map(packed, chunk))
        yield struct.pack(">h", -1)


def plain_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _line(row):
    return "\t".join([_TEXT.get(type(value), _other)(value) for value in row]) + "\n"


def _text(value):
    # Looking is several times as fast as translating, and next to no text needs it.
    is_plain = value.isprintable() and "\\" not in value
    return value if is_plain else value.translate(_ESCAPES)


def _json(value):
    return _text(plain_json(value))


def _other(value):
    """Write a value of a class derived from one of those known, or of one that says itself what it is."""
    forms = (form for kind, form in _TEXT.items() if isinstance(value, kind))
    return next(forms, str)(value)


_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "\\N",
    bool: lambda value: "t" if value else "f",
    int: str,
    str: _text,
    bytes: lambda value: "\\\\x" + value.hex(),
    memoryview: lambda value: "\\\\x" + value.hex(),
    date: date.isoformat,
    datetime: datetime.isoformat,
    dict: _json,
    list: _json,
}


def _packed(forms, head, row):
    values = zip(forms, row, strict=True)
    return b"".join([head, *[_NULL if v is None else form(v) for form, v in values]])


def _sized(value):
    return struct.pack(">i", len(value)) + value


def _sized_json(value):
    text = value if isinstance(value, str) else plain_json(value)
    # The 1 is the version of the form.
    return _sized(b"\x01" + text.encode())


def _number(form):
    layout = struct.Struct(f">i{form}")
    return partial(layout.pack, layout.size - 4)


_INT4, _INT8 = _number("i"), _number("q")

_BINARY: dict[str, Callable[[Any], bytes]] = {
    "bigint": _INT8,
    "integer": _INT4,
    "smallint": _number("h"),
    "boolean": _number("?"),
    "date": lambda value: _INT4(value.toordinal() - _FIRST_DAY),
    "timestamp with time zone": lambda value: _INT8((value - _FIRST_INSTANT) // _MICROSECOND),
    "bytea": _sized,
    "varchar": lambda value: _sized(value.encode()),
    "text": lambda value: _sized(value.encode()),
    "jsonb": _sized_json,
}
