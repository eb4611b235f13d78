"""Files whose rows and columns do not come out even, and files that only look as if they did not."""

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

CONTACT_COLUMNS = "account_id, contact_id, name, email, title, role, role_from, left_on"
USAGE_COLUMNS = "account_id, contract_id, date, metric, value"
ONE = ("A-1", "2026-11-01", "posts", "1")
TWO = ("A-2", "2026-11-02", "posts", "2")
TWO_ROWS = f"{GOOD_USAGE}A-2,2026-11-02,posts,2\n"


def of_accounts(name, content, *what):
    return refused(name, "accounts", content, *what)


def of_usage(name, content, *what):
    return refused(name, "usage", content, *what)


def both_rows(name, content):
    return loaded_usage(name, content, ONE, TWO)


def note(name, content, text, *, fields="external_id subject body"):
    return loaded(name, "activities", content, fields, *text)


MALFORMED = (
    # --- No rows ---
    of_accounts("nothing at all", "", said.empty_file()),
    of_accounts("nothing but line ends", "\n\r\n\n", said.empty_file()),
    of_accounts("nothing but spaces", "   \n \t \n", said.empty_file()),
    of_accounts("a header alone", "account_id,name", said.no_rows()),
    of_accounts("a header and blank lines", "account_id,name\n\n  \n,\n", said.no_rows()),
    of_usage("a header of usage alone", USAGE_HEADER, said.no_rows()),
    of_usage("a header of usage below blank lines", f"\n\n{USAGE_HEADER}\n,,,\n", said.no_rows(3)),
    # --- Quotes ---
    refused_usage(
        "an open quote", 'A-1,2026-11-02,"posts,2\n' + GOOD_USAGE, said.unclosed_quote(3, "metric")
    ),
    of_accounts(
        "an open quote at the end", 'account_id,name\nB-1,"Aoba\n', said.unclosed_quote(2, "name")
    ),
    of_accounts(
        "an open quote as the final sign", 'account_id,name\nB-1,"', said.unclosed_quote(2, "name")
    ),
    of_accounts(
        "an open quote that swallows a thousand lines",
        'account_id,name\nB-1,Aoba\nB-2,"Kita\n' + "".join(f"C-{n},x\n" for n in range(1000)),
        said.unclosed_quote(3, "name"),
    ),
    of_accounts(
        "an open quote in the header", 'account_id,"name\nB-1,Aoba\n', said.unclosed_quote(1, "")
    ),
    of_accounts(
        "a quote that opens below its row's first line",
        'account_id,name,note\nB-1,"two\nlines","open\n',
        said.unclosed_quote(3, "note"),
    ),
    of_accounts(
        "text after a closing quote", 'account_id,name\nB-1,"Aoba" Ltd\n', said.bad_quote(2, "name")
    ),
    of_accounts(
        "text after a quote that closes further down",
        'account_id,name\nB-1,"Aoba\nLogistics" Ltd\n',
        said.bad_quote(2, "name"),
    ),
    refused_usage(
        "a quote that is not doubled", 'A-1,2026-11-02,"say "x"",2\n', said.bad_quote(3, "metric")
    ),
    of_accounts(
        "a quote too many in the header", 'account_id,"na"me\nB-1,x\n', said.bad_quote(1, "")
    ),
    # --- Short and long rows ---
    refused_usage("a short row", "A-1,2026-11-02,posts\n", said.short_row(3, "value", 3, 4)),
    refused_usage("a row of one cell", "A-1\n", said.short_row(3, "date", 1, 4)),
    refused_usage("a long row", "A-1,2026-11-02,posts,1,2\n", said.long_row(3, "value", 5, 4)),
    refused_usage(
        "a decimal comma without quotes",
        "A-1,2026-11-02,posts,1,5\n",
        said.long_row(3, "value", 5, 4),
    ),
    refused_usage("a row cut within a cell", "A-1,2026-1", said.short_row(3, "metric", 2, 4)),
    refused_usage(
        "a short and a long row that come out even",
        "A-1,2026-11-02,posts\nA-1,2026-11-02,posts,1,2\n",
        said.short_row(3, "value", 3, 4),
        said.long_row(4, "value", 5, 4),
    ),
    of_accounts(
        "a line break inside a cell without quotes",
        "account_id,name,plan\nB-1,Aoba\nLogistics,basic\n",
        said.short_row(2, "plan", 2, 3),
        said.short_row(3, "plan", 2, 3),
    ),
    of_accounts(
        "a comma too many at a row's end",
        "account_id,name\nB-1,Aoba,\n",
        said.long_row(2, "name", 3, 2),
    ),
    of_accounts(
        "two files in one",
        "account_id,name\nB-1,Aoba\nid,name,x\nB-2,Kita,y\n",
        said.long_row(3, "name", 3, 2),
        said.long_row(4, "name", 3, 2),
    ),
    refused_usage(
        "the same file twice in one, with its mark",
        "\ufeff" + USAGE_HEADER + GOOD_USAGE,
        said.unknown_account(3, "account_id", "\ufeffaccount_id"),
        said.not_a_date(3, "date", "date"),
        said.not_a_number(3, "value", "value"),
    ),
    # --- Rows that come twice ---
    refused_activity(
        "a row twice",
        "A-1,T-1,2026-11-02,call,,,\n",
        said.duplicate_key(3, "activity_id", "account_id, activity_id", "A-1, T-1"),
    ),
    refused_activity(
        "a row twice but for spaces",
        " A-1 , T-1\u3000,2026-11-02,call,,,\n",
        said.duplicate_key(3, "activity_id", "account_id, activity_id", "A-1, T-1"),
    ),
    of_accounts(
        "an account twice after a quoted line",
        'account_id,name\nB-1,"a\nb"\nB-2,x\nB-1,c\n',
        said.duplicate_key(5, "account_id", "account_id", "B-1"),
    ),
    refused(
        "a contract twice",
        "contracts",
        "account_id,contract_id,starts_on,ends_on\n"
        "A-1,K-7,2026-01-01,2026-12-31\nA-2,K-7,2026-01-01,2026-12-31\n",
        said.duplicate_key(3, "contract_id", "contract_id", "K-7"),
    ),
)

