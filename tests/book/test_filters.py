"""Filters by any field: what an address asks for, in words and of the database, and what a seal leaves."""

from datetime import timedelta

import numpy as np
import pytest
from django.http import QueryDict
from django.utils import translation

from accounts.models import AttributeDefinition
from accounts.selectors import judgements_for
from book.domain.figures import pack_rows
from book.figures import ATTRIBUTE, METRIC
from book.forms import BookForm
from book.models import AccountFigures, FigurePlace
from book.selectors import book_page
from book.totals import book_totals
from core.calendar import to_ordinal
from core.exact import MISSING, SCALE
from core.models import Role
from tests.builders import (
    DAY,
    make_account,
    make_product,
    make_seal,
    make_segment,
    make_status,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ops():
    return make_user(Role.OPS)


def form_of(address):
    return BookForm(QueryDict(address), segments=[], csms=[])


def found(user, address, *, form=None):
    page = book_page(
        for_user=user,
        judgements=judgements_for(user),
        query=(form or form_of(address)).query(),
        as_of=DAY,
    )
    return [status.name for status in page.statuses]


def status(name, *, account=None, figures=None, **fields):
    line = make_status(make_account(name, **(account or {})), **fields)
    if figures:
        keep(line, figures)
    return line


def keep(line, figures):
    """Write figures by key in ten-thousandths (days since 1970 for days) beside a line."""
    for key in figures:
        FigurePlace.objects.get_or_create(key=key, defaults={"place": FigurePlace.objects.count()})
    places = dict(FigurePlace.objects.values_list("key", "place"))
    values = np.full((1, len(places)), MISSING, np.int64)
    for key, value in figures.items():
        values[0, places[key]] = value
    AccountFigures.objects.create(status=line, packed=pack_rows(values)[0])


def ago(days):
    return DAY - timedelta(days=days)


# What is shown as 40 reaches to 4,099 hundredths, and a change is that of the points shown.
CASES = [
    ("score", "score=..40", {"score": 4_099}, {"score": 4_100}),
    ("score", "score=41..60", {"score": 4_100}, {"score": 6_100}),
    ("score", "score=41", {"score": 4_150}, {"score": 4_200}),
    ("score", "score=none", {"score": None, "band": 0}, {"score": 0, "band": 1}),
    *[
        ("score", asked, {"score": 4_060, field: -460}, {"score": 4_060, field: -400})
        for asked, field in (("change=..-5", "score_change_28"), ("change_7=-5", "score_change_7"))
    ],
    ("", "arr=1000000..2000000", {"arr": 2_000_000}, {"arr": 2_000_001}),
    ("", "arr=none", {"arr": None}, {"arr": 0}),
    ("", "free=yes", {"is_free": True}, {"is_free": False}),
    ("", "ends_on=2026-12-01..", {"ends_on": DAY + timedelta(9)}, {"ends_on": DAY}),
    ("", "ends_on=none", {"ends_on": None}, {"ends_on": DAY}),
    ("", "ends_in=0..9", {"ends_on": DAY + timedelta(9)}, {"ends_on": DAY + timedelta(10)}),
    ("stage", "days=90..", {"stage_since": ago(90)}, {"stage_since": ago(89)}),
    ("stage", "steps=1", {"steps_to_next": 1}, {"steps_to_next": 2}),
    ("stage", "progress=50..", {"next_progress": 5_000}, {"next_progress": 4_999}),
    ("risk", "judged=low", {"judged_risk": 1}, {"judged_risk": 2}),
    ("risk", "judged=none", {"judged_risk": 0}, {"judged_risk": None}),
    ("risk", "judged=open", {"judged_risk": None}, {"judged_risk": 0}),
    ("rank", "rank=S&rank=A", {"rank": "A"}, {"rank": "B"}),
    ("rank", "rank=none", {"rank": ""}, {"rank": "C"}),
    ("", "plan=Pro", {"plan": "Pro"}, {"plan": "Basic"}),
    ("", "use=..7", {"latest_use_on": ago(7)}, {"latest_use_on": ago(8)}),
    ("", "use=none", {"latest_use_on": None}, {"latest_use_on": ago(400)}),
    ("", "touch=30..", {"latest_touch_on": ago(30)}, {"latest_touch_on": ago(29)}),
    ("", "touch=30..", {"latest_touch_on": None}, {"latest_touch_on": ago(1)}),
    ("", "nps_score=9..10", {"nps": 9}, {"nps": 8}),
]


@pytest.mark.parametrize(
    ("question", "address", "fits", "other"), CASES, ids=[address for _, address, *_ in CASES]
)
def test_a_field_is_filtered_by_what_it_shows_and_by_nothing_where_sealed(
    ops, question, address, fits, other
):
    line = status("Fits", **fits)
    status("Other", **other)
    assert form_of(address).query().where[0].field.question == question
    assert found(ops, address) == ["Fits"]
    if question:
        make_seal(ops, line.account, question)
        assert found(ops, address) == []


def test_a_choice_left_out_leaves_all_others_and_those_without_one(ops):
    for rank in ("S", "A", ""):
        status(rank or "None", rank=rank, score=len(rank))
    for address, names in (
        ("rank!=S", ["None", "A"]),
        ("rank!=S&rank!=A", ["None"]),
        ("rank!=none", ["S", "A"]),
        ("rank!=none&rank!=A", ["S"]),
        ("rank!=S&rank=A", ["A"]),
        ("metric.nps_answered_180!=yes", ["None", "S", "A"]),
        ("metric.nps_answered_180!=none", []),
    ):
        assert sorted(found(ops, address)) == sorted(names), address


def test_what_is_sealed_is_not_among_the_others(ops):
    line = status("Sealed", rank="A", band=3)
    for question in ("rank", "score"):
        make_seal(ops, line.account, question)
    assert found(ops, "rank!=S") == found(ops, "band!=at_risk") == []
    assert found(ops, "rank!=none") == []


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("band!=at_risk", ["Fits", "Not judged"]),
        ("band!=at_risk&band!=healthy", ["Not judged"]),
        ("stage!=entry", ["Fits", "Not judged"]),
        ("risk!=none", ["Not judged", "Other"]),
        ("risk!=high", ["Fits", "Not judged"]),
        ("segment!=theirs", ["Fits", "Not judged"]),
        ("segment!=none", ["Fits", "Other"]),
        ("csm!=none", ["Fits", "Other"]),
    ],
)
def test_what_has_a_control_of_its_own_is_left_out_alike(ops, address, names):
    ours, theirs = make_segment("ours"), make_segment("theirs", order=1)
    csm = make_user(Role.CSM)
    judged = {"account": {"csm": csm}}
    status("Fits", **judged, segment=ours, band=3, stage=1, risk=0)
    status("Other", **judged, segment=theirs, band=1, stage=0, risk=3)
    status("Not judged", band=None, stage=None, risk=None, score=None)
    form = BookForm.for_reader(QueryDict(address), user=ops)
    assert sorted(found(ops, address, form=form)) == names
    assert form.misread == []


