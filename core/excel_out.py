"""Rows as an Excel workbook: numbers as numbers, days as days, a text never a formula."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

_DAY = "yyyy-mm-dd"
_NUMBER = "#,##0.####"
_WIDTH, _WIDEST_COLUMN = 14, 30
# What Excel holds in one cell.
_LONGEST = 32_767
# Texts stay texts, and no row is kept in memory once the next one has begun.
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def excel_file(rows: Iterable[Sequence[Any]], *, sheet_name: str) -> IO[bytes]:
    """Return an open file, at its beginning, with all rows on one sheet; the first one is the head.

    It lies on disk until it is closed, so that memory does not grow with the rows.
    """
    # Only who asks for Excel waits for its writer to load.
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115 closed by who sends it
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        sheet = book.add_worksheet(sheet_name)
        forms = {
            int: book.add_format({"num_format": "#,##0"}),
            Decimal: book.add_format({"num_format": _NUMBER}),
            date: book.add_format({"num_format": _DAY}),
        }
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, _WIDEST_COLUMN)
        sheet.set_column(1, 60, _WIDTH)
        for at, row in enumerate(rows):
            _write(sheet, at, row, dict.fromkeys(forms, bold) if at == 0 else forms, bold)
    file.seek(0)
    return file


def _write(sheet, at, row, forms, bold):
    for column, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, date):
            sheet.write_datetime(at, column, value, forms[date])
        elif isinstance(value, int | Decimal):
            sheet.write_number(at, column, value, forms[type(value)])
        else:
            sheet.write_string(at, column, str(value)[:_LONGEST], bold if at == 0 else None)
