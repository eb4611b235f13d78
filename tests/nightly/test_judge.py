"""Judging a shard: everything in memory, each account by the rules of its segment, nothing written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.calendar import to_ordinal
from health.domain.scorecard import Band
from nightly.judge import judge
from nightly.plan import freeze, plan_of
from stages.domain.path import NOT_BEGUN
from tests.builders import DAY, make_account, make_contract, make_segment, place_in_segment
from tests.nightly.kept import back, make_company, run_night

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    return make_company()


def judged(accounts, *nights, ids=None):
    product = next(iter(accounts.values())).product_id
    plan = plan_of(product, freeze(product))
    ids = ids or sorted(account.pk for account in accounts.values())
    return judge(plan, account_ids=ids, nights=[to_ordinal(night) for night in nights or [DAY]])


def test_judging_writes_nothing(company):
    with CaptureQueriesContext(connection) as captured:
        judged(company)
    written = [query["sql"] for query in captured if query["sql"].startswith(("UPDATE", "DELETE"))]
    assert written == []


def test_queries_do_not_grow_with_accounts_or_nights(company):
    judged(company)
    counts = []
    for nights, ids in (([DAY], [company["a"].pk]), ([back(1), DAY], None)):
        with CaptureQueriesContext(connection) as captured:
            judged(company, *nights, ids=ids)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_each_account_is_judged_by_the_rules_of_its_segment_on_the_night(company):
    """The graduate season asks neither for use nor for licences, so that b is not taken for silent."""
    place_in_segment(company["b"], make_segment("graduate_season"))
    for name in ("c", "d"):
        place_in_segment(company[name], make_segment("side_duty"))
    shard = judged(company)
    verdict, rows = shard.nights[0].verdict, {name: row for row, name in enumerate(company)}
    keys = [shard.segment_keys[n] if n >= 0 else "" for n in shard.segment[:, 0]]
    assert keys == ["", "graduate_season", "side_duty", "side_duty", ""]
    assert verdict.exception[rows["d"]] == "no_use"
    assert verdict.exception[rows["b"]] == ""
    assert "silent" in verdict.reasons[rows["d"]]
    assert "silent" not in verdict.reasons[rows["b"]]
    assert Band(int(verdict.band[rows["a"]])) is not Band.UNKNOWN


def test_a_path_goes_on_from_where_the_night_before_left_it(company):
    run_night(back(1))
    going_on = judged(company)
    assert [(path.is_whole, path.days.tolist()) for path in going_on.paths] == [
        (False, [to_ordinal(DAY)])
    ]
    later = judged(company, back(-1))
    assert [path.is_whole for path in later.paths] == [True]


def test_a_new_account_is_followed_from_its_start_beside_the_others(company):
    run_night(back(1))
    company["new"] = make_account("new", product=company["a"].product)
    make_contract(company["new"], starts_on=back(3))
    shard = judged(company)
    found = {path.is_whole: (len(path.rows), len(path.days)) for path in shard.paths}
    assert found == {False: (5, 1), True: (1, 4)}


def test_an_account_whose_contract_begins_later_has_no_path(company):
    company["later"] = make_account("later", product=company["a"].product)
    make_contract(company["later"], starts_on=back(-5))
    shard = judged(company)
    row = list(company).index("later")
    assert shard.nights[0].stage[row] == NOT_BEGUN
    assert not shard.nights[0].is_judged[row]
