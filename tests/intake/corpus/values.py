"""Cells that are no numbers, choices or texts as their column wants them, and numbers in odd dress."""

from tests.intake.corpus import said
from tests.intake.corpus.cases import (
    ACTIVITY_HEADER,
    USAGE_HEADER,
    loaded,
    loaded_usage,
    refused,
    refused_activity,
    refused_usage,
)

MOST_USAGE = 1_000_000_000_000
MOST_COUNT = 2_147_483_647
MOST_AMOUNT = 999_999_999_999
LONG_NUMBER = "9" * 5_000


def value(name, text, *what):
    """A usage value on line 3."""
    return refused_usage(name, f"A-1,2026-11-02,posts,{text}\n", *what)


def no_number(name, text, shown=None):
    return value(name, text, said.not_a_number(3, "value", shown or text))


def contract(name, header, cell, what):
    start = "account_id,contract_id,starts_on,ends_on,"
    row = f"A-1,K-7,2026-01-01,2026-12-31,{cell}\n"
    return refused(name, "contracts", f"{start}{header}\n{row}", what)


def account(name, header, cell, what):
    return refused(name, "accounts", f"account_id,name,{header}\nB-1,Aoba,{cell}\n", what)


def score(name, text, what):
    return refused_activity(name, f"A-1,T-2,2026-11-02,call,,{text},\n", what)


def one_value(name, text, stored, found=None):
    row = ("A-1", "2026-11-01", "posts", stored)
    found = {(code, "value"): 1 for code in found or ()}
    return loaded_usage(name, f"{USAGE_HEADER}A-1,2026-11-01,posts,{text}\n", row, found=found)


