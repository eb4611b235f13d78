"""Workbooks and gzip files: whole, damaged, and made to burst."""

import gzip
import io
import zipfile

from tests.intake.corpus import said
from tests.intake.corpus.cases import GOOD_USAGE, USAGE_HEADER, loaded, loaded_usage, refused
from tests.intake.workbook_files import Raw, day, error, instant, workbook

HEADER = ["account_id", "date", "metric", "value"]
ROWS = [HEADER, ["A-1", day(46327), "posts", 1]]
ONE = ("A-1", "2026-11-01", "posts", "1")
TEXT = (USAGE_HEADER + GOOD_USAGE).encode()
ZEROS = gzip.compress(b"\0" * (50 << 20))
SHEET = {("read_sheet", ""): 1}


def no_table(name, content, *what, **rest):
    return refused(name, "usage", content, *what, **rest)


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def burst(megabytes):
    """A workbook with a member of so many megabytes of nothing."""
    return workbook([("xl/media/zeros.bin", b"\0" * (megabytes << 20))], Sheet=ROWS)


def forged(megabytes):
    """The same, where the archive says that the member is small."""
    true, small = (megabytes << 20).to_bytes(4, "little"), (10).to_bytes(4, "little")
    return burst(megabytes).replace(true, small)


# As a sheet is left behind when somebody has once formatted its final cell.
FAR_CELL = Raw('><v>1</v></c><c r="XFD1048576">')


def formula(text, value="", kind=""):
    return Raw(f"{kind}><f>{text}</f>{value}")


MALFORMED = (
    no_table(
        "a formula that nobody computed",
        workbook(Sheet=[*ROWS, ["A-1", day(46328), formula('"po"&amp;"sts"'), 2]]),
        said.uncomputed_cell(3, "C"),
    ),
    no_table(
        "a formula with an empty value",
        workbook(Sheet=[*ROWS, ["A-1", day(46328), "posts", formula("1+1", "<v></v>")]]),
        said.uncomputed_cell(3, "D"),
    ),
    no_table(
        "a sheet that reaches to the end of the world",
        workbook(Sheet=[*ROWS, [FAR_CELL]]),
        said.sheet_too_large(1_048_576, 16_384),
    ),
    # --- gzip ---
    no_table("a gzip file that is cut", gzip.compress(TEXT)[:-9], said.damaged_archive()),
    no_table(
        "a gzip file that is damaged", gzip.compress(TEXT)[:-8] + b"\1" * 8, said.damaged_archive()
    ),
    no_table("a gzip mark and nothing", b"\x1f\x8b", said.damaged_archive()),
    no_table("gzip within gzip", gzip.compress(gzip.compress(TEXT)), said.archive()),
    no_table("a workbook within gzip", gzip.compress(workbook(Sheet=ROWS)), said.archive()),
    no_table("nothing within gzip", gzip.compress(b""), said.empty_file()),
    no_table(
        "fifty megabytes of zeros in gzip",
        gzip.compress(b"\0" * (50 << 20)),
        said.unpacks_too_large(10),
    ),
    no_table(
        "a wrong row within gzip",
        gzip.compress(TEXT + b"A-1,2026-11-02,posts,x\n"),
        said.not_a_number(3, "value", "x"),
    ),
    no_table(
        "text of no encoding within gzip",
        gzip.compress(TEXT + b"\xff\xff\n"),
        said.not_utf8(3, 53, "0xFF"),
    ),
    # --- Workbooks ---
    no_table("a workbook that is cut", workbook(Sheet=ROWS)[:-30], said.damaged_archive()),
    no_table(
        "the mark of a workbook and no more", b"PK\x03\x04 and no more", said.damaged_archive()
    ),
    no_table("a workbook with sixty megabytes of zeros", burst(60), said.unpacks_too_large(10)),
    no_table("a workbook that says it is small", forged(60), said.damaged_archive()),
    no_table(
        "a workbook of too many parts",
        workbook([(f"x{n}", b"") for n in range(100)], Sheet=ROWS),
        said.too_many_members(106),
    ),
    no_table("an archive of a table", zipped(**{"usage.csv": TEXT}), said.archive()),
    no_table("an archive that climbs", zipped(**{"../../usage.csv": TEXT}), said.archive()),
    no_table(
        "an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, said.old_workbook()
    ),
    no_table("a workbook without rows", workbook(Sheet=[]), said.empty_file()),
    no_table("a workbook with a header alone", workbook(Sheet=[HEADER]), said.no_rows()),
    no_table(
        "a workbook of another sheet",
        workbook(Sheet=ROWS),
        said.no_such_sheet("Usage", "Sheet"),
        told={"sheet": "Usage"},
    ),
    no_table(
        "a workbook with an error in a cell",
        workbook(Sheet=[*ROWS, ["A-1", day(46328), "posts", error()]]),
        said.error_cell(3, "D"),
    ),
    no_table(
        "a workbook with a text for a number",
        workbook(Sheet=[*ROWS, ["A-1", day(46328), "posts", "many"]]),
        said.not_a_number(3, "value", "many"),
    ),
    no_table(
        "a workbook with a row that is too long",
        workbook(Sheet=[*ROWS, ["A-1", day(46328), "posts", 1, "and more"]]),
        said.long_row(3, "value", 5, 4),
    ),
    no_table(
        "a workbook with its header below a title",
        workbook(Sheet=[["Usage of November"], *ROWS]),
        said.missing_column("date"),
    ),
)

