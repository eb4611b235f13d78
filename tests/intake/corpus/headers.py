"""Headers that name too much, too little or the same twice, and columns in every order and layout."""

from tests.intake.corpus import said
from tests.intake.corpus.cases import GOOD_USAGE, USAGE_HEADER, loaded, loaded_usage, refused

CONTACT_COLUMNS = "account_id, contact_id, name, email, title, role, role_from, left_on"
USAGE_COLUMNS = "account_id, contract_id, date, metric, value, row_id"
ONE = ("A-1", "2026-11-01", "posts", "1")
TWO = ("A-2", "2026-11-02", "posts", "2")
TWO_ROWS = f"{GOOD_USAGE}A-2,2026-11-02,posts,2\n"


def of_accounts(name, content, *what):
    return refused(name, "accounts", content, *what)


def of_usage(name, content, *what, **rest):
    return refused(name, "usage", content, *what, **rest)


def both_rows(name, content):
    return loaded_usage(name, content, ONE, TWO)


def note(name, content, text, *, fields="external_id subject body"):
    return loaded(name, "activities", content, fields, *text)


MALFORMED = (
    # --- Headers ---
    of_accounts(
        "a header twice", "account_id,name,name\nB-1,a,b\n", said.duplicate_header("name", "name")
    ),
    of_accounts(
        "a header twice by synonyms",
        "account_id,name,取引先名\nB-1,a,b\n",
        said.duplicate_header("取引先名", "name"),
    ),
    of_accounts(
        "a header twice by width and case",
        "account_id,name,ＡＣＣＯＵＮＴ ID\nB-1,a,B-1\n",
        said.duplicate_header("ＡＣＣＯＵＮＴ ID", "account_id"),
    ),
    of_accounts(
        "an attribute twice",
        "account_id,name,Region,region\nB-1,a,b,c\n",
        said.duplicate_header("region", "region"),
    ),
    refused(
        "a header that is not known",
        "contacts",
        "account_id,contact_id,name,shoe size\nA-1,P-2,Ren,42\n",
        said.unknown_header("shoe size", CONTACT_COLUMNS),
    ),
    of_usage(
        "a further column in long usage",
        "account_id,date,metric,value,note\nA-1,2026-11-01,posts,1,x\n",
        said.unknown_header("note", USAGE_COLUMNS),
    ),
    of_accounts("a header without a name", "account_id,,name\nB-1,x,Aoba\n", said.empty_header(2)),
    of_accounts(
        "a comma too many in the header", "account_id,name,\nB-1,Aoba,\n", said.empty_header(3)
    ),
    of_accounts(
        "a header of commas",
        ",,\nB-1,Aoba,x\n",
        said.empty_header(1),
        said.empty_header(2),
        said.empty_header(3),
        said.missing_column("account_id"),
        said.missing_column("name"),
    ),
    of_accounts(
        "a header that is too long",
        f"account_id,name,{'x' * 61}\nB-1,a,b\n",
        said.long_header("x" * 39 + "…", 60),
    ),
    of_usage(
        "a series that is too long",
        f"account_id,date,{'x' * 81}\nA-1,2026-11-01,1\n",
        said.long_header("x" * 39 + "…", 80),
    ),
    of_accounts(
        "a required column is missing", "account_id,plan\nB-1,basic\n", said.missing_column("name")
    ),
    of_accounts(
        "no header, only rows",
        "B-1,Aoba\nB-2,Kita\n",
        said.missing_column("account_id"),
        said.missing_column("name"),
    ),
    of_accounts(
        "a missing column below blank lines",
        "\r\n\r\nname\r\nAoba\r\n",
        said.missing_column("account_id", 3),
    ),
    of_usage(
        "usage by account and by contract",
        "account_id,contract_id,date,metric,value\nA-1,K-1,2026-11-01,posts,1\n",
        said.account_or_contract("contract_id"),
    ),
    of_usage(
        "usage of nobody",
        "date,metric,value\n2026-11-01,posts,1\n",
        said.missing_column("account_id"),
    ),
    of_usage(
        "usage of no day", "account_id,metric,value\nA-1,posts,1\n", said.missing_column("date")
    ),
    of_usage(
        "usage without values",
        "account_id,date,metric\nA-1,2026-11-01,posts\n",
        said.missing_column("value"),
    ),
    of_usage(
        "usage without any series",
        "account_id,date\nA-1,2026-11-01\n",
        said.missing_column("metric"),
        said.missing_column("value"),
    ),
    of_usage(
        "a value without its series",
        "account_id,date,value\nA-1,2026-11-01,1\n",
        said.missing_column("metric"),
    ),
    # --- What was said about columns ---
    of_usage(
        "a column that was said to be none of ours",
        "account_id,date,metric,hits\nA-1,2026-11-01,posts,1\n",
        said.unknown_key("hits", "worth", USAGE_COLUMNS),
        told={"mapped": {"hits": "worth"}},
    ),
    of_usage(
        "two columns that were said to be the day",
        "account_id,date,posted,metric,value\nA-1,2026-11-01,2026-11-01,posts,1\n",
        said.duplicate_header("posted", "date"),
        told={"mapped": {"posted": "date"}},
    ),
    of_usage(
        "a row that came before",
        "row_id,account_id,date,metric,value\n"
        "U-1,A-1,2026-11-01,posts,1\nU-2,A-1,2026-11-01,posts,1\nU-1,A-1,2026-11-01,posts,1\n",
        said.duplicate_key(4, "row_id", "row_id", "U-1"),
    ),
    of_usage(
        "a damaged id of a row",
        "row_id,account_id,date,metric,value\n1.20E+04,A-1,2026-11-01,posts,1\n",
        said.damaged_id(2, "row_id", "1.20E+04"),
    ),
)

