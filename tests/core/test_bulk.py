"""Many rows at once mean the same on both databases."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Account, Contact, ExchangeRate
from core.bulk import update, upsert, with_keys, write_back
from core.models import Lock
from engagement.models import UsageDay
from metrics.models import AccountNight, MetricRegistry
from tests.builders import DAY, make_account, make_product

pytestmark = pytest.mark.django_db

AWKWARD = [
    "",
    "plain",
    "tab\tand\nline\r\nbreaks",
    "back\\slash \\n \\N \\. %s %% {table}",
    "quotes ' \" `",
    "日本語 ㈱ 🙂",
    "\x01\x0b\x0c",
]


@pytest.mark.parametrize("text", AWKWARD)
def test_a_text_comes_back_as_it_was(text):
    upsert(Lock, ("name", "holder"), [(f"name {text}", text)], key=("name",))
    assert list(Lock.objects.values_list("name", "holder")) == [(f"name {text}", text)]


NIGHT = {
    "account": None,
    "night": DAY,
    "lane": 0,
    "registry": None,
    "metrics": b"\x00\xff\\\n\t'N",
    "stale": b"",
    "segment_key": "",
    "rule_segment_key": "a",
    "score": None,
    "base_score": 0,
    "band": 3,
    "exception_key": "",
    "measures": memoryview(b"\x01\x02"),
    "risk": 1,
    "risk_reasons": ["silent", 'a "quoted" \\ tab\t', "日本"],
    "stage": 2,
    "stage_since": date(2026, 2, 28),
    "versions": {"registry": 1, "scorecard": None},
    "fingerprint": "x",
    "is_reconstructed": False,
}
KEY = ("account", "night", "lane")


@pytest.fixture
def night():
    registry = MetricRegistry.objects.create(fingerprint="r", keys=[])
    return {**NIGHT, "account": make_account().pk, "registry": registry.pk}


def write(*rows, **options):
    return upsert(
        AccountNight, tuple(rows[0]), [tuple(row.values()) for row in rows], key=KEY, **options
    )


def stored():
    (row,) = AccountNight.objects.values()
    return row


def test_every_kind_of_value_comes_back_as_it_was(night):
    assert write(night) == 1
    row = stored()
    assert bytes(row["metrics"]) == NIGHT["metrics"]
    assert bytes(row["stale"]) == b""
    assert bytes(row["measures"]) == b"\x01\x02"
    same = (
        "night",
        "score",
        "base_score",
        "risk_reasons",
        "versions",
        "stage_since",
        "is_reconstructed",
    )
    assert {name: row[name] for name in same} == {name: NIGHT[name] for name in same}


def test_a_row_that_is_there_is_updated_and_keeps_its_id(night):
    write(night)
    before = stored()
    assert write({**night, "score": 5_000, "risk_reasons": []}) == 1
    assert stored() == {**before, "score": 5_000, "risk_reasons": []}


def test_the_same_twice_changes_nothing(night):
    write(night)
    before = stored()
    write(night)
    assert stored() == before


@pytest.mark.parametrize(("kept", "score"), [(False, None), (True, 5_000)])
def test_a_row_to_be_kept_is_left_as_it_is(night, kept, score):
    write({**night, "is_reconstructed": kept})
    write({**night, "score": 5_000}, keep_where="NOT {table}.is_reconstructed")
    assert stored()["score"] == score


def test_new_rows_are_written_beside_those_to_be_kept(night):
    write(night)
    other = {**night, "night": DAY - timedelta(days=1)}
    write(other, night, keep_where="NOT {table}.is_reconstructed")
    assert AccountNight.objects.count() == 2


def test_fields_that_are_not_sent_stay_as_they_are():
    Lock.objects.create(name="a", holder="h", until=datetime(2026, 1, 2, 3, 4, 5, 678_900, UTC))
    upsert(Lock, ("name", "holder"), [("a", "other")], key=("name",))
    lock = Lock.objects.get()
    assert (lock.holder, lock.until) == ("other", datetime(2026, 1, 2, 3, 4, 5, 678_900, UTC))


def test_rows_of_nothing_but_their_key_are_written_once():
    rows = [(make_product().pk, DAY)]
    for _ in range(2):
        assert upsert(UsageDay, ("product", "day"), rows, key=("product", "day")) == 1
    assert UsageDay.objects.count() == 1


def test_instants_and_decimals_come_back_exactly():
    at = datetime(2026, 3, 31, 15, 0, 0, 1, UTC)
    upsert(Lock, ("name", "holder", "until"), [("a", "", at), ("b", "", None)], key=("name",))
    assert list(Lock.objects.order_by("name").values_list("until", flat=True)) == [at, None]
    rows = [("EUR", DAY, Decimal("160.123456")), ("USD", DAY, Decimal("0.000001"))]
    upsert(ExchangeRate, ("currency", "on", "yen"), rows, key=("currency", "on"))
    found = ExchangeRate.objects.order_by("currency").values_list("currency", "on", "yen")
    assert list(found) == rows


def test_more_rows_than_one_chunk_holds_come_from_any_iterable():
    rows = ((f"{number:06}", str(number)) for number in range(12_001))
    assert upsert(Lock, ("name", "holder"), rows, key=("name",)) == 12_001
    assert Lock.objects.count() == 12_001
    assert Lock.objects.get(name="005000").holder == "5000"


def test_no_rows_are_no_work(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert upsert(Lock, ("name", "holder"), [], key=("name",)) == 0


def test_a_row_that_cannot_stand_leaves_none_of_the_others(night):
    bad = {**night, "night": DAY + timedelta(days=1), "band": None}
    with pytest.raises(IntegrityError), transaction.atomic():
        write(night, bad)
    assert not AccountNight.objects.exists()


def test_one_table_may_be_written_twice_in_one_transaction(night):
    write(night)
    write({**night, "night": DAY - timedelta(days=1)})
    assert AccountNight.objects.count() == 2


def test_rows_without_a_key_are_all_new():
    rows = [("EUR", DAY, Decimal(160)), ("EUR", DAY + timedelta(days=1), Decimal(161))]
    upsert(ExchangeRate, ("currency", "on", "yen"), rows, key=())
    assert ExchangeRate.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        upsert(ExchangeRate, ("currency", "on", "yen"), rows[:1], key=())


# --- Rows by their natural key -----------------------------------------------------------


def test_stored_rows_are_found_by_their_whole_key():
    other = make_account("Kita Foods")
    for account, external_id in ((make_account(), "a"), (other, "a"), (other, "%s 'b' \\")):
        Contact.objects.create(account=account, external_id=external_id)
    found = with_keys(
        Contact, ("account", "external_id"), [(other.pk, "%s 'b' \\"), (other.pk, "c")]
    )
    assert list(found.values_list("account", "external_id")) == [(other.pk, "%s 'b' \\")]
    assert with_keys(Contact, ("external_id",), [("a",), ("c",)]).count() == 2
    assert not with_keys(Contact, ("external_id",), []).exists()


def test_stored_rows_are_looked_up_by_their_index():
    """A seek for each key, however many rows there are: nothing reads the whole table."""
    account = make_account()
    Contact.objects.bulk_create(
        Contact(account=account, external_id=f"{number:05}") for number in range(3_000)
    )
    keys = [(account.pk, f"{number:05}") for number in range(500)]
    found = with_keys(Contact, ("account", "external_id"), keys)
    plan = found.values_list("name").explain()
    assert found.count() == 500
    assert "Seq Scan" not in plan
    assert "SCAN t" not in plan


def test_an_update_sets_what_it_names_of_rows_that_are_there(night):
    write(night, {**night, "lane": 1, "score": 5})
    first, second = AccountNight.objects.order_by("lane").values()
    changed = {"metrics": b"\x00,", "risk_reasons": ["a\tb"], "stage_since": date(2026, 3, 1)}
    rows = [(lane, night["account"], *changed.values(), DAY) for lane in (1, 7)]
    assert update(AccountNight, ("lane", "account", *changed, "night"), rows, key=KEY) == 2
    after = AccountNight.objects.order_by("lane").values()
    assert list(map(_plain, after)) == [_plain(first), _plain({**second, **changed})]


def test_an_update_of_nothing_changes_nothing(night):
    write(night)
    before = _plain(stored())
    assert update(AccountNight, ("lane", "score"), [], key=("lane",)) == 0
    assert _plain(stored()) == before


def _plain(row):
    return {k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()}


def test_fields_of_changed_objects_are_written_back_and_no_others():
    one, other = make_account("Aoba"), make_account("Kita")
    for account in (other, one):
        account.name, account.attributes, account.csm_id = f"{account.name}!", {"a": ["b"]}, None
        account.plan = "left alone"
    assert write_back(Account, [other, one], ["name", "attributes", "csm"]) == 2
    found = Account.objects.order_by("pk").values_list("name", "attributes", "csm", "plan")
    assert list(found) == [("Aoba!", {"a": ["b"]}, None, ""), ("Kita!", {"a": ["b"]}, None, "")]
