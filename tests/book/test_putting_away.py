"""What a member has seen stays away from their list until its day, or until more is asked of them."""

from datetime import date, timedelta

import pytest

from accounts.selectors import judgements_for
from book import putting_away
from book.domain.attention import Standing, attention_of
from book.models import AccountStatus, PutAway
from core.models import AuditEvent, Role
from tests.builders import DAY, make_account, make_seal, make_status, make_user

pytestmark = pytest.mark.django_db
WELL = {"band": 3, "stage": 2, "risk": 0}
FELL = attention_of(Standing(**{**WELL, "band": 1}, band_before=3))
ENDS = attention_of(Standing(**WELL, days_to_end=60))
DIFFERS = attention_of(Standing(**WELL, judged_risk=3))
LATER = DAY + timedelta(days=15)


@pytest.fixture
def csm():
    return make_user(Role.CSM, name="Ken Sato")


def asking(bits, csm=None):
    return make_status(make_account(csm=csm), attention=bits)


def put_away(member, status, until=LATER):
    judgements = judgements_for(member)
    return putting_away.put_away(
        member=member, account_id=status.pk, judgements=judgements, until=until
    )


def away(member, night=DAY):
    return putting_away.away_from(member, judgements=judgements_for(member), night=night)


def night_passes(status, bits, night):
    AccountStatus.objects.filter(pk=status.pk).update(attention=bits, night=night)
    putting_away.forget_what_passed([status.pk], night=night)


def test_what_is_put_away_is_away_for_that_member_alone(csm):
    status = asking(ENDS, csm)
    assert put_away(csm, status) is True
    assert away(csm) == {status.pk: LATER}
    assert away(make_user(Role.CSM)) == {}


def test_it_comes_back_on_its_day_and_not_before(csm):
    status = asking(ENDS, csm)
    put_away(csm, status, until=DAY + timedelta(days=3))
    assert away(csm, night=DAY + timedelta(days=1)) == {status.pk: DAY + timedelta(days=3)}
    assert away(csm, night=DAY + timedelta(days=2)) == {}


def test_a_new_signal_brings_it_back_at_once(csm):
    status = asking(ENDS, csm)
    put_away(csm, status)
    night_passes(status, ENDS | FELL, DAY + timedelta(days=1))
    assert away(csm, night=DAY + timedelta(days=1)) == {}


def test_a_signal_fewer_brings_nothing_back(csm):
    status = asking(ENDS | DIFFERS, csm)
    put_away(csm, status)
    night_passes(status, DIFFERS, DAY + timedelta(days=1))
    assert away(csm, night=DAY + timedelta(days=1)) == {status.pk: LATER}


def test_a_state_that_passed_and_came_back_asks_anew(csm):
    status = asking(ENDS | DIFFERS, csm)
    put_away(csm, status)
    night_passes(status, DIFFERS, DAY + timedelta(days=1))
    night_passes(status, ENDS | DIFFERS, DAY + timedelta(days=2))
    assert away(csm, night=DAY + timedelta(days=2)) == {}


def test_an_event_seen_on_saturday_stays_away_over_the_weekend(csm):
    # The nights of a Friday to a Sunday are all compared with that of the Thursday.
    friday = date(2026, 11, 13)
    status = asking(FELL, csm)
    AccountStatus.objects.update(night=friday)
    put_away(csm, status, until=date(2026, 11, 30))
    night_passes(status, FELL, date(2026, 11, 15))
    assert away(csm, night=date(2026, 11, 15)) == {status.pk: date(2026, 11, 30)}


def test_an_event_that_happens_again_asks_anew(csm):
    friday = date(2026, 11, 13)
    status = asking(FELL, csm)
    AccountStatus.objects.update(night=friday)
    put_away(csm, status, until=date(2026, 11, 30))
    # Tuesday's night is compared with that of Monday: this is another fall.
    night_passes(status, FELL, date(2026, 11, 17))
    assert away(csm, night=date(2026, 11, 17)) == {}
    assert PutAway.objects.count() == 0


def test_an_account_that_asks_for_nothing_is_not_put_away(csm):
    status = asking(0, csm)
    assert put_away(csm, status) is False
    assert (PutAway.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_what_was_sealed_when_it_was_put_away_asks_once_it_is_open(csm):
    status = asking(FELL | ENDS, csm)
    seal = make_seal(csm, status.account, "score")
    put_away(csm, status)
    assert away(csm) == {status.pk: LATER}
    seal.delete()
    assert away(csm) == {}


def test_putting_away_again_keeps_one_row_and_the_later_choice(csm):
    status = asking(ENDS, csm)
    put_away(csm, status)
    put_away(csm, status, until=LATER + timedelta(days=7))
    assert away(csm) == {status.pk: LATER + timedelta(days=7)}
    assert PutAway.objects.count() == 1


def test_bringing_back_undoes_it_and_both_are_on_record(csm):
    status = asking(ENDS, csm)
    put_away(csm, status)
    putting_away.bring_back(member=csm, account_id=status.pk)
    putting_away.bring_back(member=csm, account_id=status.pk)
    assert away(csm) == {}
    assert list(AuditEvent.objects.order_by("id").values_list("verb", flat=True)) == [
        *("put_away", "bring_back"),
    ]


def test_days_to_choose_are_worked():
    # From a Monday that is a holiday; the 23rd four weeks on is a Monday like any other.
    assert putting_away.days_to_choose(date(2026, 11, 23)) == {
        "seen": date(2026, 12, 7),
        "next": date(2026, 11, 24),
        "week": date(2026, 11, 30),
        "month": date(2026, 12, 21),
    }
    assert putting_away.days_to_choose(date(2026, 12, 21))["week"] == date(2026, 12, 28)
    assert putting_away.days_to_choose(date(2026, 9, 14))["week"] == date(2026, 9, 24)
