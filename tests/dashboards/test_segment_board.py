"""A segment in numbers: exact counts, moves between two nights, and a list behind every one of them."""

from dataclasses import fields, is_dataclass
from datetime import timedelta

import pytest

from accounts.selectors import judgements_for
from book.comparing import compare_segments
from book.counting import count_segments
from book.kept_nights import compared_night, kept_nights
from book.models import AccountStatus, SegmentNight
from book.services import keep_segment_nights
from core.models import Role
from dashboards.segment.adoption import Adopted
from dashboards.segment.board import board, segment_in_sight
from dashboards.segment.csms import CsmLine
from dashboards.segment.lists import Lists
from dashboards.segment.nights import Chosen
from dashboards.segment.overview import overview
from dashboards.segment.tasks import Task
from dashboards.segment.trend import weekly
from tests.builders import (
    DAY,
    make_account,
    make_night,
    make_run,
    make_seal,
    make_segment,
    make_status,
    make_user,
)
from tests.dashboards.segment_company import MILLION, SINCE, make_company

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make_company()


def read(company, *, reader=None, as_of=DAY, since=SINCE):
    reader = reader or company.sato
    lists = Lists(company.ours.key, as_of, is_latest=as_of == DAY, since=since)
    return board(
        for_user=reader,
        judgements=judgements_for(reader),
        segment=company.ours,
        lists=lists,
        nights=kept_nights(),
    )


def shown(found):
    """Return {word: (value, change)} of the figures."""
    return {str(each.word): (each.value, each.change) for each in found.figures}


def matrix(flow):
    return {
        row.sign.key if row.sign else "new": [cell.accounts for cell in row.cells]
        for row in flow.rows
    }


def ways(flow):
    return tuple(each.accounts for each in (flow.up, flow.down, flow.left, flow.joined))


def test_the_numbers_of_today_and_their_change(company):
    assert shown(read(company)) == {
        "Accounts": ("5", "+1"),
        "ARR": ("¥12M", "+¥1M"),
        "Mean score": ("53.8", "−2.5"),
        "At risk": ("1", "±0"),
        "High churn risk": ("1", ""),
        "Contracts ending within 90 days": ("2", ""),
        "NPS": ("–", ""),
        "ARPA": ("¥3,000,000", "+¥250,000"),
    }


def test_nps_counts_answers_and_the_silent(company):
    answers = {"a": (9, True), "b": (6, False), "c": (10, True), "d": (None, False)}
    for name, (nps, is_answered) in answers.items():
        line = AccountStatus.objects.filter(account=company.accounts[name])
        line.update(nps=nps, is_nps_answered=is_answered)
    (nps,) = (each for each in read(company).figures if each.word == "NPS")
    assert nps.value == "+33"
    assert [note.text for note in nps.notes] == [
        "3 answers in a year",
        "few: shares move easily",
        "2 of 4 asked answered (50%)",
    ]


def test_moves_between_two_nights_add_up_on_both_sides(company):
    bands, stages = read(company).bands, read(company).stages
    assert matrix(bands.flow) == {
        "healthy": [0, 0, 1, 0],
        "caution": [0, 1, 0, 0],
        "at_risk": [0, 1, 0, 0],
        "unknown": [0, 0, 0, 0],
        "new": [1, 0, 0, 1],
    }
    assert ways(bands.flow) == (1, 1, 1, 2)
    assert [part.accounts for part in bands.then] == [2, 1, 1, 0]
    assert [part.accounts for part in bands.now] == [1, 2, 1, 1]
    assert matrix(stages.flow)["onboard"] == [0, 0, 1, 0]
    assert ways(stages.flow) == (2, 1, 1, 2)


