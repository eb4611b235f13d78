"""Ids that a spreadsheet damaged or nobody knows, and ids that look like something else."""

from tests.intake.corpus import said
from tests.intake.corpus.cases import GOOD_USAGE, USAGE_HEADER, loaded, refused, refused_usage

KNOWN = (("A-1", "Aoba Logistics"), ("A-2", "Kita Foods"))


def usage_of(name, text, *what):
    return refused_usage(name, f"{text},2026-11-02,posts,1\n", *what)


def nobody(name, text, shown=None):
    return usage_of(name, text, said.unknown_account(3, "account_id", shown or text))


def new_ids(name, content, *ids):
    rows = (*KNOWN, *((each, "Aoba") for each in ids))
    return loaded(name, "accounts", content, "value account__name", *rows)


def accounts_of(*texts):
    return "account_id,name\n" + "".join(f"{text},Aoba\n" for text in texts)


def damaged(name, text):
    return refused(
        name, "accounts", accounts_of("B-1", text), said.damaged_id(3, "account_id", text)
    )


MALFORMED = (
    damaged("an id as a number with an exponent", "1.20E+04"),
    damaged("an id as a long number with an exponent", "1.23457E+15"),
    damaged("an id as a whole number with an exponent", "1E+05"),
    damaged("an id as a small exponent", "1.2e+4"),
    usage_of("a damaged id in usage", "1.20E+04", said.damaged_id(3, "account_id", "1.20E+04")),
    refused(
        "a damaged id of a company",
        "accounts",
        "account_id,name,company_id\nB-1,Aoba,1.20E+04\n",
        said.damaged_id(2, "company_id", "1.20E+04"),
    ),
    refused(
        "a damaged id of an activity",
        "activities",
        "account_id,activity_id,happened_on,kind\nA-1,4.5E+10,2026-11-01,call\n",
        said.damaged_id(2, "activity_id", "4.5E+10"),
    ),
    usage_of("an id that lost its zeros", "789", said.lost_zeros(3, "account_id", "789", "00789")),
    usage_of(
        "an id that lost one of its zeros",
        "0789",
        said.lost_zeros(3, "account_id", "0789", "00789"),
    ),
    refused(
        "a new account without the zeros of another",
        "accounts",
        accounts_of("789"),
        said.lost_zeros(2, "account_id", "789", "00789"),
    ),
    usage_of(
        "an id of sixteen digits that was rounded",
        "1234567890123450",
        said.rounded_id(3, "account_id", "1234567890123450"),
    ),
    usage_of(
        "an id of twenty digits that was rounded",
        "12345678901234500000",
        said.rounded_id(3, "account_id", "12345678901234500000"),
    ),
    refused(
        "new ids of sixteen digits that were all rounded",
        "accounts",
        accounts_of(*(f"1234567890123{n:02}0" for n in range(11, 31))),
        said.rounded_ids(2, "account_id", "1234567890123110", 20),
    ),
    nobody("sixteen digits that were not rounded", "1234567890123456"),
    nobody("an account that nobody knows", "A-9"),
    nobody("an id in small letters", "a-1"),
    nobody("an id of full width", "Ａ－１"),
    nobody("an id with another dash", "A–1"),
    nobody("an id with a sign of no width", "A-1\u200b"),
    nobody("an id with a mark in front", "\ufeffA-1"),
    nobody("an id that reads from right to left", "\u202eA-1"),
    nobody("an id with an apostrophe in front", "'A-1"),
    nobody("an id that is a formula", '"=""A-1"""', '="A-1"'),
    nobody("an id with its list", '"A-1;A-2"', "A-1;A-2"),
    usage_of("no id", "", said.required(3, "account_id")),
    usage_of("an id of spaces", " \u3000", said.required(3, "account_id")),
    refused(
        "an id that is too long",
        "accounts",
        accounts_of("x" * 101),
        said.too_long(2, "account_id", "x" * 39 + "…", 101, 100),
    ),
    refused(
        "a contract that nobody knows",
        "usage",
        "contract_id,date,metric,value\nK-1,2026-11-01,posts,1\nK-9,2026-11-02,posts,1\n",
        said.unknown_contract(3, "contract_id", "K-9"),
    ),
    refused(
        "a new account of several products",
        "accounts",
        "account_id,name\nB-1,Minato\nA-1,Aoba\nB-2,Sora\n",
        said.product_needed(2, "product"),
        said.product_needed(4, "product"),
        products=("pay",),
    ),
    refused_usage(
        "usage of an account that may use several products",
        "B-1,2026-11-01,posts,1\n",
        said.product_unclear(3, "account_id", "B-1"),
        products=("pay",),
        makes_accounts=True,
    ),
    refused(
        "a product that was said and is none",
        "accounts",
        "account_id,name\nB-1,Minato\n",
        said.no_such_product("crm", "main, pay"),
        told={"product": "crm"},
        products=("pay",),
    ),
    refused(
        "ids of rows where those of accounts should be",
        "usage",
        USAGE_HEADER + "".join(f"B-{each},2026-11-01,posts,1\n" for each in range(100_001)),
        said.too_many_accounts(),
        makes_accounts=True,
    ),
    refused(
        "ids of accounts where those of rows should be",
        "usage",
        "row_id,account_id,date,metric,value\n" + "A-1,A-1,2026-11-01,posts,1\n" * 100_002,
        said.row_ids_repeat("row_id"),
    ),
    refused(
        "accounts that nobody knows, all of them",
        "usage",
        USAGE_HEADER + GOOD_USAGE.replace("A-1", "001") + GOOD_USAGE.replace("A-1", "002"),
        said.unknown_account(2, "account_id", "001"),
        said.unknown_account(3, "account_id", "002"),
    ),
)

AWKWARD = (
    new_ids("ids with zeros in front", accounts_of("00123", "0123"), "00123", "0123"),
    new_ids(
        "ids that are almost numbers",
        accounts_of("1e5", "12E3", "1.0", "+5"),
        "1e5",
        "12E3",
        "1.0",
        "+5",
    ),
    new_ids("ids that are dates", accounts_of("2026-11-01", "3/4"), "2026-11-01", "3/4"),
    new_ids(
        "ids that are words", accounts_of("nan", "NULL", "TRUE", "0"), "nan", "NULL", "TRUE", "0"
    ),
    new_ids(
        "ids in Japanese and of full width", accounts_of("顧客１", "Ａ－１"), "顧客１", "Ａ－１"
    ),
    new_ids("ids that differ by case only", accounts_of("b-1", "B-1"), "b-1", "B-1"),
    new_ids("an id with spaces inside", accounts_of(" B  1 "), "B  1"),
    new_ids("an id at its longest", accounts_of("x" * 100), "x" * 100),
)
