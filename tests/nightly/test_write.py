"""What is written of a judged shard."""

from dataclasses import replace

import numpy as np
import pytest

from core.calendar import to_ordinal
from metrics.models import AccountNight, MetricRegistry
from nightly.judge import judge
from nightly.plan import freeze, plan_of
from nightly.write import write_shard
from segments.models import RuleSpan, SegmentSpan
from tests.builders import DAY, make_account, make_contract, make_usage, steady_use
from tests.nightly.kept import back

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    account = make_account()
    make_contract(account, starts_on=back(100))
    make_usage(account, steady_use())
    return account


@pytest.fixture
def shard(account):
    plan = plan_of(account.product_id, freeze(account.product_id))
    return judge(plan, account_ids=[account.pk], nights=[to_ordinal(back(1)), to_ordinal(DAY)])


def write(shard, **options):
    return write_shard(shard, **{"is_reconstructed": False, "is_backfill": False, **options})


def night(on=DAY):
    return AccountNight.objects.get(night=on)


def test_every_night_of_the_shard_is_a_row(shard, account):
    counts = write(shard)
    assert counts == {"accounts": 1, "judged": 2, "placed": 0, "proposed": 0}
    assert list(AccountNight.objects.order_by("night").values_list("account", "night", "lane")) == [
        (account.pk, back(1), 0),
        (account.pk, DAY, 0),
    ]


def test_metrics_are_packed_in_the_order_of_the_registry(shard):
    write(shard)
    registry = MetricRegistry.objects.get()
    assert night().registry == registry
    assert registry.keys == sorted(registry.keys)
    assert np.frombuffer(night().metrics, "<i8").tolist() == shard.frame.values[0, 1].tolist()
    flags = np.unpackbits(np.frombuffer(night().stale, np.uint8), count=len(registry.keys))
    assert flags.tolist() == shard.frame.stale[1].tolist()


def test_contributions_add_up_to_the_base_score(shard):
    write(shard)
    assert np.frombuffer(night().measures, "<i8").sum() == night().base_score


def test_only_running_accounts_are_written(shard):
    nights = [replace(each, is_judged=each.is_judged & False) for each in shard.nights]
    assert write(replace(shard, nights=nights))["judged"] == 0
    assert not AccountNight.objects.exists()
    assert not RuleSpan.objects.exists()


def test_a_fingerprint_is_that_of_what_was_known(shard):
    write(shard)
    before = night().fingerprint
    write(shard)
    assert night().fingerprint == before
    assert night(back(1)).fingerprint != before
    changes = [
        {"frame": replace(shard.frame, values=shard.frame.values + 1)},
        {"frame": replace(shard.frame, stale=~shard.frame.stale)},
        {"segment": shard.segment + 1},
        {"nights": [replace(each, stage=each.stage + 1) for each in shard.nights]},
        {"nights": [replace(each, since=each.since + 1) for each in shard.nights]},
    ]
    found = {before}
    for change in changes:
        write(replace(shard, **change))
        found.add(night().fingerprint)
    assert len(found) == 1 + len(changes)


def test_a_backfill_tells_no_rule_result_and_places_nobody(shard, account):
    write(shard, is_reconstructed=True, is_backfill=True)
    assert night().is_reconstructed
    assert not RuleSpan.objects.exists()
    assert not SegmentSpan.objects.exists()


def test_a_backfill_writes_beside_kept_nights(shard):
    write(shard)
    AccountNight.objects.filter(night=back(1)).delete()
    AccountNight.objects.update(score=1)
    write(shard, is_reconstructed=True, is_backfill=True)
    assert (night().score, night().is_reconstructed) == (1, False)
    assert night(back(1)).is_reconstructed
