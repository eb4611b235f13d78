"""Files that are made to do harm, or that are no table at all, and texts that only look so."""

from tests.intake.corpus import said
from tests.intake.corpus.cases import (
    ACTIVITY_HEADER,
    GOOD_USAGE,
    USAGE_HEADER,
    loaded,
    loaded_usage,
    refused,
    refused_activity,
    refused_usage,
)

FORMULAS = (
    "=1+1",
    "@SUM(A1:A9)",
    "+1+1",
    "-1+cmd|' /C calc'!A0",
    "\u3000＝1+1",
    "%0A",
    "|calc",
    '=HYPERLINK("http://evil.example","x")',
)
TEXTS = (
    "'; DROP TABLE accounts_account; --",
    "<script>alert(1)</script>",
    "{{ settings.SECRET_KEY }} {% debug %}",
    "%(name)s %s %d {0} ${x}",
    "../../../../etc/passwd",
    "\u202egpj.exe",
    "a\u200bb\u00adc\ufeffd",
    "Z̸̢̛͎a̷̡̛l̵̢̛g̶̢̛o̸",
    "\\N \\. \\x00 \\",
    "NULL",
    "\x01\x02\x1b[31mred\x7f",
)
MANY = 3_000


def not_a_table(name, content, *what):
    return refused(name, "accounts", content, *what)


def missing(name, content, line=1):
    return not_a_table(
        name,
        content,
        said.missing_column("account_id", line),
        said.missing_column("name", line),
    )


def subject(text, number):
    quoted = text.replace('"', '""')
    return f'A-1,T-{number},2026-11-01,call,"{quoted}",1,"{quoted}"\n'


def texts_kept(name, texts):
    content = ACTIVITY_HEADER + "".join(subject(text, n) for n, text in enumerate(texts))
    rows = ((f"T-{n}", text.strip(), text.strip()) for n, text in enumerate(texts))
    return loaded(name, "activities", content, "external_id subject body", *rows)


