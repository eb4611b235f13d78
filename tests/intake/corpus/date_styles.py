"""Dates in every style, one for a column; eras to their first and final days."""

from tests.intake.corpus import said
from tests.intake.corpus.cases import USAGE_HEADER, loaded_usage, refused


def days(name, *texts, stored, found=None, told=None):
    rows = "".join(f'A-1,"{text}",posts,{n}\n' for n, text in enumerate(texts, start=1))
    kept = (("A-1", on, "posts", str(n)) for n, on in enumerate(stored, start=1))
    found = {(code, "date"): count for code, count in (found or {}).items()}
    return loaded_usage(name, USAGE_HEADER + rows, *kept, found=found, told=told)


def wrong(name, *texts, what, told=None):
    """A usage file of one row for each text, from line 2 on."""
    rows = "".join(f"A-1,{text},posts,1\n" for text in texts)
    return refused(name, "usage", USAGE_HEADER + rows, *what, told=told)


def mixed(name, first, second):
    return wrong(name, first, second, what=[said.mixed_dates(3, "date", second)])


def not_in_era(name, text, day):
    return wrong(name, text, what=[said.not_in_era(2, "date", text, day)])


def not_a_date(name, text):
    return wrong(name, text, what=[said.not_a_date(2, "date", text)])


MALFORMED = (
    # --- Day first or month first ---
    wrong(
        "a date that may be two",
        "03/04/2024",
        what=[said.ambiguous_dates(2, "date", "03/04/2024", "date")],
    ),
    wrong(
        "dates that may all be two",
        *("01/02/2024", "05-06-2024", "07.08.2024"),
        what=[said.ambiguous_dates(2, "date", "01/02/2024", "date")],
    ),
    wrong(
        "day first, and then month first",
        *("03/04/2024", "13/04/2024", "04/13/2024"),
        what=[said.mixed_dates(4, "date", "04/13/2024", 3)],
    ),
    wrong(
        "month first, and a date of neither",
        *("04/13/2024", "13/13/2024"),
        what=[said.not_a_date(3, "date", "13/13/2024")],
    ),
    wrong(
        "day first where month first was said",
        "13/04/2024",
        what=[said.not_a_date(2, "date", "13/04/2024")],
        told={"dates": {"date": "month-first"}},
    ),
    # --- Mixed styles ---
    wrong(
        "an era below a year",
        "2024-04-01",
        "令和6年4月2日",
        what=[said.mixed_dates(3, "date", "令和6年4月2日")],
    ),
    wrong(
        "eight digits below dashes",
        "2024-04-01",
        "20240402",
        what=[said.mixed_dates(3, "date", "20240402")],
    ),
    # --- Eras ---
    not_in_era("the day after Heisei", "平成31年5月1日", "2019-05-01"),
    not_in_era("the day before Reiwa", "令和1年4月30日", "2019-04-30"),
    not_in_era("the day after Shōwa", "S64.1.8", "1989-01-08"),
    not_in_era("the day before Heisei", "H1.1.7", "1989-01-07"),
    not_in_era("Heisei for ever", "平成36年4月1日", "2024-04-01"),
    not_a_date("a month of an era that is none", "令和6年13月1日"),
    not_a_date("an era that is none", "永和6年4月1日"),
    not_a_date("an era with two kinds of marks", "R6.4/1"),
    wrong(
        "an era before all days",
        "明治45年7月29日",
        what=[said.date_out_of_range(2, "date", "明治45年7月29日")],
    ),
    # --- Day numbers of spreadsheets ---
    not_a_date("a day number of a spreadsheet", "45383"),
    wrong(
        "a date where day numbers were said",
        "2024-04-01",
        what=[said.not_in_style(2, "date", "2024-04-01", "45403")],
        told={"dates": {"date": "excel"}},
    ),
    wrong(
        "a day number beyond all days",
        "99999",
        what=[said.date_out_of_range(2, "date", "99999")],
        told={"dates": {"date": "excel"}},
    ),
    not_a_date("a date in words", "April 1 2024"),
    wrong(
        "a short year in kanji", "24年4月1日", what=[said.two_digit_year(2, "date", "24年4月1日")]
    ),
    # --- Days on which nothing can have happened ---
    wrong(
        "the day after tomorrow", "2026-11-24", what=[said.date_in_future(2, "date", "2026-11-24")]
    ),
    wrong("a year too many", "2027-11-22", what=[said.date_in_future(2, "date", "2027-11-22")]),
    wrong(
        "a day before all facts", "1989-12-31", what=[said.date_too_old(2, "date", "1989-12-31")]
    ),
    wrong(
        "the first day of all clocks",
        "1970-01-01",
        what=[said.date_too_old(2, "date", "1970-01-01")],
    ),
    refused(
        "a meeting that has not been",
        "activities",
        "account_id,activity_id,happened_on,kind\nA-1,T-1,2027/1/1,call\n",
        said.date_in_future(2, "happened_on", "2027/1/1"),
    ),
)

AWKWARD = (
    days("tomorrow, where it is tomorrow already", "2026-11-23", stored=["2026-11-23"]),
    days(
        "a date of full width", "２０２４/０４/０１", stored=["2024-04-01"], found={"full_width": 1}
    ),
    days("dots", "2024.04.01", "2024.4.2", stored=["2024-04-01", "2024-04-02"]),
    days("years, months and days in kanji", "2024年4月1日", stored=["2024-04-01"]),
    days("eight digits", "20240401", "20240229", stored=["2024-04-01", "2024-02-29"]),
    days(
        "day first, as a later date decides",
        *("03/04/2024", "13/04/2024"),
        stored=["2024-04-03", "2024-04-13"],
    ),
    days(
        "month first, as a later date decides",
        *("03-04-2024", "04-13-2024"),
        stored=["2024-03-04", "2024-04-13"],
    ),
    days(
        "day first, as was said",
        "03/04/2024",
        stored=["2024-04-03"],
        told={"dates": {"date": "day-first"}},
    ),
    days(
        "month first, as was said",
        "03/04/2024",
        stored=["2024-03-04"],
        told={"dates": {"date": "month-first"}},
    ),
    days(
        "day numbers, as was said",
        *("45383", "45350"),
        stored=["2024-04-01", "2024-02-28"],
        told={"dates": {"date": "excel"}},
    ),
    days(
        "the turn from Heisei to Reiwa",
        *("平成31年4月30日", "令和1年5月1日", "令和元年5月2日", "㋿6年4月1日"),
        stored=["2019-04-30", "2019-05-01", "2019-05-02", "2024-04-01"],
    ),
    days(
        "eras in letters",
        "H31.4.30",
        "R1.5.1",
        "r6.4.1",
        stored=["2019-04-30", "2019-05-01", "2024-04-01"],
    ),
    days("Heisei 20 is no 2020", "平成20.4.1", stored=["2008-04-01"]),
    days(
        "times of day",
        *("2024-04-01 00:00:00", "2024-04-02 23:59"),
        stored=["2024-04-01", "2024-04-02"],
        found={"time_left_out": 2},
    ),
    days(
        "a time with its zone",
        "2024-04-01T23:30:00Z",
        stored=["2024-04-01"],
        found={"zone_left_out": 1},
    ),
)
