"""Days that are none, or that might be several, and days in every style that is known."""

from tests.intake.corpus import said
from tests.intake.corpus.cases import USAGE_HEADER, loaded, loaded_usage, refused, refused_usage


def day(name, text, *what):
    """A day of usage on line 3, below one that is written 2026-11-01."""
    return refused_usage(name, f"A-1,{text},posts,1\n", *what)


def no_day(name, text):
    return day(name, text, said.not_a_date(3, "date", text))


def out_of_range(name, text):
    return day(name, text, said.date_out_of_range(3, "date", text))


def days(name, *texts, stored, found=None):
    rows = "".join(f"A-1,{text},posts,{n}\n" for n, text in enumerate(texts, start=1))
    kept = (("A-1", on, "posts", str(n)) for n, on in enumerate(stored, start=1))
    return loaded_usage(name, USAGE_HEADER + rows, *kept, found=found)


MALFORMED = (
    no_day("the thirtieth of February", "2026-02-30"),
    no_day("a leap day in another year", "2025-02-29"),
    no_day("the thirty-first of November", "2026-11-31"),
    no_day("a thirteenth month", "2026-13-01"),
    no_day("a month nought", "2026-00-10"),
    no_day("a day nought", "2026-11-00"),
    no_day("a day of Arabic digits", "٢٠٢٦-١١-٠٢"),
    no_day("a week", "2026-W44-1"),
    no_day("a day of the year", "2026-306"),
    no_day("a month alone", "2026-11"),
    no_day("yesterday", "yesterday"),
    no_day("a minus for nothing", "-"),
    out_of_range("zeros for nothing", "0000-00-00"),
    day("no day", "", said.required(3, "date")),
    day("a year of two digits", "26/11/2", said.two_digit_year(3, "date", "26/11/2")),
    day("a year of 1969 in two digits", "69/4/1", said.two_digit_year(3, "date", "69/4/1")),
    day("a year of two digits with dashes", "26-11-02", said.two_digit_year(3, "date", "26-11-02")),
    out_of_range("the day before all days", "1969-12-31"),
    out_of_range("the first day of a spreadsheet", "1899-12-30"),
    out_of_range("the day after all days", "2101-01-01"),
    out_of_range("the end of time", "9999-12-31"),
    day("two styles in one column", "2026/11/02", said.mixed_dates(3, "date", "2026/11/02")),
    refused(
        "two styles in one column, the other way round",
        "usage",
        USAGE_HEADER + "A-1,2026/11/1,posts,1\nA-1,2026-11-02,posts,1\n",
        said.mixed_dates(3, "date", "2026-11-02"),
    ),
    refused(
        "two styles far apart",
        "usage",
        USAGE_HEADER + "A-1,2026-11-01,posts,1\n" * 400 + "A-1,2026/11/02,posts,1\n",
        said.mixed_dates(402, "date", "2026/11/02"),
    ),
    refused(
        "two styles in a column of contracts",
        "contracts",
        "account_id,contract_id,starts_on,ends_on\n"
        "A-1,K-7,2026-01-01,2026/12/31\nA-1,K-8,2026/01/01,2026/12/31\n",
        said.mixed_dates(3, "starts_on", "2026/01/01"),
    ),
)

AWKWARD = (
    days("dashes", "2026-11-01", "2026-11-02", stored=["2026-11-01", "2026-11-02"]),
    days(
        "slashes with and without zeros",
        *("2026/11/01", "2026/1/2", "2025/10/31"),
        stored=["2026-11-01", "2026-01-02", "2025-10-31"],
    ),
    days("a leap day", "2024-02-29", stored=["2024-02-29"]),
    days("a leap day of a full century", "2000-02-29", stored=["2000-02-29"]),
    days("the first day there is", "1990-01-01", stored=["1990-01-01"]),
    loaded(
        "another style in another column",
        "contracts",
        "account_id,contract_id,starts_on,ends_on\nA-1,K-7,2026-01-01,2026/12/31\n",
        "external_id starts_on ends_on",
        ("K-1", "2026-01-01", "2026-12-31"),
        ("K-7", "2026-01-01", "2026-12-31"),
    ),
    loaded(
        "an end before the start",
        "contracts",
        "account_id,contract_id,starts_on,ends_on,closed_on\n"
        "A-1,K-7,2026-06-01,2026-01-31,2026-05-01\n",
        "external_id starts_on ends_on closed_on",
        ("K-1", "2026-01-01", "2026-12-31", None),
        ("K-7", "2026-06-01", "2026-01-31", "2026-05-01"),
        found={("ends_before_start", "ends_on"): 1, ("closed_before_start", "closed_on"): 1},
    ),
)
