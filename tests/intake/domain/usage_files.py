"""Small usage files and what they hold, for tests."""

import datetime as dt
import io

from engagement.domain.facts import decode, month_start
from intake.domain.encodings import open_utf8
from intake.domain.usage import scan
from intake.domain.usage_accounts import KnownAccounts
from intake.domain.usage_layout import read_layout

# External id, account key, product key; account 20 is known by two ids.
ACCOUNTS = [("A-1", 30, 7), ("A-2", 10, 5), ("A-3", 20, 7), ("old-3", 20, 7), ("名", 40, 5)]
LONG = "account_id,date,metric,value\n"


def scanned(content, **rest):
    stream = open_utf8(io.BytesIO(content if isinstance(content, bytes) else content.encode()))
    return scan(stream, read_layout(stream), KnownAccounts.of(ACCOUNTS), **rest)


def numbered(names):
    """Number series by product and name, otherwise than in the order of the file."""
    return {key: 100 - i for i, key in enumerate(sorted(names))}


def unpacked(batches):
    """Give {(account, number, day): value} of batches, and see that all is in order."""
    facts, months = {}, []
    for batch in batches:
        for account, month, blob in zip(batch.accounts, batch.months, batch.blobs(), strict=True):
            months.append((int(account), int(month)))
            start = month_start(int(month))
            packed = decode(blob)
            assert packed[["series", "day"]].tolist() == sorted(packed[["series", "day"]].tolist())
            for series, day, value in packed.tolist():
                facts[int(account), series, start.replace(day=day)] = value
    assert months == sorted(set(months))
    return facts


def facts_of(content, **rest):
    """Give {(account, name, day): value} of a file without refused rows."""
    with scanned(content, **rest) as found:
        assert found.refused == []
        numbers = numbered(found.series())
        names = {(number): name for (_, name), number in numbers.items()}
        return {
            (account, names[number], day): value
            for (account, number, day), value in unpacked(found.packed(numbers)).items()
        }


def refusals_of(content, **rest):
    with scanned(content, **rest) as found:
        return [(r.line, r.column, r.code) for row in found.refused for r in row.refusals]


def day(text):
    return dt.date.fromisoformat(text)