def test_a_csm_is_left_out_by_who_sees_that_csm(ops):
    csms = [make_user(Role.CSM, name=name, teams=[make_segment(name).team]) for name in "xy"]
    for csm in csms:
        status(csm.name, account={"csm": csm})
    address = f"csm!={csms[0].pk}"
    for reader, names, misread in ((ops, ["y"], []), (csms[1], ["y"], [f"CSM: {csms[0].pk}"])):
        with translation.override("en"):
            form = BookForm.for_reader(QueryDict(address), user=reader)
            assert found(reader, address, form=form) == names
            assert form.misread == misread


def test_a_csm_of_another_team_who_looks_after_an_account_in_sight_is_a_filter():
    ours = make_segment("ours").team
    me, other = make_user(Role.CSM, teams=[ours]), make_user(Role.CSM)
    status("Mine", account={"csm": me})
    status("Theirs of our segment", account={"csm": other, "team": ours})
    form = BookForm.for_reader(QueryDict(f"csm={other.pk}"), user=me)
    assert found(me, f"csm={other.pk}", form=form) == ["Theirs of our segment"]
    assert form.misread == []


def test_team_product_branch_and_seats_are_read_from_the_account(ops):
    crm = make_product("crm")
    team = make_segment("ours").team
    status("Fits", account={"team": team, "product": crm, "branch": "Osaka 2", "seats": 50})
    status("Other", account={"branch": "Tokyo"})
    for address in ("team=ours", "product=crm", "branch=osaka", "seats=50..99"):
        assert found(ops, address) == ["Fits"], address
    assert found(ops, "branch=none") == []
    assert found(ops, "seats=none&team=none") == ["Other"]


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("metric.activity_score=40..", ["Even", "High"]),
        ("metric.activity_score=..40", ["Low", "Even"]),
        ("metric.activity_score=39.5..40", ["Even"]),
        ("metric.activity_score=none", ["None", "Before"]),
        ("metric.usage_change_28=..-10", ["Low"]),
        ("metric.nps_answered_180=yes", ["High"]),
        ("metric.nps_answered_180=no", ["Low"]),
        ("metric.nps_answered_180=none", ["Even", "None", "Before"]),
    ],
)
def test_metrics_that_the_night_kept_are_filtered_exactly(ops, address, names):
    score, change = f"{METRIC}activity_score", f"{METRIC}usage_change_28"
    answered = f"{METRIC}nps_answered_180"
    low = {score: 0, change: -10 * SCALE, answered: 0}
    status("Low", score=1, figures=low)
    status("Even", score=2, figures={score: 40 * SCALE, change: -1})
    status("High", score=3, figures={score: 40 * SCALE + 1, answered: SCALE})
    status("None", score=4, figures={score: MISSING, change: 0})
    status("Before", score=5)
    assert found(ops, address) == names


