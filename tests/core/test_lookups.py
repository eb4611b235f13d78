import pytest

from accounts.models import Account, Company, Contact, Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts():
    product = Product.objects.create(key="p", name="P")
    company = Company.objects.create(name="C", search_key="c")
    return [
        Account.objects.create(company=company, product=product, name=f"A{place}", search_key="a")
        for place in range(3)
    ]


def ids_of(rows):
    return set(rows.values_list("pk", flat=True))


def test_among_finds_the_rows_whose_key_is_one_of_many(accounts):
    first, second, third = (account.pk for account in accounts)
    many = [first, third, *range(third + 1, third + 40_000)]
    assert ids_of(Account.objects.filter(pk__among=many)) == {first, third}
    assert ids_of(Account.objects.exclude(pk__among=many)) == {second}


def test_among_nothing_finds_nothing(accounts):
    assert not Account.objects.filter(pk__among=[]).exists()


def test_among_goes_through_foreign_keys_and_takes_any_iterable_once(accounts):
    contact = Contact.objects.create(account=accounts[1], external_id="c", name="N")
    found = Contact.objects.filter(account__among=(account.pk for account in accounts))
    assert found.count() == 1
    assert list(found) == [contact]
    assert ids_of(Contact.objects.filter(account__company__among=[accounts[0].company_id]))


@pytest.mark.parametrize("furthest", [2, 3 * 4, 1_000_000])
def test_among_leaves_out_what_lies_between_however_far_apart_the_numbers_are(accounts, furthest):
    first, second, third = (account.pk for account in accounts)
    many = [first, third, first + furthest]
    assert ids_of(Account.objects.filter(pk__among=many)) == {first, third}
    assert ids_of(Account.objects.exclude(pk__among=many)) == {second}


@pytest.mark.postgres
def test_many_neighbours_are_read_by_index_from_a_table_without_statistics(accounts):
    owner = accounts[0]
    Contact.objects.bulk_create(
        Contact(account=owner, external_id=f"c{place}", name="N") for place in range(20_000)
    )
    plan = Contact.objects.filter(account__among=range(owner.pk, owner.pk + 1_000)).explain()
    assert "Seq Scan" not in plan
    assert "Index" in plan


@pytest.mark.parametrize(
    ("beginning", "names"),
    [
        ("ab", ["ab", "abc", "ab\U0001f600"]),
        ("a%", ["a%c"]),
        ("a_", ["a_c"]),
        ("a\\", ["a\\c"]),
        ("あ", ["あおば"]),
        ("AB", ["ABC"]),
        ("zz", []),
    ],
)
def test_a_beginning_is_found_exactly_as_it_stands(beginning, names):
    everything = ["ab", "abc", "ab\U0001f600", "a%c", "a_c", "a\\c", "あおば", "ABC", "b", "いあ"]
    Company.objects.bulk_create(Company(name=each, search_key=each) for each in everything)
    found = Company.objects.filter(search_key__begins=beginning).values_list("name", flat=True)
    assert sorted(found) == sorted(names)
