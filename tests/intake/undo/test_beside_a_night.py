"""An undo and a night at the same time: neither loses to the other."""

import pytest

from accounts.models import AccountAlias
from core.models import Run, State
from engagement.models import FactChange
from intake.models import Upload, UploadState
from metrics.models import AccountNight
from nightly import steps
from tests.builders import DAY, judge_night

pytestmark = pytest.mark.django_db(transaction=True)

CONTRACTS = "account_id,contract_id,starts_on,ends_on\n"


def test_what_is_undone_while_it_is_judged_is_not_in_the_night(
    bring_in, accounts, take_back, monkeypatch
):
    """The undo is over between the night's reading and its writing."""
    bring_in("contracts", f"{CONTRACTS}A-1,K-1,2026-01-01,2026-12-31\n")
    text = f"{CONTRACTS}A-2,K-2,2026-01-01,2026-12-31\nA-9,K-9,2026-01-01,2026-12-31\n"
    bring_in("contracts", text, makes_accounts=True)
    upload, judge, tries = Upload.objects.first(), steps.judge, []

    def crossed(*args, **options):
        shard = judge(*args, **options)
        tries.append(len(shard.account_ids))
        if len(tries) == 1:
            take_back(upload)
        return shard

    monkeypatch.setattr(steps, "judge", crossed)
    judge_night(DAY)
    run = Run.objects.get(kind="nightly")
    assert (run.state, upload.state, tries) == (State.DONE, UploadState.UNDONE, [3, 1])
    judged = AccountNight.objects.values_list("account_id", flat=True)
    assert list(judged) == [AccountAlias.objects.get(value="A-1").account_id]
    # The next night hears of what changed under this one.
    assert set(FactChange.objects.values_list("account_id", flat=True)) == {accounts["A-2"]}