def test_a_line_for_each_csm_marks_the_readers_own(company):
    lines = read(company).csms
    assert [
        (line.name, line.is_me, line.accounts, line.arr, line.mean_score, line.at_risk, line.ups)
        for line in lines
    ] == [
        ("Ken Sato", True, 3, 9 * MILLION, "56.7", 1, 1),
        ("Aya Abe", False, 2, 3 * MILLION, "45.0", 0, 1),
    ]
    assert [line.ending for line in lines] == [1, 1]


def test_what_presses_comes_first(company):
    assert [task.text for task in read(company).tasks] == [
        "1 account at high churn risk ends within 90 days: ¥1M",
        "1 account fell to at risk",
        "1 account fell back a stage",
    ]


def test_contracts_end_by_month_and_risk(company):
    months = read(company).endings
    assert len(months) == 12
    by_month = {
        f"{line.month:%Y-%m}": (line.accounts, line.arr, [each.accounts for each in line.endings])
        for line in months
        if line.accounts
    }
    assert by_month == {
        "2026-12": (1, MILLION, [1, 0, 0, 0]),
        "2027-02": (2, 9 * MILLION, [0, 0, 0, 2]),
        "2027-06": (1, 2 * MILLION, [0, 0, 1, 0]),
        "2027-09": (1, 0, [0, 0, 0, 1]),
    }


def test_features_are_counted_among_those_judged(company):
    AccountStatus.objects.filter(account=company.accounts["a"]).update(features=",reports,")
    AccountStatus.objects.filter(account=company.accounts["b"]).update(features=",job_posting,")
    (line,) = (each for each in read(company).adoption if each.name == "Reports")
    (cell,) = line.cells
    assert (cell.accounts, cell.lacking, cell.percent) == (1, 4, 20)


def parts_of(thing):
    """Yield every dataclass that a board is made of."""
    if is_dataclass(thing) and not isinstance(thing, type):
        yield thing
        thing = [getattr(thing, field.name) for field in fields(thing)]
    if isinstance(thing, list | tuple):
        for each in thing:
            yield from parts_of(each)


def addresses(found):
    """Yield (accounts, address of the list behind them) of all that the board counts."""
    for part in parts_of(found):
        if hasattr(part, "accounts") and hasattr(part, "url"):
            yield part.accounts, part.url
        if isinstance(part, Adopted):
            yield from ((part.accounts, part.uses_url), (part.lacking, part.lacks_url))
        if isinstance(part, CsmLine):
            yield part.ups, part.ups_url
            yield from ((part.at_risk, part.at_risk_url), (part.ending, part.ending_url))
        if isinstance(part, Task):
            yield int(part.text.split()[0]), part.url


@pytest.mark.parametrize("as_of", [DAY, SINCE])
def test_behind_every_number_stands_the_list_of_as_many_accounts(client, company, as_of):
    since = DAY - timedelta(days=56)
    found = read(company) if as_of == DAY else read(company, as_of=as_of, since=since)
    client.force_login(company.sato)
    counted = list(addresses(found))
    assert len(counted) > 60
    wrong = [
        (accounts, url, page.context["form"].misread)
        for accounts, url in counted
        for page in [client.get(url)]
        if len(page.context["lines"]) != accounts or page.context["form"].misread
    ]
    assert wrong == []


def test_an_earlier_night_shows_what_it_kept(company):
    found = read(company, as_of=SINCE, since=None)
    assert shown(found) == {
        "Accounts": ("4", ""),
        "ARR": ("¥11M", ""),
        "Mean score": ("56.2", ""),
        "At risk": ("1", ""),
        "High churn risk": ("0", ""),
        "Contracts ending within 90 days": ("0", ""),
        "NPS": ("–", ""),
        "ARPA": ("¥2,750,000", ""),
    }
    assert found.tasks == []
    assert [(line.name, line.accounts, line.arr) for line in found.csms] == [
        ("Aya Abe", 2, 8 * MILLION),
        ("Ken Sato", 2, 3 * MILLION),
    ]
    assert [part.accounts for part in found.stages.now] == [1, 1, 1, 1]