MALFORMED = (
    # --- What Python would take for a number ---
    no_number("an underscore in a number", "1_000"),
    no_number("nan", "nan"),
    no_number("NaN", "NaN"),
    no_number("infinity", "inf"),
    no_number("Infinity", "Infinity"),
    no_number("minus infinity", "-Infinity"),
    no_number("Arabic digits", "١٢"),
    no_number("Devanagari digits", "१२"),
    no_number("hexadecimal digits", "0x10"),
    no_number("a sum", "1+1"),
    no_number("two signs", "--1"),
    no_number("two points", "1.2.3"),
    no_number("a point alone", "."),
    no_number("a sign alone", "+"),
    no_number("an exponent alone", "e5"),
    no_number("two exponents", "1e5e5"),
    no_number("a number with its unit", "12 times"),
    no_number("a per cent", "50%"),
    no_number("a fraction", "½"),
    no_number("a Roman numeral", "Ⅻ"),
    no_number("a digit in a circle", "①"),
    no_number("digits in kanji", "十二"),
    no_number("a spreadsheet's error", "#N/A"),
    no_number("a spreadsheet's reference", "#REF!"),
    no_number("NULL", "NULL"),
    no_number("a dash for nothing", "-"),
    no_number("yes", "TRUE"),
    no_number("a line end in a number", '"1\n2"', "1\n2"),
    no_number("letters O for zeros", "1OO"),
    value("5,000 digits", LONG_NUMBER, said.too_large(3, "value", "9" * 39 + "…", MOST_USAGE)),
    value(
        "5,000 digits below zero",
        f"-{LONG_NUMBER}",
        said.too_small(3, "value", "-" + "9" * 38 + "…"),
    ),
    value("1e400", "1e400", said.too_large(3, "value", "1e400", MOST_USAGE)),
    value(
        "an exponent of nine digits",
        "1e999999999",
        said.too_large(3, "value", "1e999999999", MOST_USAGE),
    ),
    no_number("an exponent of ten digits", "1e9999999999"),
    value("a negative count", "-1", said.too_small(3, "value", "-1")),
    value("a negative count of full width", "－１", said.too_small(3, "value", "－１")),
    value("a count just below zero", "-0.00006", said.too_small(3, "value", "-0.00006")),
    value(
        "a count beyond all reason",
        "1000000000001",
        said.too_large(3, "value", "1000000000001", MOST_USAGE),
    ),
    value("no value", "", said.required(3, "value")),
    value("a value of an ideographic space", "\u3000", said.required(3, "value")),
    refused_usage(
        "a sum beyond all reason",
        "A-1,2026-11-02,posts,999999999999\n" * 2,
        said.sum_too_large("A-1", "posts", "2026-11-02"),
    ),
    refused(
        "a bad value in a wide file",
        "usage",
        "account_id,date,posts,logins\nA-1,2026-11-01,1,\nA-1,2026-11-02,,x\n",
        said.not_a_number(3, "logins", "x"),
    ),
    refused(
        "several things wrong in one row",
        "usage",
        USAGE_HEADER + "A-9,2026-11-31,,many\n",
        said.unknown_account(2, "account_id", "A-9"),
        said.not_a_date(2, "date", "2026-11-31"),
        said.required(2, "metric"),
        said.not_a_number(2, "value", "many"),
    ),
    # --- Whole numbers and amounts ---
    account("half a seat", "seats", "1.5", said.not_an_integer(2, "seats", "1.5")),
    account("seats below zero", "seats", "-1", said.too_small(2, "seats", "-1")),
    account(
        "seats that fit no database",
        "seats",
        "2147483648",
        said.too_large(2, "seats", "2147483648", MOST_COUNT),
    ),
    account(
        "seats that fit SQLite only",
        "seats",
        str(2**40),
        said.too_large(2, "seats", str(2**40), MOST_COUNT),
    ),
    account("seats in words", "seats", "twelve", said.not_a_number(2, "seats", "twelve")),
    account(
        "seats of 5,000 digits",
        "seats",
        LONG_NUMBER,
        said.too_large(2, "seats", "9" * 39 + "…", MOST_COUNT),
    ),
    score(
        "a score beyond its column",
        "10000000000",
        said.too_large(3, "score", "10000000000", 9_999_999_999),
    ),
    score(
        "a score below its column",
        "-10000000000",
        said.too_small(3, "score", "-10000000000", -9_999_999_999),
    ),
    contract("an amount below zero", "amount", "-1", said.too_small(2, "amount", "-1")),
    contract(
        "an amount beyond its column",
        "amount",
        "1000000000000",
        said.too_large(2, "amount", "1000000000000", MOST_AMOUNT),
    ),
    contract("an amount in words", "amount", "free", said.not_a_number(2, "amount", "free")),
    # --- Choices, answers, currencies, addresses ---
    account(
        "a rank that there is not", "rank", "D", said.not_a_choice(2, "rank", "D", "S, A, B, C")
    ),
    contract(
        "an outcome that there is not",
        "outcome",
        "lost",
        said.not_a_choice(2, "outcome", "lost", "renewed, churned, reduced, expanded"),
    ),
    contract("neither yes nor no", "is_free", "maybe", said.not_a_boolean(2, "is_free", "maybe")),
    contract("a currency in digits", "currency", "12", said.not_a_currency(2, "currency", "12")),
    contract("a currency in words", "currency", "yens", said.too_long(2, "currency", "yens", 4, 3)),
    account(
        "an address without its end", "csm_email", "aki@", said.not_an_email(2, "csm_email", "aki@")
    ),
    account(
        "an address with a space",
        "csm_email",
        "a ki@example.com",
        said.not_an_email(2, "csm_email", "a ki@example.com"),
    ),
    account(
        "two addresses",
        "csm_email",
        '"a@b.example,c@d.example"',
        said.not_an_email(2, "csm_email", "a@b.example,c@d.example"),
    ),
    account(
        "an address that is too long",
        "csm_email",
        "a" * 250 + "@b.example",
        said.too_long(2, "csm_email", "a" * 39 + "…", 260, 254),
    ),
    account(
        "a segment that there is not",
        "segment",
        "nowhere",
        said.unknown_segment(2, "segment", "nowhere"),
    ),
    # --- Texts ---
    refused(
        "a name that is too long",
        "accounts",
        f"account_id,name\nB-1,{'名' * 201}\n",
        said.too_long(2, "name", "名" * 39 + "…", 201, 200),
    ),
    refused_activity(
        "a text that is too long",
        f"A-1,T-2,2026-11-02,call,,,{'x' * 10_001}\n",
        said.cell_too_long(3, "body", 10_001),
    ),
    refused_activity(
        "a kind that is too long",
        f"A-1,T-2,2026-11-02,{'k' * 41},,,\n",
        said.too_long(3, "kind", "k" * 39 + "…", 41, 40),
    ),
    refused_usage(
        "a series in a cell that is too long",
        f"A-1,2026-11-02,{'s' * 81},1\n",
        said.too_long(3, "metric", "s" * 39 + "…", 81, 80),
    ),
    refused_usage("no series", "A-1,2026-11-02,,1\n", said.required(3, "metric")),
    refused("no name", "accounts", "account_id,name\nB-1,\n", said.required(2, "name")),
    refused(
        "a name of spaces",
        "accounts",
        "account_id,name\nB-1, \u3000\u00a0\n",
        said.required(2, "name"),
    ),
)

