"""Good files, and ways in which bytes go wrong on their way: each try is its seed and nothing else."""

import random
from dataclasses import dataclass

USAGE = """account_id,date,metric,value
A-1,2026-11-01,求人,12
A-1,2026-11-02,posts,0.25
A-2,2026-11-01,"log, ins",3
A-2,2026-10-31,posts,1000
A-1,2026-11-03,"say ""x"" twice",7.5
A-2,2026-11-02,posts,40
"""
WIDE = """account_id,date,posts,求人,logins
A-1,2026/11/01,1,,3
A-2,2026/11/1,,2.5,0
A-1,2026/11/02,10,20,30
"""
BY_CONTRACT = """contract_id;date;metric;value
K-1;2026-11-01;posts;5
K-1;2026-11-02;logins;1e2
"""
ACTIVITIES = """account_id,activity_id,happened_on,kind,subject,score,body
A-1,T-1,2026-11-01,call,"髙島様, ""①"" です",9.5,"two
lines"
A-2,T-1,2026-10-31,会議,hello,,
A-1,T-2,2026-11-02,mail,,-3,plain text
"""
CONTRACTS = """account_id,contract_id,starts_on,ends_on,annual_amount,currency,outcome,is_free,seats
A-1,K-8,2026-01-01,2026-12-31,4800000,JPY,renewed,false,100
A-2,K-9,2025-04-01,,1200.50,USD,,はい,5
A-2,00123,2026-04-01,2027-03-31,,,解約,no,
"""
ODD = [
    *(b'"', b'""', b",", b";", b"\t", b"\n", b"\r", b"\r\n", b"\0", b" ", b"\xe3\x80\x80"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xff", b"\x80", b"\x81", b"\xed\xa0\x80", b"\xe2\x80\xa8"),
    *(b"\xc2\x85", b"0", b"9", b"-", b"+", b".", b"e", b"E+", b"_", b"/", b"=", b"'", b"%s"),
    *("１".encode(), "٣".encode(), "△".encode(), "¥".encode(), "名".encode("cp932"), b"nan"),
    *(b"1e400", b"1,000", b"(5)", b"R6.4.1", b"20261101", b"45383", b"11/02/2026"),
]
RECODED = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "euc_jp", "iso2022_jp")


@dataclass(frozen=True)
class Good:
    """A file that is loaded as it stands."""

    name: str
    dataset: str
    content: bytes


GOOD = [
    Good("long", "usage", USAGE.encode()),
    Good("wide", "usage", WIDE.encode()),
    Good("by contract", "usage", BY_CONTRACT.encode()),
    Good("activities", "activities", ACTIVITIES.encode()),
    Good("contracts", "contracts", CONTRACTS.encode()),
]


def mutated(seed):
    """Return (dataset, content) of a good file with one to four things done to it."""
    rng = random.Random(seed)
    good = rng.choice(GOOD)
    content = good.content
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        content = rng.choice(WAYS)(rng, content)
    return good.dataset, content


def _flip(rng, content):
    at = _place(rng, content)
    return content[:at] + bytes([rng.randrange(256)]) + content[at + 1 :]


def _flip_bit(rng, content):
    at = _place(rng, content)
    bit = 1 << rng.randrange(8)
    return content[:at] + bytes(byte ^ bit for byte in content[at : at + 1]) + content[at + 1 :]


def _insert(rng, content):
    at = _place(rng, content)
    return content[:at] + rng.choice(ODD) + content[at:]


def _replace(rng, content):
    at = _place(rng, content)
    return content[:at] + rng.choice(ODD) + content[at + rng.randint(1, 4) :]


def _drop(rng, content):
    at = _place(rng, content)
    return content[:at] + content[at + rng.randint(1, 12) :]


def _copy(rng, content):
    at, to = _place(rng, content), _place(rng, content)
    return content[:to] + content[at : at + rng.randint(1, 40)] + content[to:]


def _cut(rng, content):
    return content[: _place(rng, content)]


def _turn_lines(rng, content):
    lines = content.split(b"\n")
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _repeat_line(rng, content):
    lines = content.split(b"\n")
    return b"\n".join([*lines, rng.choice(lines)])


def _end_lines(rng, content):
    return content.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n")))


def _separate(rng, content):
    return content.replace(b",", rng.choice((b";", b"\t", b"|")))


def _recode(rng, content):
    return content.decode("utf-8", "replace").encode(rng.choice(RECODED), "replace")


def _place(rng, content):
    return rng.randrange(max(len(content), 1))


WAYS = [
    *(_flip, _flip, _flip_bit, _insert, _insert, _insert, _replace, _replace, _drop, _copy),
    *(_cut, _turn_lines, _repeat_line, _end_lines, _separate, _recode),
]
