"""Rows as the answer to a request for a file."""

from collections.abc import Iterable

from django.http import FileResponse, Http404, StreamingHttpResponse

from core.csv_out import CP932, UTF_8, csv_in_pieces
from core.excel_out import excel_file

FORMS = ("csv", "cp932", "xlsx")
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def check_form(form: str) -> None:
    """Raise Http404 where no file of this form is given."""
    if form not in FORMS:
        raise Http404


def file_answer(form: str, rows: Iterable, *, name: str, sheet: str):
    """Answer with rows as a file of a form of `FORMS`; `name` is without its ending."""
    if form == "xlsx":
        file = excel_file(rows, sheet_name=sheet)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=_EXCEL)
    encoding, charset = (CP932, "Shift_JIS") if form == "cp932" else (UTF_8, "utf-8")
    response = StreamingHttpResponse(
        csv_in_pieces(rows, encoding=encoding), content_type=f"text/csv; charset={charset}"
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