AWKWARD = (
    one_value("a whole number", "12", "12"),
    one_value("nought", "0", "0"),
    one_value("minus nought", "-0", "0"),
    one_value("a plus sign", "+5", "5"),
    one_value("a number with zeros in front", "007", "7"),
    one_value("nothing before the point", ".5", "0.5"),
    one_value("nothing after the point", "5.", "5"),
    one_value("four decimals", "0.0001", "0.0001"),
    one_value("digits of full width", "１２３", "123", ["full_width"]),
    one_value("a number of full width", "＋１．５", "1.5", ["full_width"]),
    one_value("an exponent", "1e5", "100000", ["exponent"]),
    one_value("an exponent below nought", "25E-1", "2.5", ["exponent"]),
    one_value("five decimals, rounded to even", "0.00005", "0", ["rounded"]),
    one_value("five decimals, rounded to even upwards", "0.00015", "0.0002", ["rounded"]),
    one_value("more decimals than floating point has", "1.00000000000000000001", "1", ["rounded"]),
    one_value("a number that floating point has not", "90071992547.4099", "90071992547.4099"),
    one_value("the largest value", "1000000000000", "1000000000000"),
    loaded(
        "amounts with more than two decimals",
        "contracts",
        "account_id,contract_id,starts_on,ends_on,amount\nA-1,K-7,2026-01-01,2026-12-31,1.005\n",
        "external_id annual_amount",
        ("K-1", None),
        ("K-7", "1.00"),
        found={("rounded_money", "amount"): 1},
    ),
    loaded(
        "choices, answers and currencies in other words",
        "contracts",
        "account_id,contract_id,starts_on,ends_on,outcome,currency,is_free\n"
        "A-1,K-7,2026-01-01,2026-12-31,解約,円,はい\nA-1,K-8,2026-01-01,2026-12-31,Upsell,ｕｓｄ,NO\n",
        "external_id outcome currency is_free",
        ("K-1", "", "JPY", False),
        ("K-7", "churned", "JPY", True),
        ("K-8", "expanded", "USD", False),
    ),
    loaded(
        "texts at their longest",
        "activities",
        f"{ACTIVITY_HEADER}A-1,{'t' * 100},2026-11-01,{'k' * 40},{'s' * 200},,{'b' * 10_000}\n",
        "external_id kind subject body",
        ("t" * 100, "k" * 40, "s" * 200, "b" * 10_000),
        found={("empty_expected", "score"): 1},
    ),
    loaded(
        "a negative number where it may be",
        "activities",
        f"{ACTIVITY_HEADER}A-1,T-1,2026-11-01,call,,-3.5,\n",
        "external_id score",
        ("T-1", "-3.5000"),
    ),
)
