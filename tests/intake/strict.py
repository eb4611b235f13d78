"""A second reading of files, strict and slow: what an accepted file must have come to.

Imports nothing of the platform. It need not accept all that the platform does; but what the
platform accepts must be accepted here, with the same values.
"""

import csv
import io
import re
import unicodedata
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

SEPARATORS = ",;\t|"
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
CURRENCY = r"[¥\\\\$€£₩円]|JPY|USD|EUR|GBP|KRW|CNY|AUD|SGD"
TIME = re.compile(
    r"[ T]+[0-9]{1,2}(:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?)?( ?[AaPp][Mm])?"
    r" ?([Zz]|[+-][0-9]{2}:?[0-9]{2})?$"
)
FORMS = {
    "iso": r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
    "slash": r"(?P<y>[0-9]{4})([/.])(?P<m>[0-9]{1,2})\2(?P<d>[0-9]{1,2})",
    "kanji": r"(?P<y>[0-9]{4})年(?P<m>[0-9]{1,2})月(?P<d>[0-9]{1,2})日",
    "era": r"(?P<era>[RHSrhs])\.?(?P<y>[0-9]{1,2})([-/.])(?P<m>[0-9]{1,2})\3(?P<d>[0-9]{1,2})",
    "day first": r"(?P<d>[0-9]{1,2})([-/.])(?P<m>[0-9]{1,2})\2(?P<y>[0-9]{4})",
    "month first": r"(?P<m>[0-9]{1,2})([-/.])(?P<d>[0-9]{1,2})\2(?P<y>[0-9]{4})",
    "compact": r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
}
FORMS = {style: re.compile(form) for style, form in FORMS.items()}
ERAS = {
    "S": (date(1926, 12, 25), date(1989, 1, 7)),
    "H": (date(1989, 1, 8), date(2019, 4, 30)),
    "R": (date(2019, 5, 1), date(2100, 12, 31)),
}
PLACES = {"usage": "0.0001", "score": "0.0001", "annual_amount": "0.01"}
BOUNDS = {
    "usage": (0, 10**12),
    "score": (-9_999_999_999, 9_999_999_999),
    "annual_amount": (0, 999_999_999_999),
    "seats": (0, 2**31 - 1),
}
LONGEST = {
    "account_id": 100,
    "contract_id": 100,
    "activity_id": 100,
    "metric": 80,
    "kind": 40,
    "subject": 200,
    "plan": 60,
    "currency": 3,
}
OUTCOMES = {
    **dict.fromkeys(("renewed", "renewal", "継続", "更新"), "renewed"),
    **dict.fromkeys(("churned", "churn", "cancelled", "canceled", "解約"), "churned"),
    **dict.fromkeys(("reduced", "downsell", "contraction", "減額"), "reduced"),
    **dict.fromkeys(("expanded", "upsell", "expansion", "増額"), "expanded"),
}
YES = {"true", "t", "yes", "y", "1", "on", "はい", "有", "有り", "あり", "○"}
NO = {"false", "f", "no", "n", "0", "off", "いいえ", "無", "無し", "なし", "×"}
CURRENCIES = {"¥": "JPY", "円": "JPY", "$": "USD", "€": "EUR", "£": "GBP"}


# Other names of columns that a lost byte or two can leave of ours.
SHORTER = {
    "account": "account_id",
    "activity": "activity_id",
    "amount": "annual_amount",
    "contract": "contract_id",
    "end": "ends_on",
    "ends": "ends_on",
    "start": "starts_on",
    "starts": "starts_on",
}


class NotStrictError(Exception):
    """The file is not what this reading takes."""


