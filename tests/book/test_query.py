"""What a list is asked for stands in its address, and only what differs from the standard does."""

from datetime import date
from urllib.parse import unquote

import pytest
from django.http import QueryDict

from book.forms import BookForm
from book.past import Past
from book.query import BookQuery


def read(address):
    return BookForm(QueryDict(address), segments=[], csms=[]).query()


@pytest.mark.parametrize(
    "query",
    [
        BookQuery(),
        BookQuery(q="青葉", mine=True, differs=True),
        BookQuery(band=("at_risk", "caution"), stage=("onboard",), risk=("high",)),
        BookQuery(ends="next-quarter"),
        BookQuery(segment=("none",), ends=90, contract="all", sort="-arr", size=25, page=3),
    ],
)
def test_an_address_leads_back_to_the_same_list(query):
    assert read(query.url(page=query.page).removeprefix("?")) == query


def test_the_standard_list_has_a_bare_address():
    assert BookQuery().url() == "?"
    assert BookQuery(band=("at_risk",)).url() == "?band=at_risk"


@pytest.mark.parametrize(
    "address",
    [
        "band=purple&stage=9&risk=%00&sort=password&size=1000000&page=-1&ends=7&contract=x&csm=5",
        "page=10000000000&size=abc&segment=nowhere&mine=maybe",
        "sort=score;drop&q=" + "x" * 5000,
    ],
)
def test_what_is_not_understood_is_left_out_and_named(address):
    form = BookForm(QueryDict(address), segments=[], csms=[])
    query = form.query()
    assert (query.sort, query.size, query.page, query.band) == ("score", 50, 1, ())
    assert form.misread


def test_a_change_goes_back_to_the_first_page():
    assert BookQuery(page=4).url(sort="arr") == "?sort=arr"
    assert BookQuery(page=4).url(page=5) == "?page=5"


def test_a_column_sorts_up_then_down():
    assert BookQuery(sort="arr").sorted_by("arr") == "?sort=-arr"
    assert BookQuery(sort="-arr").sorted_by("arr") == "?sort=arr"


def test_one_value_of_a_filter_is_taken_away_and_the_rest_stays():
    query = BookQuery(band=("at_risk", "caution"), q="foods")
    assert query.without("band", "caution") == "?q=foods&band=at_risk"
    assert query.without("q") == "?band=at_risk&band=caution"


def test_filters_that_come_from_charts_lead_back_too():
    past = Past(date(2026, 10, 25), "stage", "onboard")
    gone = Past(date(2026, 10, 25), "segment", "side_duty", is_not=True)
    query = BookQuery(month="2026-12", nps=("silent",), uses="reports", was=(past, gone))
    assert read(query.url().removeprefix("?")) == query
    assert query.carried == [
        ("month", "2026-12"),
        ("nps", "silent"),
        ("uses", "reports"),
        ("was", past),
        ("was", gone),
    ]
    assert str(gone) == "2026-10-25:segment:-side_duty"


@pytest.mark.parametrize(
    "asked",
    [
        "month=2026-13",
        "month=soon",
        "month=2026-01%0A",
        "month=20２７-01",
        "was=2026-10-25",
        "was=2026-10-32:stage:onboard",
        "was=2026-10-25:mood:good",
        "was=2026-10-25:stage:middle",
        "was=2026-10-25:risk:lower",
        "nps=eleven",
    ],
)
def test_a_filter_that_says_nothing_is_left_out_and_named(asked):
    form = BookForm(QueryDict(asked), segments=[], csms=[])
    assert form.query() == BookQuery()
    (named,) = form.misread
    assert named.endswith(f": {unquote(asked.split('=')[1])}")