def test_attributes_are_filtered_by_their_type(ops):
    for kind in ("text", "number", "date", "choice"):
        AttributeDefinition.objects.create(
            key=f"a {kind}", type=kind, name_en=kind, name_ja=kind, choices=["East", "West"]
        )
    number, day = f"{ATTRIBUTE}a number", f"{ATTRIBUTE}a date"
    held = {"a text": "Kita Osaka", "a choice": "East"}
    status(
        "Fits",
        account={"attributes": held},
        figures={number: 25_000, day: to_ordinal(DAY)},
    )
    status("Other", account={"attributes": {"a text": "Tokyo", "a choice": "West"}})
    for address in (
        *("attribute.a text=osaka", "attribute.a choice=East", "attribute.a number=2.5"),
        *(
            "attribute.a number=..3",
            "attribute.a date=2026-11-22..",
            "attribute.a date=..2026-11-22",
        ),
    ):
        assert found(ops, address) == ["Fits"], address
    assert found(ops, "attribute.a date=2026-11-23..") == []
    assert found(ops, "attribute.a text=none") == []
    assert found(ops, "attribute.a number=none") == ["Other"]


def test_filters_of_several_fields_all_hold(ops):
    status("Both", score=3_000, arr=5)
    status("One", score=3_000, arr=9)
    assert found(ops, "score=..40&arr=..5") == ["Both"]
    assert found(ops, "score=..40&score=40..") == []


def test_accounts_out_of_sight_are_neither_listed_nor_counted():
    csm = make_user(Role.CSM)
    status("Mine", account={"csm": csm}, score=3_000)
    status("Foreign", score=3_000)
    assert found(csm, "score=..40&metric.activity_score=none") == ["Mine"]
    query = form_of("score=..40").query()
    totals = book_totals(for_user=csm, judgements=judgements_for(csm), query=query, as_of=DAY)
    assert totals.accounts == 1