AWKWARD = (
    # --- Line ends ---
    both_rows("lines that end in CRLF", (USAGE_HEADER + TWO_ROWS).replace("\n", "\r\n")),
    both_rows("lines that end in CR", (USAGE_HEADER + TWO_ROWS).replace("\n", "\r")),
    both_rows(
        "lines that end in every way",
        f"{USAGE_HEADER}{GOOD_USAGE[:-1]}\rA-2,2026-11-02,posts,2\r\n",
    ),
    loaded_usage(
        "no line end at the end",
        (USAGE_HEADER + TWO_ROWS)[:-1],
        ONE,
        TWO,
        found={("unended", ""): 1},
    ),
    both_rows("blank lines everywhere", f"\n\r\n{USAGE_HEADER}\n\n{TWO_ROWS}\n , , , \n,,,\n\n"),
    note(
        "line ends inside quotes",
        ACTIVITY_HEADER + 'A-1,T-1,2026-11-01,call,"a\r\nb",1,"c\nd\n\ne"\r\n',
        [("T-1", "a\r\nb", "c\nd\n\ne")],
    ),
    note(
        "line ends of other worlds inside cells",
        ACTIVITY_HEADER + "A-1,T-1,2026-11-01,call,a\u2028b\u2029c,1,d\x85e\x0bf\x0cg\x1ch\n",
        [("T-1", "a\u2028b\u2029c", "d\x85e\x0bf\x0cg\x1ch")],
    ),
    # --- Quotes and separators ---
    both_rows(
        "quotes round every cell",
        '"account_id","date","metric","value"\n"A-1","2026-11-01","posts","1"\n"A-2","2026-11-02","posts","2"\n',
    ),
    note(
        "separators and quotes inside quotes",
        ACTIVITY_HEADER + 'A-1,T-1,2026-11-01,call,"a, ""b"", c",1,""""\n',
        [("T-1", 'a, "b", c', '"')],
    ),
    note(
        "quotes in the middle of a cell",
        ACTIVITY_HEADER + 'A-1,T-1,2026-11-01,call,5" pipe,1,it is "so"\n',
        [("T-1", '5" pipe', 'it is "so"')],
    ),
    loaded_usage(
        "a series of odd signs",
        USAGE_HEADER + 'A-1,2026-11-01,"a, ""b""\nc",1\n',
        ("A-1", "2026-11-01", 'a, "b"\nc', "1"),
    ),
    both_rows("semicolons", (USAGE_HEADER + TWO_ROWS).replace(",", ";")),
    both_rows("tabs", (USAGE_HEADER + TWO_ROWS).replace(",", "\t")),
    note(
        "semicolons with commas in the text",
        "account_id;activity_id;happened_on;kind;subject;body\nA-1;T-1;2026-11-01;call;a, b;c\n",
        [("T-1", "a, b", "c")],
    ),
)