MALFORMED = (
    # --- NUL ---
    refused_usage(
        "a NUL in an id", "A-1\0,2026-11-02,posts,1\n", said.nul_character(3, "account_id")
    ),
    refused_usage(
        "a NUL in a number", "A-1,2026-11-02,posts,1\0\n", said.nul_character(3, "value")
    ),
    refused_usage(
        "a NUL in a series", "A-1,2026-11-02,po\0sts,1\n", said.nul_character(3, "metric")
    ),
    refused_activity(
        "a NUL in a text", "A-1,T-2,2026-11-02,call,,,a\0b\n", said.nul_character(3, "body")
    ),
    refused_usage(
        "NULs in two cells",
        "\0,2026-11-02,\0,1\n",
        said.nul_character(3, "account_id"),
        said.nul_character(3, "metric"),
    ),
    refused_usage("NULs for a row", "\0\0\0\0\0\0\0\0\n", said.short_row(3, "date", 1, 4)),
    refused(
        "a NUL in the name of a series",
        "usage",
        "account_id,date,po\0sts\nA-1,2026-11-01,1\n",
        said.nul_character(1, "posts"),
    ),
    refused(
        "a NUL in the name of an attribute",
        "accounts",
        "account_id,name,\0Region\0\nB-1,Aoba,East\n",
        said.nul_character(1, "Region"),
    ),
    # --- Formulas where they do not belong ---
    refused_usage(
        "a formula for a number",
        "A-1,2026-11-02,posts,=1+1\n",
        said.not_a_number(3, "value", "=1+1"),
    ),
    refused_usage(
        "a formula for a day", "A-1,=TODAY(),posts,1\n", said.not_a_date(3, "date", "=TODAY()")
    ),
    refused_usage(
        "a formula for an id",
        "=cmd|' /C calc'!A0,2026-11-02,posts,1\n",
        said.unknown_account(3, "account_id", "=cmd|' /C calc'!A0"),
    ),
    refused_usage(
        "a text of placeholders for a number",
        "A-1,2026-11-02,posts,%(value)s %d\n",
        said.not_a_number(3, "value", "%(value)s %d"),
    ),
    refused_usage(
        "markup for a number",
        "A-1,2026-11-02,posts,<b>1</b>\n",
        said.not_a_number(3, "value", "<b>1</b>"),
    ),
    # --- Too much of something ---
    not_a_table(
        "a line without end", "account_id,name\nB-1," + "x" * 1_100_000, said.line_too_long(2)
    ),
    not_a_table(
        "a header without end", "account_id,name," + "x" * 1_100_000, said.line_too_long(1)
    ),
    not_a_table(
        "a record over far too many lines",
        "account_id,name\n" + ('"' + "x\n" * 50_000 + '",') * 11,
        said.record_too_long(2),
    ),
    refused_usage(
        "a row of usage over far too many lines",
        ('"' + "x\n" * 50_000 + '",') * 11,
        said.record_too_long(3),
    ),
    refused_usage("usage without line ends", "x" * 5_000_000, said.line_too_long(3)),
    refused_usage(
        "a cell longer than a csv reader takes",
        f"A-1,2026-11-02,{'x' * 200_000},1\n",
        said.cell_too_long(3, "metric", 200_000),
    ),
    refused_activity(
        "a cell longer than a csv reader takes, in quotes",
        f'A-1,T-2,2026-11-02,call,,,"{"x" * 140_000}"\n',
        said.cell_too_long(3, "body", 140_029),
    ),
    refused_usage(
        "a row of a hundred thousand cells",
        "A-1" + "," * 99_999 + "\n",
        said.long_row(3, "value", 100_000, 4),
    ),
    refused(
        "a header of a hundred thousand names",
        "usage",
        "account_id,date," + ",".join(f"s{n}" for n in range(70_000)) + "\nA-1,2026-11-01\n",
        said.too_many_series(),
    ),
    refused(
        "more series than there are numbers",
        "usage",
        USAGE_HEADER + "".join(f"A-1,2026-11-01,s{n},1\n" for n in range(65_537)),
        said.too_many_series("metric"),
    ),
    refused(
        "thousands of wrong rows",
        "usage",
        USAGE_HEADER + "A-9,2026-11-01,posts,1\n" * MANY,
        *(said.unknown_account(line, "account_id", "A-9") for line in range(2, 1_002)),
        unsaid=MANY - 1_000,
    ),
    refused_usage(
        "a quote in every sign", '"' * 9_999 + "\n", said.unclosed_quote(3, "account_id")
    ),
    # --- No tables ---
    missing("a page of HTML", "<!DOCTYPE html>\n<html><body>Please log in</body></html>\n"),
    missing("JSON", '{"accounts": 1}\n'),
    missing("XML", '<?xml version="1.0"?>\n<!ENTITY a "aaaa">\n<x>&a;</x>\n'),
    missing("a shell script", "#!/bin/sh\nrm -rf /\n"),
    missing("a letter", "Dear Olivia\n\nplease find the file attached.\n"),
    missing("an error page with an open line", "502 Bad Gateway"),
)

AWKWARD = (
    texts_kept("formulas in texts", FORMULAS),
    texts_kept("attacks in texts", TEXTS),
    loaded_usage(
        "a series that is a formula",
        USAGE_HEADER + GOOD_USAGE.replace("posts", "=1+1"),
        ("A-1", "2026-11-01", "=1+1", "1"),
    ),
    loaded_usage(
        "a series that is called like a prototype",
        USAGE_HEADER + GOOD_USAGE.replace("posts", "__proto__"),
        ("A-1", "2026-11-01", "__proto__", "1"),
    ),
    loaded_usage(
        "a hundred thousand cells in one wide row",
        "account_id,date," + ",".join(f"s{n:03}" for n in range(400)) + "\n"
        "A-1,2026-11-01" + ",1" * 400 + "\n",
        *(("A-1", "2026-11-01", f"s{n:03}", "1") for n in range(400)),
    ),
)