def table(content, encoding):
    """Give the header, folded, and the rows of a file in a known encoding; blank rows are none."""
    text = content.decode(encoding).removeprefix("\ufeff")
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    separator = next((sign for sign in SEPARATORS if sign in first), ",")
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise NotStrictError(str(error)) from None
    rows = [[unquoted(cell) for cell in row] for row in found if any(cell.strip() for cell in row)]
    require(len(rows) > 1, "no rows")
    require(all(len(row) == len(rows[0]) for row in rows), "rows of unequal length")
    require(not any("\0" in cell for row in rows for cell in row), "NUL")
    header = [SHORTER.get(fold(name), fold(name)) for name in rows[0]]
    require(len(set(header)) == len(header) and all(header), "header")
    return header, rows[0], rows[1:]


def unquoted(cell):
    """Strip a cell, and take off one quote before what a spreadsheet would run."""
    cell = cell.strip()
    runs = unicodedata.normalize("NFKC", cell.lstrip("'")).lstrip("\ufeff\u200b\u200c\u200d\u2060 ")
    is_quoted = cell[:1] == "'" and runs[:1] in tuple("=+-@|%\t\r\n\0")
    is_number = re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell.lstrip("'"))
    return cell[1:].strip() if is_quoted and not is_number else cell


def usage(content, encoding, accounts, contracts):
    """Give {(account, series, day): value} of a usage file, long or wide."""
    header, names, rows = table(content, encoding)
    by_contract = "contract_id" in header
    require(by_contract != ("account_id" in header), "account or contract")
    who = {
        row["contract_id"] if by_contract else row["account_id"]: None
        for row in as_dicts(header, rows)
    }
    known = contracts if by_contract else {account: account for account in accounts}
    require(set(who) <= set(known), "unknown account or contract")
    is_long = "metric" in header
    require(not is_long or ("value" in header and len(header) == 4), "columns")
    days = dates([row["date"] for row in as_dicts(header, rows)], is_required=True)
    facts = defaultdict(Decimal)
    for row, day in zip(rows, days, strict=True):
        cells = dict(zip(header, row, strict=True))
        account = known[cells["contract_id" if by_contract else "account_id"]]
        for series, text in _series(header, names, row, cells, is_long=is_long):
            require(0 < len(series) <= 80, "series")
            facts[account, series, day] += number("usage", text)
    require(all(value <= 10**12 for value in facts.values()), "sum")
    return dict(facts)


def _series(header, names, row, cells, *, is_long):
    if is_long:
        return [(cells["metric"], cells["value"])]
    ours = ("account_id", "contract_id", "date")
    each = zip(header, names, row, strict=True)
    return [(name, text) for folded, name, text in each if folded not in ours and text]


def activities(content, encoding, accounts):
    """Give {(account, activity): (day, kind, subject, score, body)} of an activities file."""
    found = records(
        content,
        encoding,
        ("account_id", "activity_id", "happened_on", "kind"),
        ("subject", "score", "body"),
    )
    require({row["account_id"] for row in found} <= set(accounts), "unknown account")
    return keyed(
        found,
        ("account_id", "activity_id"),
        lambda row: (
            row["happened_on"],
            row["kind"],
            row.get("subject", ""),
            maybe(row, "score"),
            row.get("body", ""),
        ),
    )


def contracts(content, encoding, accounts):
    """Give {contract: (account, first day, final day, amount, currency, outcome, is free, seats)}."""
    found = records(
        content,
        encoding,
        ("account_id", "contract_id", "starts_on"),
        ("ends_on", "annual_amount", "currency", "outcome", "is_free", "seats"),
    )
    require({row["account_id"] for row in found} <= set(accounts), "unknown account")
    return keyed(found, ("contract_id",), _contract)


def _contract(row):
    return (
        *(row["account_id"], row["starts_on"], row.get("ends_on"), maybe(row, "annual_amount")),
        currency(row.get("currency", "")),
        choice(row.get("outcome", "")),
        boolean(row.get("is_free", "")),
        maybe(row, "seats"),
    )