AWKWARD = (
    loaded_usage("gzip", gzip.compress(TEXT), ONE, found={("unpacked", ""): 1}),
    loaded_usage(
        "gzip of CP932",
        gzip.compress((USAGE_HEADER + GOOD_USAGE.replace("posts", "求人の数")).encode("cp932")),
        ("A-1", "2026-11-01", "求人の数", "1"),
        found={("unpacked", ""): 1, ("read_as", ""): 1},
    ),
    loaded_usage("a workbook", workbook(Sheet=ROWS), ONE, found=SHEET),
    loaded_usage(
        "a workbook with macros and links to others",
        workbook(
            [
                ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)),
                ("xl/externalLinks/externalLink1.xml", '<externalLink r:id="rId1"/>'),
                (
                    "xl/externalLinks/_rels/externalLink1.xml.rels",
                    '<Relationship Id="rId1" Target="file://evil/share/x.xlsx" TargetMode="External"/>',
                ),
            ],
            Sheet=ROWS,
        ),
        ONE,
        found=SHEET,
    ),
    loaded_usage(
        "a workbook with blank rows, an hour and a fraction",
        workbook(Sheet=[[], *ROWS, [], ["A-1", instant(46328.5), "posts", 0.1]]),
        ONE,
        ("A-1", "2026-11-02", "posts", "0.1"),
        found={**SHEET, ("time_left_out", "date"): 1},
    ),
    loaded_usage(
        "the second sheet of a workbook",
        workbook(Notes=[["hello"]], Usage=ROWS),
        ONE,
        found=SHEET,
        told={"sheet": "Usage"},
    ),
    loaded(
        "a workbook with formulas that were computed, one to an empty text",
        "accounts",
        workbook(
            Sheet=[
                ["account_id", "name", "plan"],
                [
                    "B-1",
                    formula('"Mi"&amp;"nato"', "<v>Minato</v>", 't="str"'),
                    formula('""', "<v></v>", 't="str"'),
                ],
            ]
        ),
        "value account__name account__plan",
        ("A-1", "Aoba Logistics", ""),
        ("A-2", "Kita Foods", ""),
        ("B-1", "Minato", ""),
        found=SHEET,
    ),
    loaded(
        "ids that a workbook keeps as numbers",
        "accounts",
        workbook(Sheet=[["account_id", "name"], [12, "Aoba"], [1234567890, "Kita"]]),
        "value account__name",
        ("A-1", "Aoba Logistics"),
        ("A-2", "Kita Foods"),
        ("12", "Aoba"),
        ("1234567890", "Kita"),
        found=SHEET,
    ),
)
