"""A usage file that does not come is late data, and no fall: nobody turns red over it."""

import pytest

from engagement.models import UsageDay
from intake.models import DataFinding
from metrics.models import AccountNight
from stages.models import StageSpan
from tests.builders import make_account, make_contract, make_product, make_usage, steady_use
from tests.nightly.kept import back, run_nights

pytestmark = pytest.mark.django_db
# Nothing has come for so many days.
LATE = 10


@pytest.fixture
def company():
    """Four accounts whose usage ends ten days ago, because the file of the product did."""
    product = make_product("hr")
    until = back(LATE)
    usage = {
        "daily": steady_use(days=100, until=until),
        # Silent for 25 days when the files stopped: five more would be "gone silent".
        "quiet": steady_use(days=60, until=back(LATE + 25)),
        # Halfway through the four weeks after which a stage is lost.
        "fading": steady_use(days=90, until=back(LATE + 40)),
        "never": {},
    }
    accounts = {name: make_account(name, product=product) for name in usage}
    for name, account in accounts.items():
        make_contract(account, starts_on=back(150), days=365)
        if usage[name]:
            make_usage(account, usage[name])
    return accounts


def judged(account):
    rows = AccountNight.objects.filter(account=account).order_by("night")
    return list(rows.values_list("band", "score", "stage", "risk", "risk_reasons"))


def test_ten_days_without_a_file_change_no_band_and_raise_no_silence(company):
    run_nights(LATE + 2, 0)
    assert UsageDay.objects.order_by("-day").first().day == back(LATE)
    for name, account in company.items():
        nights = judged(account)
        assert len(nights) == LATE + 3, name
        when_it_came = nights[2]
        assert nights[2:] == [when_it_came] * (LATE + 1), name
    assert "silent" not in judged(company["quiet"])[-1][-1]


def test_the_board_says_that_it_is_late_and_nobody_fell(company):
    run_nights(LATE, 0)
    falls = StageSpan.objects.filter(from_on__gt=back(LATE))
    assert list(falls) == []
    (late,) = DataFinding.objects.filter(kind="usage_late")
    assert (late.detail["latest"], late.figures["days"]) == (back(LATE).isoformat(), LATE - 1)