@pytest.mark.parametrize(
    "address",
    [
        *("score=..60", "score=41..60", "score=41", "score=none", "change=..-5", "touch=30.."),
        *("ends_on=2026-12-01..2027-01-31", "rank=S&rank=none", "metric.activity_score=39.5.."),
        *("rank!=S&rank!=none", "band=at_risk&stage!=entry&stage!=loyal"),
        "branch=osaka&score=40..&sort=-metric.activity_score&columns=stage,score",
    ],
)
def test_an_address_leads_back_to_the_same_list(address):
    query = form_of(address).query()
    assert query.url() == f"?{address}"
    assert form_of(query.url()[1:]).query() == query


@pytest.mark.parametrize(
    ("address", "left_out"),
    [
        ("score=many", ["Score: many"]),
        ("score=60..40", ["Score: 60..40"]),
        ("score=..", ["Score: .."]),
        ("score=1e9", ["Score: 1e9"]),
        ("ends_on=2026-13-01", ["End of contract: 2026-13-01"]),
        ("rank=Z", ["Rank: Z"]),
        ("rank!=Z", ["Rank: Z"]),
        ("band!=purple", ["Health: purple"]),
        ("score!=40", ["score!: 40"]),
        ("ends!=30", ["ends!: 30"]),
        ("branch=%00", ["Branch: \0"]),
        ("plan=%00", ["Plan: \0"]),
        ("plan!=Pro&plan!=%00", ["Plan: Pro, \0"]),
        ("was=2026-01-01:segment:%00", ["On an earlier night: 2026-01-01:segment:\0"]),
        ("attribute.%00=1", ["attribute.\0: 1"]),
        ("metric.%00=1", ["metric.\0: 1"]),
        ("metric.seat_share=999999999999999", ["Active users as share of seats: 999999999999999"]),
        ("arr=9999999億", ["ARR: 9999999億"]),
        ("metric.nothing=1", ["metric.nothing: 1"]),
        ("attribute.nothing=1", ["attribute.nothing: 1"]),
        ("colour=red&name=x", ["colour: red", "name: x"]),
        ("columns=stage,colour", ["Columns: colour"]),
        ("sort=colour", ["Sort: colour"]),
        ("band=purple", ["Health: purple"]),
        ("score=none..5", ["Score: none..5"]),
        ("days=99999999999", []),
    ],
)
def test_what_is_not_understood_is_named_in_words_and_left_out(ops, address, left_out):
    status("There", stage_since=ago(3))
    form = form_of(address)
    with translation.override("en"):
        query = form.query()
        assert form.misread == left_out
    assert (len(query.where) == 0) == bool(left_out)
    found(ops, address)


@pytest.mark.parametrize(
    ("address", "en", "ja"),
    [
        ("score=..60", "60 or less", "60以下"),
        ("score=60..", "60 or more", "60以上"),
        ("score=40..60", "40 to 60", "40〜60"),
        ("score=none", "not known", "不明"),
        ("change=..-5", "−5 or less", "−5以下"),
        ("arr=1000000..", "¥1M or more", "100万円以上"),
        ("touch=30..", "30 days ago or more, or never", "30日以上前(なしも含む)"),
        ("touch=..7", "7 days ago or less", "7日以内"),
        ("ends_on=2026-12-01..", "from 1 Dec 2026", "2026年12月1日以降"),
        ("rank=S&rank=none", "S or none", "Sまたはなし"),
        ("rank!=S", "not S", "「S」以外"),
        ("rank!=S&rank!=A", "not S or A", "「SまたはA」以外"),
        ("risk!=none", "not None", "「なし」以外"),
        ("metric.seat_share=40..", "40% or more", "40%以上"),
        ("branch=Osaka", "contains “Osaka”", "「Osaka」を含む"),
    ],
)
def test_a_filter_is_said_in_words(address, en, ja):
    for language, words in (("en", en), ("ja", ja)):
        with translation.override(language):
            assert form_of(address).query().where[0].words == words
