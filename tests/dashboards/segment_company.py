"""Two segments, a night and the one 28 days before it: who moved, who came, who left."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.models import Account
from book.counting import count_segments
from book.services import keep_segment_nights
from core.models import Role, User
from segments.models import Segment
from tests.builders import (
    DAY,
    make_account,
    make_night,
    make_run,
    make_segment,
    make_status,
    make_user,
)

SINCE = DAY - timedelta(days=28)
MILLION = 1_000_000


@dataclass(frozen=True)
class Company:
    """`accounts` by name; Sato and Abe look after the segment `ours`."""

    ours: Segment
    theirs: Segment
    sato: User
    abe: User
    accounts: dict[str, Account]


def make_company():
    ours, theirs = make_segment("graduate_season"), make_segment("multi_site", order=1)
    sato, abe = (
        make_user(Role.CSM, name=name, teams=[ours.team]) for name in ("Ken Sato", "Aya Abe")
    )
    company = Company(ours, theirs, sato, abe, {})
    _then(company, "a", sato, score=8_000, band=3, stage=1)
    _then(company, "b", sato, score=5_000, band=2, stage=2)
    _then(company, "c", abe, score=2_000, band=1, stage=0)
    _then(company, "e", abe, score=7_500, band=3, stage=3)
    _then(company, "f", sato, segment_key="multi_site", score=6_000, band=2, stage=2)
    _now(company, "a", sato, 1, 30, score=3_000, band=1, stage=2, risk=3)
    _now(company, "b", sato, 2, 200, score=5_000, band=2, stage=1, risk=1)
    _now(company, "c", abe, 3, 90, score=4_500, band=2, stage=1, risk=0)
    _now(company, "d", abe, 4, 300, is_free=True, score=None, band=0, stage=0, risk=0)
    _now(company, "f", sato, 6, 91, score=9_000, band=3, stage=3, risk=0)
    make_status(company.accounts["e"], segment=ours, is_running=False, night=None, arr=5 * MILLION)
    other = make_account("g", team=theirs.team)
    make_night(other, segment_key="multi_site")
    make_status(other, segment=theirs)
    company.accounts["g"] = other
    make_run()
    for night in (SINCE, DAY):
        keep_segment_nights(count_segments(night=night), nights=[night])
    return company


def _account(company, name, csm):
    if name not in company.accounts:
        company.accounts[name] = make_account(name, csm=csm, team=company.ours.team)
    return company.accounts[name]


def _then(company, name, csm, *, segment_key="graduate_season", **fields):
    arr = {"a": 1, "b": 2, "c": 3, "e": 5, "f": 6}[name] * MILLION
    account = _account(company, name, csm)
    make_night(account, day=SINCE, segment_key=segment_key, arr=arr, **fields)


def _now(company, name, csm, millions, ends_in_days, *, is_free=False, **fields):
    account = _account(company, name, csm)
    arr = None if is_free else millions * MILLION
    make_night(account, segment_key="graduate_season", arr=arr, **fields)
    make_status(
        account,
        segment=company.ours,
        arr=arr,
        is_free=is_free,
        ends_on=DAY + timedelta(days=ends_in_days),
        **fields,
    )
