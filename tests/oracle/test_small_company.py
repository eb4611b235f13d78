"""Every metric, score, risk and stage of a small company equals its independent recomputation."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from django.db import transaction

from accounts.models import Account, Product
from core.calendar import to_ordinal
from core.exact import MISSING
from metrics.domain.evaluate import evaluate
from metrics.glossary import glossary_for
from metrics.shards import load_facts
from segments.selectors import segment_grid, segment_keys
from tests.builders import DAY
from tests.oracle import company
from tests.oracle.recompute_facts import day_of, read_accounts, read_bodies, read_rates
from tests.oracle.recompute_metrics import Recompute
from tests.oracle.tables import dump

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("test_small_company")]

DAYS = [DAY - timedelta(days=back) for back in range(130, -1, -1)]


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield company.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def tables(built):
    return dump()


@pytest.mark.parametrize("key", ["recruit", "plain", "partial", "dark"])
def test_every_metric_is_equal_on_every_day(built, tables, key):
    product = Product.objects.get(key=key)
    frame = frame_of(product, DAYS)
    accounts = read_accounts(tables)
    recompute = Recompute(read_bodies(tables, "metric", product.pk), read_rates(tables))
    expected = np.full(frame.values.shape, MISSING, np.int64)
    for row, pk in enumerate(frame.account_ids.tolist()):
        for place, day in enumerate(DAYS):
            segment = accounts[pk].segment_on(day_of(day))
            found = recompute.all(accounts[pk], day_of(day), segment)
            expected[row, place] = [
                MISSING if found[name] is None else found[name] for name in frame.keys
            ]
    names = {account.pk: name for name, account in built.items()}
    assert differences(frame, expected, names) == []
    stale = [
        [name in recompute.stale(accounts[pk].product, day_of(day)) for name in frame.keys]
        for day in DAYS
    ]
    assert frame.stale.tolist() == stale


def frame_of(product, days):
    ids = sorted(Account.objects.filter(product=product).values_list("pk", flat=True))
    ordinals = np.array([to_ordinal(day) for day in days], np.int32)
    facts = load_facts(
        product_id=product.pk,
        account_ids=ids,
        from_day=int(ordinals[0]) - 420,
        to_day=int(ordinals[-1]),
    )
    keys = segment_keys()
    grid = segment_grid(account_ids=ids, days=ordinals, keys=keys)
    definitions = list(glossary_for(product_id=product.pk).definitions.values())
    return evaluate(definitions, replace(facts, segments=keys, segment=grid), ordinals)


def differences(frame, expected, names):
    return [
        (
            names.get(int(frame.account_ids[row]), row),
            frame.keys[at],
            str(DAYS[place]),
            f"{frame.values[row, place, at]} is not {expected[row, place, at]}",
        )
        for row, place, at in np.argwhere(frame.values != expected)
    ]