def test_what_is_sealed_enters_no_count_and_is_said(company):
    before = read(company)
    for question in ("score", "stage", "risk", "rank"):
        make_seal(company.sato, company.accounts["a"], question)
    found = read(company)
    assert found.sealed == [("Health score", 1), ("Stage", 1), ("Churn risk", 1)]
    assert shown(found) | {"Mean score": "", "At risk": ""} == {
        **shown(before),
        "Mean score": "",
        "At risk": "",
        "High churn risk": ("0", ""),
    }
    assert shown(found)["Mean score"] == ("61.7", "+13.3")
    assert [part.accounts for part in found.bands.now] == [1, 2, 0, 1]
    assert [part.accounts for part in found.bands.then] == [1, 1, 1, 0]
    assert [part.accounts for part in found.stages.now] == [1, 2, 0, 1]
    assert [mark.accounts for mark in found.trend[0].marks] == [1, 1, 1, 0]
    assert [line.ups for line in found.csms] == [0, 1]
    assert found.tasks[0].text == "1 account fell back a stage"
    december = found.endings[1]
    assert (december.accounts, december.sealed) == (1, 1)


def test_a_sealed_value_moves_nothing(company):
    make_seal(company.sato, company.accounts["a"], "score")
    before = shown(read(company)), matrix(read(company).bands.flow)
    AccountStatus.objects.filter(account=company.accounts["a"]).update(score=9_900, band=3)
    assert (shown(read(company)), matrix(read(company).bands.flow)) == before


def test_segments_side_by_side_hold_what_the_reader_may_see(company):
    loose = make_status(make_account("loose"))
    ops = make_user(Role.OPS)

    def names(reader):
        chosen = Chosen(DAY, is_latest=True, since=SINCE)
        found = overview(for_user=reader, judgements=judgements_for(reader), chosen=chosen)
        return {
            str(column.name): column.figures[0].value if column.figures else ""
            for column in found.columns
        }

    assert names(ops)["Graduate season"] == "5"
    assert names(ops)["Multi site"] == "1"
    assert names(ops)["Unclassified, to be checked"] == "1"
    assert names(company.sato) == {"Graduate season": "5"}
    assert names(make_user()) == {}
    assert loose.segment is None


def test_a_segment_is_seen_by_its_team_and_by_those_who_see_all(company):
    stranger = make_user(Role.MANAGER, teams=[company.theirs.team])
    key = company.ours.key
    assert segment_in_sight(for_user=company.sato, key=key) == company.ours
    assert segment_in_sight(for_user=make_user(Role.CS_HEAD), key=key) == company.ours
    assert segment_in_sight(for_user=stranger, key=key) is None
    assert segment_in_sight(for_user=make_user(), key=key) is None


def test_a_segment_without_accounts_says_so():
    segment = make_segment("side_duty")
    reader = make_user(Role.CSM, teams=[segment.team])
    found = board(
        for_user=reader,
        judgements=judgements_for(reader),
        segment=segment,
        lists=Lists("side_duty", DAY, is_latest=True),
        nights=[],
    )
    assert found.is_empty


@pytest.mark.parametrize(
    ("days_back", "found"),
    [([0, 7, 21, 28, 35], 28), ([0, 27, 30], 30), ([0, 7, 14], 14), ([0], None), ([], None)],
)
def test_a_night_is_compared_with_one_four_weeks_before_or_the_earliest(days_back, found):
    nights = [DAY - timedelta(days=back) for back in days_back]
    expected = None if found is None else DAY - timedelta(days=found)
    assert compared_night(nights, as_of=DAY) == expected


def test_a_trend_takes_the_latest_night_of_each_week():
    nights = [DAY - timedelta(days=back) for back in (0, 1, 6, 7, 8, 20, 7 * 25, 7 * 26)]
    taken = [(DAY - night).days for night in weekly(nights, until=DAY)]
    assert taken == [175, 20, 7, 0]


