"""Small workbooks, put together by hand so that tests know each byte of them."""

import io
import zipfile
from html import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# Places in the styles below.
DAY, INSTANT = 1, 2
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="3"><xf numFmtId="0"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)


class Raw(str):
    """A cell given as its XML, but for its place."""


def workbook(more=(), **sheets):
    """Give the bytes of a workbook; each sheet is a list of rows of cells, None for an empty one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**_frame(sheets), **dict(more)}.items():
            archive.writestr(name, content)
    return packed.getvalue()


def _frame(sheets):
    numbers = {name: number for number, name in enumerate(sheets, start=1)}
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for name, n in numbers.items()
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers.values()
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">{related}<Relationship Id="rId99" '
            f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{numbers[name]}.xml": _sheet(sheets[name]) for name in sheets},
    }


def _sheet(rows):
    written = "".join(
        f'<row r="{n}">{"".join(_cell(value, n, at) for at, value in enumerate(row))}</row>'
        for n, row in enumerate(rows, start=1)
    )
    return f'<worksheet xmlns="{MAIN}"><sheetData>{written}</sheetData></worksheet>'


def _cell(value, row, at):
    place = f'r="{chr(65 + at)}{row}"'
    if value is None:
        return ""
    if isinstance(value, Raw):
        return f"<c {place} {value}</c>"
    if isinstance(value, (int, float)):
        return f"<c {place}><v>{value!r}</v></c>"
    return f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def day(serial):
    return Raw(f's="{DAY}"><v>{serial}</v>')


def instant(serial):
    return Raw(f's="{INSTANT}"><v>{serial}</v>')


def error(text="#N/A"):
    return Raw(f't="e"><v>{text}</v>')
