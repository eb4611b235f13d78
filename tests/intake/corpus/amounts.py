"""Numbers as people write them: in groups, with a currency, negative by triangle or brackets."""

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

CONTRACT = "account_id,contract_id,starts_on,ends_on,amount\nA-1,K-7,2026-01-01,2026-12-31,"


def value(name, text, *what):
    return refused_usage(name, f'A-1,2026-11-02,posts,"{text}"\n', *what)


def grouping(name, text):
    return value(name, text, said.bad_grouping(3, "value", text))


def no_number(name, text):
    return value(name, text, said.not_a_number(3, "value", text))


def amount(name, text, stored, *codes):
    found = {(code, "amount"): 1 for code in codes}
    rows = (("K-1", None), ("K-7", stored))
    content = f'{CONTRACT}"{text}"\n'
    return loaded(name, "contracts", content, "external_id annual_amount", *rows, found=found)


def score(name, text, stored, *codes):
    found = {(code, "score"): 1 for code in codes}
    content = f'{ACTIVITY_HEADER}A-1,T-1,2026-11-01,call,,"{text}",\n'
    return loaded(name, "activities", content, "external_id score", ("T-1", stored), found=found)


MALFORMED = (
    grouping("a group of two digits", "1,00"),
    grouping("a group of four digits", "1,0000"),
    grouping("a decimal comma", "12,5"),
    grouping("a decimal comma below points", "1.234,5"),
    grouping("a group after the point", "1.5,000"),
    grouping("two commas together", "1,,000"),
    no_number("a comma in front", ",000"),
    no_number("groups by spaces", "1 000"),
    no_number("groups by apostrophes", "1'000"),
    no_number("two currencies", "¥1,000円"),
    no_number("a bracket that stays open", "(5"),
    no_number("a triangle and a minus", "△-5"),
    no_number("a currency alone", "¥"),
    no_number("a currency that is not known", "1,000 pesos"),
    value("a negative count in brackets", "(5)", said.too_small(3, "value", "(5)")),
    value("a negative count by a triangle", "△5", said.too_small(3, "value", "△5")),
    refused(
        "a negative amount by a triangle",
        "contracts",
        f"{CONTRACT}△500\n",
        said.too_small(2, "amount", "△500"),
    ),
    refused(
        "an amount in dollars where nothing says so",
        "contracts",
        f"{CONTRACT}$500\n",
        said.other_currency(2, "amount", "$500", "JPY"),
    ),
    refused(
        "seats with a currency",
        "accounts",
        "account_id,name,seats\nB-1,Aoba,¥100\n",
        said.not_a_number(2, "seats", "¥100"),
    ),
    refused_activity(
        "a score that is out of bounds in groups",
        'A-1,T-2,2026-11-02,call,,"10,000,000,000",\n',
        said.too_large(3, "score", "10,000,000,000", 9_999_999_999),
    ),
)

AWKWARD = (
    loaded_usage(
        "a count in groups",
        USAGE_HEADER + 'A-1,2026-11-01,posts,"1,234,567.5"\n',
        ("A-1", "2026-11-01", "posts", "1234567.5"),
        found={("grouped", "value"): 1},
    ),
    amount("an amount in groups", "4,800,000", "4800000.00", "grouped"),
    amount("an amount in yen", "¥4,800,000", "4800000.00", "grouped", "currency_sign"),
    amount("an amount in yen behind", "4800000円", "4800000.00", "currency_sign"),
    loaded(
        "an amount in dollars",
        "contracts",
        'account_id,contract_id,starts_on,amount,currency\nA-1,K-7,2026-01-01,"$1,200.50",USD\n',
        "external_id annual_amount currency",
        ("K-1", None, "JPY"),
        ("K-7", "1200.50", "USD"),
        found={("grouped", "amount"): 1, ("currency_sign", "amount"): 1},
    ),
    amount(
        "an amount of full width",
        "￥４，８００，０００",
        "4800000.00",
        *("full_width", "grouped", "currency_sign"),
    ),
    amount("the backslash of CP932 for yen", "\\5,000", "5000.00", "grouped", "currency_sign"),
    score("a negative score by a triangle", "△5", "-5.0000", "accounting_negative"),
    score(
        "a negative score by a black triangle",
        "▲1,000",
        "-1000.0000",
        "grouped",
        "accounting_negative",
    ),
    score("a negative score in brackets", "(5.5)", "-5.5000", "accounting_negative"),
    score("a negative score by another minus", "−5", "-5.0000", "full_width"),
)