def test_a_night_that_is_not_kept_shows_as_missing(company):
    SegmentNight.objects.filter(night=SINCE).delete()
    assert shown(read(company))["Accounts"] == ("5", "")


def test_the_address_of_a_move_can_be_read(company):
    assert read(company).stages.flow.rows[0].cells[1].url == (
        "/accounts/?segment=graduate_season&stage=onboard"
        "&was=2026-10-25%3Asegment%3Agraduate_season&was=2026-10-25%3Astage%3Aentry"
    )


def test_an_earlier_night_tells_answers_features_and_ends_as_it_knew_them(client):
    segment, reader = make_segment("quiet"), make_user(Role.CS_HEAD)
    known = {
        "a": {"days_to_end": 30, "nps_score": 9, "nps_answered_180": 1, "reports_days_28": 3},
        "b": {"days_to_end": 91, "nps_score": 6, "nps_answered_180": 0, "reports_days_28": 0},
        "c": {"days_to_end": None, "nps_score": None, "nps_answered_180": None},
    }
    for name, metrics in known.items():
        account = make_account(name)
        risk = 3 if name == "a" else 0
        make_night(account, day=SINCE, segment_key="quiet", arr=MILLION, risk=risk, metrics=metrics)
        make_status(account, segment=segment)
    make_run()
    keep_segment_nights(count_segments(night=SINCE), nights=[SINCE])
    found = board(
        for_user=reader,
        judgements=judgements_for(reader),
        segment=segment,
        lists=Lists("quiet", SINCE, is_latest=False),
        nights=[SINCE],
    )
    figures = {str(each.word): each for each in found.figures}
    assert figures["Contracts ending within 90 days"].value == "1"
    assert figures["NPS"].value == "±0"
    assert figures["NPS"].notes[-1].text == "1 of 2 asked answered (50%)"
    assert figures["ARPA"].value == "¥1,000,000"
    (line,) = (each for each in found.adoption if each.name == "Reports")
    assert (line.cells[0].accounts, line.cells[0].lacking) == (1, 2)
    ends = {f"{each.month:%Y-%m}": each.accounts for each in found.endings if each.accounts}
    assert ends == {"2026-11": 1, "2027-01": 1}
    client.force_login(reader)
    # Without a night to compare with nobody stepped up, and nothing leads there.
    counted = [each for each in addresses(found) if each[1]]
    counted += [(1, figures["Contracts ending within 90 days"].url)]
    counted += [(2, figures["NPS"].url), (1, figures["NPS"].notes[-1].url)]
    wrong = [
        (accounts, url)
        for accounts, url in counted
        if len(client.get(url).context["lines"]) != accounts
    ]
    assert wrong == []


def test_churn_risk_is_told_by_arr_and_adds_up(company):
    found = read(company)
    told = {each.key: (each.arr, each.accounts, each.percent) for each in found.risks}
    assert told == {
        "high": (MILLION, 1, 8),
        "medium": (0, 0, 0),
        "low": (2 * MILLION, 1, 17),
        "none": (9 * MILLION, 3, 75),
    }
    make_seal(company.sato, company.accounts["a"], "risk")
    assert read(company).risks[0].arr == 0


def test_of_very_many_accounts_only_what_the_night_kept_is_compared(company, monkeypatch):
    monkeypatch.setattr("dashboards.segment.overview.MOST_COMPARED", 5)
    ops = make_user(Role.OPS)
    chosen = Chosen(DAY, is_latest=True, since=SINCE)

    def shown_words():
        found = overview(for_user=ops, judgements=judgements_for(ops), chosen=chosen)
        return found.is_compared, [str(each.word) for each in found.columns[0].figures][-1]

    assert shown_words() == (False, "ARPA")
    compared = compare_segments([company.ours.key], night=DAY, since=SINCE)
    keep_segment_nights(count_segments(night=DAY), nights=[DAY], comparisons=compared)
    assert shown_words() == (True, "Stage-ups")
