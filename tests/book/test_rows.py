"""One line of the list as it is shown."""

import struct
from datetime import timedelta

import pytest
from django.utils import translation

from accounts.access import Judgements
from book.rows import book_rows, spark_of
from book.verdicts import shown_change, shown_score
from tests.builders import DAY, make_account, make_status

OPEN = Judgements({})


def row(*, judgements=OPEN, **fields):
    status = make_status(make_account(), **fields)
    (found,) = book_rows([status], judgements=judgements, words={}, as_of=DAY)
    return found


@pytest.mark.parametrize(
    ("score", "change", "shown"),
    [
        (3_998, -1, (39, 0)),
        (4_000, 1, (40, 1)),
        (6_999, -100, (69, -1)),
        (None, None, (None, None)),
        (5_000, None, (50, None)),
    ],
)
def test_a_shown_change_is_the_difference_of_shown_scores(score, change, shown):
    assert (shown_score(score), shown_change(score, change)) == shown


@pytest.mark.django_db
def test_days_count_from_the_day_that_was_judged():
    with translation.override("en"):
        found = row(
            stage_since=DAY - timedelta(days=1),
            ends_on=DAY + timedelta(days=90),
            latest_use_on=DAY - timedelta(days=14),
        )
    assert (found.stage_days, found.ends_in, found.used) == ("1 day", "90 days left", "14 d ago")
    assert (found.ends_soon, found.is_use_old) == (True, True)


@pytest.mark.django_db
def test_a_contract_that_has_ended_shows_its_day_and_no_days_left():
    found = row(ends_on=DAY - timedelta(days=1))
    assert (found.ends_in, found.ends_soon) == ("", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_running", "language", "shown"),
    [(True, "en", "no end date"), (True, "ja", "満了日なし"), (False, "en", "")],
)
def test_a_running_contract_without_an_end_date_says_so(is_running, language, shown):
    with translation.override(language):
        found = row(ends_on=None, is_running=is_running)
    assert (found.ends_on, found.ends_in, found.ends_soon) == (shown, "", False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("question", "hidden"),
    [
        ("score", {"band": None, "score": None, "change": "", "spark": None}),
        ("stage", {"stage": None, "stage_days": ""}),
        ("risk", {"risk": None, "reason": "", "judged": None, "is_disputed": False}),
    ],
)
def test_a_sealed_verdict_leaves_nothing_on_the_line(question, hidden):
    account_id = make_account("Other").pk + 1
    sealed = Judgements({question: frozenset({account_id})})
    found = row(judgements=sealed, judged_risk=1, is_risk_disputed=True)
    assert found.account_id == account_id
    assert {name: getattr(found, name) for name in hidden} == hidden
    assert getattr(found, f"is_{question}_sealed")


def test_a_sparkline_says_in_words_what_it_shows():
    with translation.override("en"):
        assert spark_of(struct.pack("<4h", -1, 5_920, 4_000, 4_199)).words == "Score from 59 to 41"
    assert spark_of(b"") is None