def records(content, encoding, needed, optional):
    header, _, rows = table(content, encoding)
    require(set(needed) <= set(header) <= {*needed, *optional}, "columns")
    found = as_dicts(header, rows)
    for key in set(header) & {"happened_on", "starts_on", "ends_on"}:
        days = dates([row[key] for row in found], is_required=key in needed)
        for row, day in zip(found, days, strict=True):
            row[key] = day
    for row in found:
        require(all(row[key] for key in needed), "required")
        require(
            all(len(row[k]) <= LONGEST.get(k, 10_000) for k in row if isinstance(row[k], str)),
            "long",
        )
    return found


def keyed(found, parts, values):
    keyed = {tuple(row[part] for part in parts): values(row) for row in found}
    require(len(keyed) == len(found), "a key twice")
    return keyed


def maybe(row, key):
    return number(key, row[key]) if row.get(key) else None


def number(key, text):
    exact = Decimal(plain_number(half_width(text), is_amount=key != "seats"))
    low, high = BOUNDS[key]
    require(exact.adjusted() < 20, "large")
    if key == "seats":
        require(exact == int(exact) and low <= exact <= high, "whole")
        return int(exact)
    value = exact.quantize(Decimal(PLACES[key]), rounding=ROUND_HALF_EVEN)
    require(low <= value <= high, "bounds")
    return value


def plain_number(text, *, is_amount):
    """Take off what people put round a number, each kind once, and give what is left."""
    sign = ""
    if is_amount:
        bare = re.sub(CURRENCY, "", text, count=1).strip()
        bracketed = re.fullmatch(r"\((.+)\)", bare)
        if bracketed or bare[:1] in ("△", "▲"):
            sign, bare = "-", (bracketed[1] if bracketed else bare[1:]).strip()
        text = bare
    require(not sign or text[:1] not in ("+", "-"), "two signs")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
        text = text.replace(",", "")
    require(NUMBER.fullmatch(text), f"number {text!r}")
    return sign + text


def dates(texts, *, is_required):
    """Read a column of days by the one style that fits all of them."""
    require(all(texts) or not is_required, "no day")
    readings = [readings_of(half_width(text)) if text else None for text in texts]
    styles = [set(each) for each in readings if each is not None]
    fitting = set.intersection(*styles) if styles else {None}
    require(len(fitting) == 1, "no style, or several")
    (style,) = fitting
    return [each and each[style] for each in readings]


def readings_of(text):
    """Give the day that a text means in each style that fits it."""
    text = TIME.sub("", text)
    found = {}
    for style, form in FORMS.items():
        match = form.fullmatch(text)
        if not match:
            continue
        parts = match.groupdict()
        try:
            day = date(_year(parts), int(parts["m"]), int(parts["d"]))
        except ValueError:
            continue
        if 1970 <= day.year <= 2100 and _is_in_era(parts, day):
            found[style] = day
    require(found, f"day {text!r}")
    return found


def _year(parts):
    if "era" not in parts:
        return int(parts["y"])
    return ERAS[parts["era"].upper()][0].year - 1 + (1 if parts["y"] == "元" else int(parts["y"]))


def _is_in_era(parts, day):
    first, final = ERAS[parts["era"].upper()] if "era" in parts else (day, day)
    return first <= day <= final


def choice(text):
    require(not text or fold(text) in OUTCOMES, "outcome")
    return OUTCOMES.get(fold(text), "")


def boolean(text):
    require(not text or fold(text) in YES | NO, "boolean")
    return fold(text) in YES


def currency(text):
    code = half_width(text).upper()
    code = CURRENCIES.get(code, code) or "JPY"
    require(re.fullmatch("[A-Z]{3}", code), "currency")
    return code


def half_width(text):
    """Make full-width signs usual ones, one by one; other scripts' digits stay what they are."""
    return "".join(
        unicodedata.normalize("NFKC", sign)
        if "\uff01" <= sign <= "\uff5e" or sign in "\u3000￥"
        else sign
        for sign in text
    ).replace("\u2212", "-")


def fold(text):
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "_".join(folded.replace("_", " ").replace("-", " ").split())


def as_dicts(header, rows):
    return [dict(zip(header, row, strict=True)) for row in rows]


def require(holds, what):
    if not holds:
        raise NotStrictError(what)