AWKWARD = (
    # --- Headers and cells ---
    both_rows(
        "spaces round everything",
        " account_id ,date , metric,\tvalue\n"
        " A-1 , 2026-11-01,posts , 1\nA-2,2026-11-02\u3000,\u3000posts,2 \n",
    ),
    both_rows(
        "headers in capitals of full width",
        "ＡＣＣＯＵＮＴ－ＩＤ,DATE,Metric,ＶＡＬＵＥ\n" + TWO_ROWS,
    ),
    both_rows("headers in Japanese", "顧客ID,日付,利用項目,値\n" + TWO_ROWS),
    both_rows("headers by synonym", "Customer ID,Usage date,feature_name,usage count\n" + TWO_ROWS),
    both_rows(
        "columns in another order",
        "value,metric,date,account_id\n1,posts,2026-11-01,A-1\n2,posts,2026-11-02,A-2\n",
    ),
    # --- Layouts of usage ---
    loaded_usage(
        "a column for each series",
        "account_id,date,posts,logins\nA-1,2026-11-01,1,\nA-2,2026-11-02,2,0\n",
        ONE,
        TWO,
        ("A-2", "2026-11-02", "logins", "0"),
    ),
    loaded_usage(
        "series that are called like our columns",
        "account_id,date,count,posts\nA-1,2026-11-01,5,1\n",
        ("A-1", "2026-11-01", "count", "5"),
        ONE,
    ),
    loaded_usage(
        "usage by contract", "contract_id,date,metric,value\nK-1,2026-11-01,posts,1\n", ONE
    ),
    loaded_usage(
        "rows that are added up",
        USAGE_HEADER + GOOD_USAGE + "A-1,2026-11-01,posts,0.5\n" + GOOD_USAGE,
        ("A-1", "2026-11-01", "posts", "2.5"),
        found={("added_up", ""): 2},
    ),
    loaded(
        "columns that become attributes",
        "accounts",
        "account_id,name,Region,Recruiters,Since\nB-1,Aoba,East,3,2026-04-01\n",
        "value account__attributes",
        ("A-1", {}),
        ("A-2", {}),
        ("B-1", {"Region": "East", "Recruiters": "3", "Since": "2026-04-01"}),
        found={("new_attributes", ""): 3},
    ),
    loaded_usage(
        "columns that a person named",
        "who,when,what,how much,why\nA-1,2026-11-01,posts,1,x\n",
        ONE,
        told={
            "mapped": {
                **{"who": "account_id", "when": "date", "what": "metric", "how much": "value"},
                "why": "",
            }
        },
    ),
    loaded_usage(
        "several measures in a row",
        "account_id,date,feature,count,seconds\nA-1,2026-11-01,posts,1,20\nA-1,2026-11-02,posts,,5\n",
        ONE,
        ("A-1", "2026-11-01", "posts seconds", "20"),
        ("A-1", "2026-11-02", "posts seconds", "5"),
        told={"mapped": {"seconds": "value"}},
    ),
    loaded_usage(
        "rows with ids of their own are added up",
        "row_id,account_id,date,metric,value\nU-1,A-1,2026-11-01,posts,0.5\nU-2,A-1,2026-11-01,posts,0.5\n",
        ONE,
        found={("added_up", ""): 1},
    ),
    loaded_usage(
        "a separator that was said",
        "account_id~date~metric~value\nA-1~2026-11-01~posts~1\n",
        ONE,
        told={"separator": "~"},
    ),
    loaded_usage(
        "bars between cells", "account_id|date|metric|value\nA-1|2026-11-01|posts|1\n", ONE
    ),
)
